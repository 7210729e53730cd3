package dev.jetway.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads JSON objects one after the other out of a body that may never end, holding one at a time
 * and refusing any that is larger than an API server stores, so that a peer cannot grow memory. For
 * one thread.
 */
final class ObjectReader implements AutoCloseable {
  /** kube-apiserver's own limit for a request body. */
  static final int MAX_OBJECT = 3 * 1024 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxStringLength(MAX_OBJECT)
                      .maxNestingDepth(200)
                      .build())
              .build());

  private final Metered metered;
  private final JsonParser parser;

  ObjectReader(StreamedResponse response, Duration patience) throws IOException {
    this.metered = new Metered(new ResponseBody(response, patience));
    this.parser = JSON.getFactory().createParser(metered);
  }

  JsonParser parser() {
    return parser;
  }

  /** The token after the present one; what was read before no longer counts. */
  JsonToken next() throws IOException {
    metered.used = 0;
    return parser.nextToken();
  }

  /** The object that the parser's present token begins. */
  ObjectNode object() throws IOException {
    metered.used = 0;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("the answer has " + parser.currentToken() + " instead of an object");
    }
    return parser.readValueAsTree();
  }

  @Override
  public void close() throws IOException {
    metered.close();
    parser.close();
  }

  private static final class Metered extends FilterInputStream {
    private int used;

    Metered(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = super.read(target, offset, length);
      used += Math.max(n, 0);
      if (used > MAX_OBJECT) {
        throw new IOException("an object in the answer is larger than " + MAX_OBJECT + " bytes");
      }
      return n;
    }
  }
}
