/**
 * Changes of what a control plane offers: which of them break clients, and which wait for approval.
 *
 * <pre>
 *  accepted offer ─┐
 *  offer of now   ─┼─► OfferComparison ─► OfferReview ─► what is shown, what is accepted next, what each binding is told
 *  bindings       ─┘
 * </pre>
 *
 * All of it is pure: every replica comes to the same result, and a change that is undone is no
 * change. The accepted offer follows the offer of each resource as long as nothing breaks, and
 * stays where it was until a break is approved.
 */
@NullMarked
package dev.jetway.backend.change;

import org.jspecify.annotations.NullMarked;
