package dev.jetway.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.http2.FlowLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A client of one API server: single calls with JSON in and out, and {@link #send} for everything
 * that streams.
 *
 * <p>Connections are HTTP/2 over TLS, kept open, as few as there must be, each with as many streams
 * as the server allows (kube-apiserver: 100 to 1000); HTTP/1.1 where the server speaks nothing
 * else. A connection on which the peer answers no PING is closed within 25 s. Requests beyond all
 * streams wait, at most {@value ApiServerTransport#MAX_QUEUED}, and then fail unsent. Redirects are
 * not followed, cookies not kept, bodies not decoded.
 *
 * <p>Thread-safe. Calls block; {@link #close} ends the ones in flight.
 */
public final class ApiServerClient implements RequestSender, AutoCloseable {
  /** The largest body that a single call accepts. */
  private static final int MAX_BODY = 32 * 1024 * 1024;

  private static final int DEFAULT_REQUESTS = 1600;

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpFields NO_HEADERS = HttpFields.EMPTY;

  private final ApiServerEndpoint endpoint;
  private final ApiServerTransport transport;
  private final Duration callTimeout;

  /**
   * A client that connects on its first request, and has room for {@value #DEFAULT_REQUESTS}.
   *
   * @throws IllegalArgumentException if the endpoint's certificates or key cannot be used
   */
  public ApiServerClient(ApiServerEndpoint endpoint) {
    this(endpoint, DEFAULT_REQUESTS, FlowLimits.DEFAULT);
  }

  /**
   * A client with limits of its own, as the one above.
   *
   * @param requests how many may be in flight where the server takes 100 on a connection
   * @param flow what each connection may hold of answers that nobody has read yet
   */
  public ApiServerClient(ApiServerEndpoint endpoint, int requests, FlowLimits flow) {
    this(endpoint, new ApiServerTransport(endpoint, requests, flow), CALL_TIMEOUT);
  }

  private ApiServerClient(
      ApiServerEndpoint endpoint, ApiServerTransport transport, Duration callTimeout) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.callTimeout = callTimeout;
  }

  /**
   * The same client with another patience: it has this one's connections, and ends with it.
   *
   * @param callTimeout how long the head of an answer may take, and its body
   */
  public ApiServerClient within(Duration callTimeout) {
    return new ApiServerClient(endpoint, transport, callTimeout);
  }

  /** Where this client goes. */
  public ApiServerEndpoint endpoint() {
    return endpoint;
  }

  /** Reads an object, a list or a document such as discovery's. */
  public ObjectNode get(String path) {
    return get(path, "");
  }

  /**
   * Reads an object or a list.
   *
   * @param query the raw query without question mark
   * @throws StatusException with the server's answer if it is not 2xx
   * @throws ApiUnreachableException if there is no answer in time, 30 s unless {@link #within} says
   *     otherwise
   */
  public ObjectNode get(String path, String query) {
    return call("GET", path, query, "", Optional.empty());
  }

  /**
   * Reads a document in a form of its own, such as discovery's aggregate; throws as {@link #get}.
   *
   * @param accept the value of the {@code Accept} header
   */
  public ObjectNode getAs(String path, String accept) {
    return call("GET", path, "", accept, "", Optional.empty());
  }

  /** Reads an object that may be missing: empty for a 404, throws as {@link #get} otherwise. */
  public Optional<ObjectNode> find(String path) {
    try {
      return Optional.of(get(path));
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Creates an object in the collection at {@code path}; throws as {@link #get}. */
  public ObjectNode create(String path, JsonNode body) {
    return call("POST", path, "", "application/json", Optional.of(body));
  }

  /** Replaces the object at {@code path}; throws as {@link #get}. */
  public ObjectNode replace(String path, JsonNode body) {
    return call("PUT", path, "", "application/json", Optional.of(body));
  }

  /**
   * Server-side apply, which takes over fields of other managers; throws as {@link #get}.
   *
   * @param fieldManager who owns the fields of {@code body} from now on
   */
  public ObjectNode apply(String path, JsonNode body, String fieldManager) {
    return apply(path, body, QueryString.EMPTY.with("fieldManager", fieldManager));
  }

  /** What {@link #apply} would answer; nothing is stored. */
  public ObjectNode dryApply(String path, JsonNode body, String fieldManager) {
    return apply(
        path, body, QueryString.EMPTY.with("fieldManager", fieldManager).with("dryRun", "All"));
  }

  private ObjectNode apply(String path, JsonNode body, QueryString query) {
    return call(
        "PATCH",
        path,
        query.with("force", "true").encode(),
        "application/apply-patch+yaml",
        Optional.of(body));
  }

  /**
   * Patches the object at {@code path}; throws as {@link #get}.
   *
   * @param contentType which patch it is, for example {@code application/merge-patch+json}
   */
  public ObjectNode patch(String path, String contentType, JsonNode body) {
    return call("PATCH", path, "", contentType, Optional.of(body));
  }

  /** What {@link #patch} would answer; nothing is stored. */
  public ObjectNode dryPatch(String path, String contentType, JsonNode body) {
    String query = QueryString.EMPTY.with("dryRun", "All").encode();
    return call("PATCH", path, query, contentType, Optional.of(body));
  }

  /** Deletes the object or collection at {@code path}; throws as {@link #get}. */
  public void delete(String path) {
    call("DELETE", path, "", "", Optional.empty());
  }

  /**
   * Deletes the object or collection at {@code path}; throws as {@link #get}.
   *
   * @param options a {@code DeleteOptions}
   */
  public void delete(String path, JsonNode options) {
    call("DELETE", path, "", "application/json", Optional.of(options));
  }

  @Override
  public StreamedResponse send(
      String method,
      String path,
      String query,
      HttpFields headers,
      Optional<ByteBuffer> body,
      Duration headTimeout)
      throws IOException {
    Request request = transport.newRequest(method, path, query, headers, body);
    PendingResponse response = new PendingResponse(endpoint.name(), request);
    request.send(response);
    return response.awaitHead(headTimeout);
  }

  @Override
  public void close() {
    transport.close();
  }

  private ObjectNode call(
      String method, String path, String query, String contentType, Optional<JsonNode> body) {
    return call(method, path, query, "application/json", contentType, body);
  }

  private ObjectNode call(
      String method,
      String path,
      String query,
      String accept,
      String contentType,
      Optional<JsonNode> body) {
    HttpFields.Mutable headers =
        HttpFields.build(NO_HEADERS).add(new HttpField(HttpHeader.ACCEPT, accept));
    if (!contentType.isEmpty()) {
      headers.add(HttpHeader.CONTENT_TYPE, contentType);
    }
    try {
      StreamedResponse response =
          send(method, path, query, headers, body.map(ApiServerClient::bytes), callTimeout);
      byte[] answer = ResponseBody.readAll(response, MAX_BODY, callTimeout);
      if (response.status() < 200 || response.status() > 299) {
        throw new StatusException(Status.ofAnswer(response.status(), answer));
      }
      return object(answer);
    } catch (IOException e) {
      throw new ApiUnreachableException(
          "could not " + method + " " + path + " at " + endpoint.name() + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode object(byte[] answer) throws IOException {
    if (answer.length == 0) {
      return JSON.createObjectNode();
    }
    if (JSON.readTree(answer) instanceof ObjectNode object) {
      return object;
    }
    throw new IOException("the answer is not a JSON object");
  }

  private static ByteBuffer bytes(JsonNode node) {
    try {
      return ByteBuffer.wrap(JSON.writeValueAsBytes(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
