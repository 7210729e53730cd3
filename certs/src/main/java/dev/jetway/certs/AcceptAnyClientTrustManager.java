package dev.jetway.certs;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The serving side's trust manager, which lets every client certificate through the handshake, as
 * kube-apiserver does (Go's {@code RequestClientCert}).
 *
 * <p>Why that is safe: the handshake still proves that the client holds the certificate's key, and
 * here that is all it is to prove. Whether the certificate means anything is decided for each
 * request by {@link ClientCertificateVerifier}; a certificate that nobody asks about grants
 * nothing. Refusing in the handshake instead would answer a caller with a wrong certificate by a
 * broken connection where HTTP 401 is due, and would leave open connections trusted after an
 * authority has been removed.
 *
 * <p>It never accepts a server: used for dialling by mistake, every handshake fails.
 */
final class AcceptAnyClientTrustManager extends X509ExtendedTrustManager {

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable Socket socket) {}

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this trust manager is for the serving side only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  /** None, so that the handshake names no authorities and clients send what they have. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
