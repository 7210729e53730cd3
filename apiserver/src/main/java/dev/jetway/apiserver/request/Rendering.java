package dev.jetway.apiserver.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.apiserver.protobuf.KubernetesProtobuf;
import dev.jetway.apiserver.protobuf.ProtobufWatch;
import dev.jetway.apiserver.request.Representation.Encoding;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.TranslatedBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;

/** Brings an answer in JSON into the form that the caller wants. Thread-safe. */
final class Rendering {
  /** The largest object or list that is held to be encoded, in bytes of its JSON. */
  static final int MAX_HELD = 16 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Representation representation;
  private final boolean watch;

  Rendering(Representation representation, boolean watch) {
    this.representation = representation;
    this.watch = watch;
  }

  /**
   * The answer in its form; blocks while an answer that must be held whole is read.
   *
   * @throws StatusException 406 if it is too large for its form, 503 if it breaks
   */
  StreamedResponse of(StreamedResponse answer) {
    if (answer.status() >= 400) {
      byte[] status = representation.errors().write(held(answer));
      return new Rendered(answer, representation.errors().contentType(), whole(status));
    }
    HttpField type = new HttpField(HttpHeader.CONTENT_TYPE, representation.contentType(watch));
    return switch (representation.encoding()) {
      case JSON -> answer;
      case YAML -> new Rendered(answer, type, answer.body());
      case PROTOBUF -> new Rendered(answer, type, watch ? events(answer) : encoded(answer));
    };
  }

  /** The content type of a success whose body nobody asked for. */
  StreamedResponse ofHead(StreamedResponse answer) {
    boolean json = answer.status() >= 400 || representation.encoding() == Encoding.JSON;
    HttpField type = new HttpField(HttpHeader.CONTENT_TYPE, representation.contentType(watch));
    return json ? answer : new Rendered(answer, type, answer.body());
  }

  private static Content.Source events(StreamedResponse answer) {
    return new TranslatedBody(answer.body(), new ProtobufWatch());
  }

  private static Content.Source encoded(StreamedResponse answer) {
    try {
      return whole(KubernetesProtobuf.envelope(JSON.readTree(held(answer))));
    } catch (IOException e) {
      throw new StatusException(Status.of(500, "the control plane's answer is not JSON"), e);
    }
  }

  private static byte[] held(StreamedResponse answer) {
    try (InputStream body = Content.Source.asInputStream(answer.body())) {
      byte[] bytes = body.readNBytes(MAX_HELD + 1);
      if (bytes.length > MAX_HELD) {
        answer.cancel(new IOException("it is too large"));
        throw new StatusException(
            Status.of(
                406,
                "the answer is too large to be encoded in protobuf; accept application/json as"
                    + " well, or ask for fewer objects with limit"));
      }
      return bytes;
    } catch (IOException e) {
      throw new StatusException(
          Status.of(503, "the connection to the control plane broke before it answered"), e);
    }
  }

  private static Content.Source whole(byte[] bytes) {
    return new ByteBufferContentSource(ByteBuffer.wrap(bytes));
  }

  /** An answer with another body, and so another type. */
  private record Rendered(StreamedResponse answer, HttpField type, Content.Source body)
      implements StreamedResponse {
    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public HttpFields headers() {
      return HttpFields.build(answer.headers()).put(type).asImmutable();
    }

    @Override
    public void cancel(Throwable cause) {
      answer.cancel(cause);
      body.fail(cause);
    }
  }
}
