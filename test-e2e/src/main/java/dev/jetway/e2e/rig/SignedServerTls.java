package dev.jetway.e2e.rig;

import dev.jetway.certs.KeyMaterial;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS of a client that verifies who signed the server's certificate, and not its name. */
final class SignedServerTls {
  private static final char[] NO_PASSWORD = new char[0];

  private SignedServerTls() {}

  /** At most one identity. */
  static SSLContext context(List<X509Certificate> trusted, List<KeyMaterial> identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManagers(identity), new TrustManager[] {new AnyName(trustManager(trusted))}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new RigException("could not set up TLS: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keyManagers(List<KeyMaterial> identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (KeyMaterial material : identity) {
      store.setKeyEntry(
          "client", material.key(), NO_PASSWORD, material.chain().toArray(X509Certificate[]::new));
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static X509TrustManager trustManager(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("ca-" + i, trusted.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Being an extended trust manager, it is not given a second check of the name by the JDK. */
  private static final class AnyName extends X509ExtendedTrustManager {
    private final X509TrustManager signers;

    AnyName(X509TrustManager signers) {
      this.signers = signers;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      signers.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      signers.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      signers.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return signers.getAcceptedIssuers();
    }
  }
}
