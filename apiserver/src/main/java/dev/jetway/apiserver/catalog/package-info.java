/**
 * What is served at this moment, looked up fast: made once from each {@link
 * dev.jetway.backend.ApiCatalog}, read by every request.
 */
@NullMarked
package dev.jetway.apiserver.catalog;

import org.jspecify.annotations.NullMarked;
