package dev.jetway.apiserver.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads the body of a request: one object, which is at most 3 MiB as at kube-apiserver. */
final class RequestBody {
  /** The largest body that is taken, in bytes. */
  static final int MAX_BYTES = 3 * 1024 * 1024;

  private static final int FIRST_READ = 16 * 1024;
  private static final JsonFactory JSON = new JsonFactory();

  private RequestBody() {}

  /**
   * Reads all of it; blocks.
   *
   * @return empty if there is no body
   * @throws StatusException 413 if it is too big, also if it only says that it is; 400 if the
   *     caller breaks off
   */
  static Optional<ByteBuffer> read(Request request) {
    long announced = request.getLength();
    if (announced > MAX_BYTES) {
      throw tooLarge();
    }
    if (announced == 0) {
      return Optional.empty();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = announced > 0 ? in.readNBytes((int) announced) : readUnknown(in);
      return bytes.length == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new StatusException(Status.of(400, "could not read the request's body"), e);
    }
  }

  /** {@code metadata.name} of a JSON object; empty if it cannot be found. */
  static String name(Optional<ByteBuffer> body) {
    if (body.isEmpty()) {
      return "";
    }
    ByteBuffer bytes = body.get();
    try (JsonParser parser =
        JSON.createParser(
            bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())) {
      return enter(parser, "metadata") && find(parser, "name") ? parser.getValueAsString("") : "";
    } catch (IOException _) {
      return "";
    }
  }

  private static byte[] readUnknown(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(FIRST_READ);
    while (bytes.length >= FIRST_READ) {
      int wanted = Math.min(bytes.length, MAX_BYTES + 1 - bytes.length);
      byte[] more = in.readNBytes(wanted);
      int known = bytes.length;
      bytes = Arrays.copyOf(bytes, known + more.length);
      System.arraycopy(more, 0, bytes, known, more.length);
      if (bytes.length > MAX_BYTES) {
        throw tooLarge();
      }
      if (more.length < wanted) {
        break;
      }
    }
    return bytes;
  }

  private static boolean enter(JsonParser parser, String member) throws IOException {
    return parser.nextToken() == JsonToken.START_OBJECT
        && find(parser, member)
        && parser.currentToken() == JsonToken.START_OBJECT;
  }

  private static boolean find(JsonParser parser, String member) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals(member)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static StatusException tooLarge() {
    return new StatusException(Status.of(413, "Request entity too large: limit is " + MAX_BYTES));
  }
}
