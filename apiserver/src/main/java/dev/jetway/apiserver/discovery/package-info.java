/**
 * What is asked for rarely and is structured: discovery, OpenAPI, the version. The only room with
 * JAX-RS in it.
 *
 * <p>All documents are made once for each state of the catalog ({@link
 * dev.jetway.apiserver.discovery.DiscoveryDocuments}); answering is choosing one.
 */
@NullMarked
package dev.jetway.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
