package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;

/** What kube-apiserver's one connection must stand. */
class ConnectionsTest {
  private static final int WATCHES = 200;
  private static final int RESETS = 1500;

  @Test
  void watchesSurviveTheProbesThatAreReset() throws Exception {
    List<StreamingAnswer> answers = new CopyOnWriteArrayList<>();
    HTTP2Client client = new HTTP2Client();
    try (RunningServer running = new RunningServer()) {
      running.backend.answers(_ -> {
        StreamingAnswer answer = new StreamingAnswer();
        answers.add(answer);
        return answer;
      });
      client.start();
      Session session = connect(client, running);
      EventCounter events = new EventCounter();
      for (int i = 0; i < WATCHES; i++) {
        Stream _ = open(running, session, DATABASES + "?watch=true", events);
      }
      assertThat(events.heads.await(20, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < RESETS; i++) {
        Stream probe = open(running, session, "/apis/example.org/v1", new Stream.Listener() {});
        probe.reset(
            new ResetFrame(probe.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
      }

      answers.forEach(answer -> answer.write("{}\n"));
      assertThat(events.events.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(events.broken).hasValue(0);
      assertThat(session.isClosed()).isFalse();
      assertThat(answers).hasSize(WATCHES).noneMatch(answer -> answer.cancelled().isDone());
      answers.forEach(StreamingAnswer::end);
    } finally {
      client.stop();
    }
  }

  private static Session connect(HTTP2Client client, RunningServer running) throws Exception {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(running.tls(Optional.of(running.pki.frontProxy("front-proxy"))));
    tls.start();
    return client
        .connect(
            tls,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), running.server.port()),
            new Session.Listener() {})
        .get(20, TimeUnit.SECONDS);
  }

  private static Stream open(
      RunningServer running, Session session, String path, Stream.Listener listener)
      throws Exception {
    MetaData.Request request =
        new MetaData.Request(
            "GET",
            HttpURI.from(running.uri(path)),
            HttpVersion.HTTP_2,
            HttpFields.build().put("X-Remote-User", "ada"));
    CompletableFuture<Stream> stream =
        session.newStream(new HeadersFrame(request, null, true), listener);
    return stream.get(20, TimeUnit.SECONDS);
  }

  private static final class EventCounter implements Stream.Listener {
    final CountDownLatch heads = new CountDownLatch(WATCHES);
    final CountDownLatch events = new CountDownLatch(WATCHES);
    final AtomicInteger broken = new AtomicInteger();

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      heads.countDown();
      stream.demand();
    }

    @Override
    public void onDataAvailable(Stream stream) {
      Stream.Data data = stream.readData();
      if (data != null) {
        if (data.frame().remaining() > 0) {
          events.countDown();
        }
        data.release();
      }
      stream.demand();
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
      broken.incrementAndGet();
      callback.succeeded();
    }
  }
}
