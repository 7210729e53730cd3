/**
 * What a control plane offers to consumer clusters, and its discovery and schemas, limited to that.
 *
 * <p>{@code OfferWatch} follows the CustomResourceDefinitions; those that {@code OfferRule} picks
 * become an {@code OfferSnapshot}: immutable, hashed, made once for all tenants. The documents are
 * the control plane's own with everything that is not offered taken out, never made here, so that
 * they are exactly as safe for kube-aggregator as what kube-apiserver itself publishes.
 */
@NullMarked
package dev.jetway.tunnel.offer;

import org.jspecify.annotations.NullMarked;
