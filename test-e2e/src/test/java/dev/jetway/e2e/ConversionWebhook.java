package dev.jetway.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.ServerNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A conversion webhook of a CRD, on loopback: it changes {@code spec} as the test says, from the
 * version that an object has to the one that is asked for. Safe for use by several threads.
 */
final class ConversionWebhook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final char[] NO_PASSWORD = new char[0];
  private static final Duration LIFETIME = Duration.ofDays(1);

  private final CertificateAuthority authority =
      CertificateAuthority.create("conversion", Clock.systemUTC());
  private final BiConsumer<ObjectNode, String> conversion;
  private HttpsServer server;
  private int port;

  /**
   * Starts it.
   *
   * @param conversion is given a {@code spec} and the {@code apiVersion} that it shall have
   */
  ConversionWebhook(BiConsumer<ObjectNode, String> conversion) {
    this.conversion = conversion;
    start();
  }

  /** What a CRD's {@code conversion.webhook.clientConfig} says. */
  ObjectNode clientConfig() {
    String bundle = authority.material().certificatePem();
    return JSON.createObjectNode()
        .put("url", "https://localhost:" + port + "/convert")
        .put(
            "caBundle",
            Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Starts it, on the port that it had. */
  void start() {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls()));
      server.createContext("/convert", this::convert);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      port = server.getAddress().getPort();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("could not start a conversion webhook", e);
    }
  }

  /** Stops it, as if its pod were gone. */
  @Override
  public void close() {
    server.stop(0);
  }

  private void convert(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode review = JSON.readTree(exchange.getRequestBody());
      String wanted = review.at("/request/desiredAPIVersion").asText();
      ObjectNode answer = JSON.createObjectNode();
      answer.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "ConversionReview");
      ObjectNode response = answer.putObject("response");
      response.set("uid", review.at("/request/uid"));
      response.putObject("result").put("status", "Success");
      var converted = response.putArray("convertedObjects");
      for (JsonNode object : review.at("/request/objects")) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("spec") instanceof ObjectNode spec) {
          conversion.accept(spec, wanted);
        }
        converted.add(copy.put("apiVersion", wanted));
      }
      byte[] body = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private SSLContext tls() throws GeneralSecurityException, IOException {
    KeyMaterial serving = authority.issueServing(ServerNames.of("localhost"), LIFETIME);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "serving", serving.key(), NO_PASSWORD, serving.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
