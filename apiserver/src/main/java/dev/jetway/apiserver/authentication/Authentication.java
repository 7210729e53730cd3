package dev.jetway.apiserver.authentication;

import dev.jetway.apiserver.authorization.Reviewer;
import dev.jetway.certs.ClientCertificateVerdict;
import dev.jetway.kube.UserInfo;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Finds out who sent a request, by each means in turn as kube-apiserver's servers do: front proxy,
 * client certificate, bearer token. Whoever shows a credential that none of them accepts is
 * refused, never taken for anonymous.
 *
 * <p>Thread-safe. Blocks only for a token that was not reviewed within ten seconds.
 */
public final class Authentication {
  private static final String AUTHENTICATED = "system:authenticated";
  private static final String UNAUTHENTICATED = "system:unauthenticated";
  private static final String ANONYMOUS = "system:anonymous";
  private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
  private static final String BEARER = "Bearer ";

  private final LiveAuthenticationSettings settings;
  private final TokenReview tokens;

  /**
   * An authentication by these settings.
   *
   * @param reviewer where tokens are reviewed
   */
  public Authentication(LiveAuthenticationSettings settings, Reviewer reviewer) {
    this.settings = settings;
    this.tokens = new TokenReview(reviewer);
  }

  /**
   * Says who sends.
   *
   * @param headers all headers of the request
   * @param certificates the client's chain as the handshake proved it; empty if it sent none
   */
  public Identity identify(HttpFields headers, List<X509Certificate> certificates) {
    List<String> refusals = new ArrayList<>(2);
    Optional<UserInfo> user = byCertificate(headers, certificates, refusals);
    if (user.isPresent()) {
      return new Identity.Known(inAuthenticatedGroup(user.get()));
    }
    String authorization = headers.get(HttpHeader.AUTHORIZATION);
    if (authorization != null) {
      return byAuthorization(authorization);
    }
    return certificates.isEmpty()
        ? new Identity.Anonymous()
        : new Identity.Refused(String.join("; ", refusals));
  }

  /** The request's headers without any that say who somebody is. */
  public HttpFields withoutIdentity(HttpFields headers) {
    return IdentityHeaders.strippedOf(headers, settings.settings());
  }

  /** Whether this chain is that of a front proxy: a peer that multiplexes many users. */
  public boolean isFrontProxy(List<X509Certificate> certificates) {
    return settings.settings().requestHeader().isPresent()
        && settings.frontProxies().verify(certificates)
            instanceof ClientCertificateVerdict.Verified(String name, _, _)
        && settings.settings().requestHeader().get().allows(name);
  }

  private Optional<UserInfo> byCertificate(
      HttpFields headers, List<X509Certificate> certificates, List<String> refusals) {
    if (certificates.isEmpty()) {
      return Optional.empty();
    }
    Optional<UserInfo> user =
        settings
            .settings()
            .requestHeader()
            .flatMap(proxy -> byFrontProxy(headers, certificates, proxy, refusals));
    return user.isPresent() ? user : byClientAuthority(certificates, refusals);
  }

  private Optional<UserInfo> byFrontProxy(
      HttpFields headers,
      List<X509Certificate> certificates,
      RequestHeaderSettings proxy,
      List<String> refusals) {
    return switch (settings.frontProxies().verify(certificates)) {
      case ClientCertificateVerdict.Refused(String reason) -> {
        refusals.add("as front proxy: " + reason);
        yield Optional.empty();
      }
      case ClientCertificateVerdict.Verified(String name, _, _) -> {
        if (!proxy.allows(name)) {
          refusals.add("as front proxy: name '" + name + "' is not an allowed one");
          yield Optional.empty();
        }
        Optional<UserInfo> user = RequestHeaders.user(headers, proxy);
        if (user.isEmpty()) {
          refusals.add("front proxy '" + name + "' names no user");
        }
        yield user;
      }
    };
  }

  private Optional<UserInfo> byClientAuthority(
      List<X509Certificate> certificates, List<String> refusals) {
    return switch (settings.clients().verify(certificates)) {
      case ClientCertificateVerdict.Refused(String reason) -> {
        refusals.add("as client: " + reason);
        yield Optional.empty();
      }
      case ClientCertificateVerdict.Verified verified -> {
        if (verified.commonName().isEmpty()) {
          refusals.add("client certificate has no common name");
          yield Optional.empty();
        }
        yield Optional.of(
            new UserInfo(
                verified.commonName(),
                "",
                verified.organizations(),
                Map.of(CREDENTIAL_ID, List.of("X509SHA256=" + verified.sha256()))));
      }
    };
  }

  private Identity byAuthorization(String authorization) {
    boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String token = bearer ? authorization.substring(BEARER.length()).strip() : "";
    if (token.isEmpty()) {
      return new Identity.Refused("Authorization holds no bearer token");
    }
    return switch (tokens.identify(token)) {
      case Identity.Known(UserInfo user) -> new Identity.Known(inAuthenticatedGroup(user));
      case Identity.Anonymous anonymous -> anonymous;
      case Identity.Refused refused -> refused;
    };
  }

  /** kube-aggregator sends some of its own users without groups; RBAC counts on this one. */
  private static UserInfo inAuthenticatedGroup(UserInfo user) {
    if (user.name().equals(ANONYMOUS)
        || user.groups().contains(AUTHENTICATED)
        || user.groups().contains(UNAUTHENTICATED)) {
      return user;
    }
    List<String> groups = new ArrayList<>(user.groups());
    groups.add(AUTHENTICATED);
    return new UserInfo(user.name(), user.uid(), groups, user.extra());
  }
}
