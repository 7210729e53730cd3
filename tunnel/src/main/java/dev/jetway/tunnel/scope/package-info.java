/**
 * A control plane as one consumer cluster may use it: the boundary between tenants.
 *
 * <pre>
 * TenantRequest → Scope (tokens → ScopeDecision) ─┬─ InNamespace      → ProviderNamespaces → Forwarder
 *                                                 ├─ InSingleNamespace → ProviderNamespaces → Forwarder, the label in the
 *                                                 │                      selector or the object's name checked
 *                                                 ├─ UnprovenInSingleNamespace → SingleObjectProof → InSingleNamespace
 *                                                 ├─ AcrossNamespaces → Forwarder, the cluster's label in the selector
 *                                                 ├─ Namespaces       → the API server, as ourselves
 *                                                 ├─ Published, Schema, OffersStream → answered from the OfferSnapshot
 *                                                 └─ Refused          → a Status that says why
 * </pre>
 *
 * <p>Who comes without a connector meets {@code DirectScope} first, which knows what an ordinary
 * client asks beside that. {@code Scope} sees nothing but the raw path, the raw query and what is
 * offered; what it lets through is rebuilt from validated tokens, so what is decided on is what is
 * sent. The gateway and the direct link share this room: the scope does not depend on the way that
 * a request came.
 */
@NullMarked
package dev.jetway.tunnel.scope;

import org.jspecify.annotations.NullMarked;
