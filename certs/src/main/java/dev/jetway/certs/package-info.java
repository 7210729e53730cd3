/**
 * Certificate authorities, serving and client certificates, their storage, rotation and hot reload.
 *
 * <pre>
 *  CertificateStore ◄─► RotatingServingCertificate ──listeners──► ReloadableKeyManager ─► ServerTls ─► SSLContext
 *  (directory, Secret)            └──────────bundle()──────────► caBundle of whoever dials
 *
 *  handshake's client certificates ─► ClientCertificateVerifier ─► Verified | Refused      (per request)
 *  CA bundle ─► ReloadableTrustManager ─► ClientTls ─► SSLContext
 * </pre>
 *
 * This is the only room that knows Bouncy Castle, which builds certificates; keys and signatures
 * are the JDK's own, so no security provider is installed. What goes wrong with data from outside
 * is a {@link dev.jetway.certs.CertificatesException}; a broken Java runtime is an {@link
 * java.lang.IllegalStateException}.
 */
@NullMarked
package dev.jetway.certs;

import org.jspecify.annotations.NullMarked;
