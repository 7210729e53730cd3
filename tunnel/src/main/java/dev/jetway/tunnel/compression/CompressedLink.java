package dev.jetway.tunnel.compression;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * A link that asks for gzip and gives answers inflated: whoever uses it sees no difference.
 *
 * <p>kube-apiserver compresses what is larger than 128 KiB, whatever the method, and no watch;
 * watches are not asked to be. Thread-safe.
 */
final class CompressedLink implements ControlPlaneLink {
  private static final String GZIP = "gzip";
  private static final String WATCH = "watch";

  private final ControlPlaneLink link;

  CompressedLink(ControlPlaneLink link) {
    this.link = link;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public LinkState state() {
    return link.state();
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return link.onChange(listener);
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    if (isWatch(request)) {
      return link.send(request);
    }
    StreamedResponse answer = link.send(acceptingGzip(request));
    boolean compressed =
        Optional.ofNullable(answer.headers().get(HttpHeader.CONTENT_ENCODING))
            .filter(GZIP::equalsIgnoreCase)
            .isPresent();
    return compressed ? Inflated.of(answer) : answer;
  }

  @Override
  public void close() {
    link.close();
  }

  private static boolean isWatch(LinkRequest request) {
    return request.query().contains(WATCH) && QueryString.parse(request.query()).isTrue(WATCH);
  }

  private static LinkRequest acceptingGzip(LinkRequest request) {
    return new LinkRequest(
        request.method(),
        request.path(),
        request.query(),
        HttpFields.build(request.headers()).put(HttpHeader.ACCEPT_ENCODING, GZIP).asImmutable(),
        request.body(),
        request.user(),
        request.auditId(),
        request.headTimeout());
  }

  private record Inflated(StreamedResponse answer, HttpFields headers, GunzippedSource inflating)
      implements StreamedResponse {
    static Inflated of(StreamedResponse answer) {
      HttpFields.Mutable headers = HttpFields.build(answer.headers());
      headers.remove(HttpHeader.CONTENT_ENCODING);
      headers.remove(HttpHeader.CONTENT_LENGTH);
      return new Inflated(answer, headers.asImmutable(), new GunzippedSource(answer.body()));
    }

    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public Content.Source body() {
      return inflating;
    }

    @Override
    public void cancel(Throwable cause) {
      answer.cancel(cause);
      inflating.drop(cause);
    }
  }
}
