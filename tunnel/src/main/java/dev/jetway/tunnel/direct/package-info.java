/**
 * A control plane that is reached with a plain kubeconfig, without a gateway.
 *
 * <p>The same scope rules as the gateway's ({@code tunnel.scope}) run in this process. They are no
 * boundary here, whoever has the kubeconfig has its rights; they make both ways behave alike.
 */
@NullMarked
package dev.jetway.tunnel.direct;

import org.jspecify.annotations.NullMarked;
