package dev.jetway.tunnel;

import dev.jetway.kube.UserInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request to a control plane.
 *
 * @param method the HTTP method
 * @param path the raw path, built from validated tokens
 * @param query the raw query without question mark, empty if there is none
 * @param headers what goes along: Accept, Content-Type, User-Agent, If-None-Match and the like;
 *     never credentials or identity
 * @param body empty if there is none; read from position to limit, not modified
 * @param user on whose behalf; empty for the connector's own calls
 * @param auditId the Audit-ID of the consumer's kube-apiserver, empty if there is none
 * @param headTimeout how long the head of the answer may take
 */
public record LinkRequest(
    String method,
    String path,
    String query,
    HttpFields headers,
    Optional<ByteBuffer> body,
    Optional<UserInfo> user,
    String auditId,
    Duration headTimeout) {}
