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
  private static final int MAX_SKIPPED = 4 * MAX_BYTES;
  private static final JsonFactory JSON = new JsonFactory();

  private RequestBody() {}

  /**
   * Reads all of it; blocks.
   *
   * @return empty if there is no body
   * @throws StatusException 413 if it is too big; 400 if the caller breaks off
   */
  static Optional<ByteBuffer> read(Request request) {
    long announced = request.getLength();
    if (announced == 0) {
      return Optional.empty();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      int first = announced > 0 ? (int) Math.min(announced, MAX_BYTES + 1) : FIRST_READ;
      byte[] bytes = readUpToTooMany(in, first);
      if (bytes.length > MAX_BYTES) {
        skipRest(in);
        throw tooLarge();
      }
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

  /** All bytes, or one more than may be. */
  private static byte[] readUpToTooMany(InputStream in, int first) throws IOException {
    byte[] bytes = in.readNBytes(first);
    int wanted = first;
    int got = bytes.length;
    while (got == wanted && bytes.length <= MAX_BYTES) { // a shorter read is the end
      wanted = Math.min(Math.max(bytes.length, FIRST_READ), MAX_BYTES + 1 - bytes.length);
      byte[] more = in.readNBytes(wanted);
      got = more.length;
      int known = bytes.length;
      bytes = Arrays.copyOf(bytes, known + got);
      System.arraycopy(more, 0, bytes, known, got);
    }
    return bytes;
  }

  /**
   * Reads what is left of a body that is too big, unless it is far too big: who still sends when
   * the answer comes does not always see it.
   */
  private static void skipRest(InputStream in) throws IOException {
    byte[] buffer = new byte[FIRST_READ];
    long left = MAX_SKIPPED;
    while (left > 0) {
      int read = in.read(buffer);
      if (read < 0) {
        return;
      }
      left -= read;
    }
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
