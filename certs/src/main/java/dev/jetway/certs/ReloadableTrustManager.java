package dev.jetway.certs;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A trust manager for dialling, whose certificate authorities can be replaced while connections are
 * open: handshakes that begin afterwards are judged by the new ones. The judgement is the JDK's
 * own. A connection whose host name would not be compared with the certificate is refused, since
 * then any certificate of the authorities would do. A session that TLS resumes was judged when it
 * began. Safe for use by several threads.
 */
public final class ReloadableTrustManager extends X509ExtendedTrustManager {

  private volatile X509ExtendedTrustManager delegate;

  /**
   * A trust manager that trusts these authorities and no others.
   *
   * @throws IllegalArgumentException when there are none
   */
  public ReloadableTrustManager(Collection<X509Certificate> authorities) {
    this(pkix(keyStore(authorities)));
  }

  private ReloadableTrustManager(X509ExtendedTrustManager delegate) {
    this.delegate = delegate;
  }

  /** Trusts what the Java runtime trusts, for servers with certificates of public authorities. */
  public static ReloadableTrustManager systemRoots() {
    return new ReloadableTrustManager(pkix(null));
  }

  /**
   * Trusts these authorities and no others from now on.
   *
   * @throws IllegalArgumentException when there are none
   */
  public void replace(Collection<X509Certificate> authorities) {
    delegate = pkix(keyStore(authorities));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    delegate.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    requireHostNameCheck(socket instanceof SSLSocket tls ? tls.getSSLParameters() : null);
    delegate.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    requireHostNameCheck(engine.getSSLParameters());
    delegate.checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    delegate.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    delegate.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    delegate.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate.getAcceptedIssuers();
  }

  private static void requireHostNameCheck(@Nullable SSLParameters parameters)
      throws CertificateException {
    String algorithm = parameters == null ? null : parameters.getEndpointIdentificationAlgorithm();
    if (algorithm == null || algorithm.isEmpty()) {
      throw new CertificateException("the connection does not check the server's host name");
    }
  }

  private static KeyStore keyStore(Collection<X509Certificate> authorities) {
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("no certificate authority to trust");
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry(Integer.toString(number++), authority);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("could not make a trust store: " + e.getMessage(), e);
    }
  }

  private static X509ExtendedTrustManager pkix(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Stream.of(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("this runtime has no PKIX trust manager"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make a trust manager: " + e.getMessage(), e);
    }
  }
}
