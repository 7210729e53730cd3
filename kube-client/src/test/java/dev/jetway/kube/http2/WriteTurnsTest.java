package dev.jetway.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Many small writes of one connection, as few large ones. */
class WriteTurnsTest {
  private final Socket socket = new Socket();
  private final GatheringEndPoint endPoint =
      new GatheringEndPoint(socket, new ArrayByteBufferPool());
  private final Streams streams = new Streams(endPoint);

  @Test
  void whatIsWrittenInTurnsLeavesTogetherAndInOrder() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    StringBuilder expected = new StringBuilder();
    endPoint.turns().execute(() -> await(begin)); // so that all the others are queued behind it
    for (int i = 0; i < 500; i++) {
      String event = "event " + i + "\n";
      expected.append(event);
      endPoint.turns().execute(() -> streams.write(event));
    }
    CompletableFuture<Void> all = streams.written(500);
    begin.countDown();
    all.get(20, TimeUnit.SECONDS);
    inTurn(() -> {});
    assertThat(socket.sent()).isEqualTo(expected.toString());
    assertThat(socket.flushes.get()).isLessThan(10);
  }

  @Test
  void whatIsNotWrittenInTurnsLeavesAtOnce() throws Exception {
    streams.write("now");
    assertThat(socket.sent()).isEqualTo("now");
    inTurn(() -> streams.write("in turn"));
    streams.write("later");
    streams.written(3).get(20, TimeUnit.SECONDS);
    assertThat(socket.sent()).isEqualTo("nowin turnlater");
  }

  @Test
  void aCallerThatDoesNotReadStopsTheTurnsUntilItDoes() throws Exception {
    int capacity = 8192;
    socket.take(capacity);
    String event = "x".repeat(4000);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 400; i++) {
      endPoint
          .turns()
          .execute(() -> {
            ran.incrementAndGet();
            streams.write(event);
          });
    }
    CompletableFuture<Void> all = streams.written(400);
    long read = 0;
    int most = 0;
    while (!all.isDone() || read < 400L * event.length()) {
      read += socket.take(capacity);
      most = Math.max(most, ran.get() - (int) (read / event.length()));
    }
    // What waits has a limit: twice what is gathered, and what the socket holds.
    assertThat(most).isLessThan(80);
    assertThat(read).isEqualTo(400L * event.length());
  }

  @Test
  void whatCountsAsWrittenAndIsNotSentClosesTheConnection() throws Exception {
    socket.broken = Optional.of(new IOException("the peer is gone"));
    inTurn(() -> streams.write("lost"));
    socket.closed.get(20, TimeUnit.SECONDS);
    CompletableFuture<Void> after = new CompletableFuture<>();
    endPoint.write(
        Callback.from(() -> after.complete(null), after::completeExceptionally),
        ByteBuffer.allocate(1));
    assertThat(after).isCompletedExceptionally();
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersFromTheirTurn() throws Exception {
    endPoint
        .turns()
        .execute(() -> {
          throw new IllegalStateException("mine alone");
        });
    inTurn(() -> streams.write("there"));
    streams.written(1).get(20, TimeUnit.SECONDS);
    inTurn(() -> {});
    assertThat(socket.sent()).isEqualTo("there");
  }

  /** Runs it in turn, and returns when the turns after it have begun. */
  private void inTurn(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    endPoint.turns().execute(task);
    endPoint.turns().execute(() -> done.complete(null));
    done.get(20, TimeUnit.SECONDS);
    streams.settle(endPoint);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One write at a time, as HTTP/2 does it: what comes meanwhile is queued. */
  private static final class Streams {
    private final GatheringEndPoint endPoint;
    private final Queue<String> queue = new ArrayDeque<>();
    private final AtomicInteger written = new AtomicInteger();
    private int awaited = -1;
    private CompletableFuture<Void> reached = new CompletableFuture<>();
    private boolean busy;

    Streams(GatheringEndPoint endPoint) {
      this.endPoint = endPoint;
    }

    void write(String text) {
      synchronized (this) {
        queue.add(text);
        if (busy) {
          return;
        }
        busy = true;
      }
      next();
    }

    synchronized CompletableFuture<Void> written(int count) {
      awaited = count;
      reached = new CompletableFuture<>();
      tell();
      return reached;
    }

    /** Waits until nothing is under way. */
    void settle(GatheringEndPoint at) {
      while (at.isGathering()) {
        Thread.onSpinWait();
      }
    }

    private void next() {
      String text;
      int frames;
      synchronized (this) {
        frames = queue.size();
        if (frames == 0) {
          busy = false;
          return;
        }
        text = String.join("", queue);
        queue.clear();
      }
      endPoint.write(
          Callback.from(
              () -> {
                written.addAndGet(frames);
                tell();
                next();
              },
              _ -> {}),
          ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private synchronized void tell() {
      if (written.get() == awaited) {
        reached.complete(null);
      }
    }
  }

  /** Takes so much until it is read. */
  private static final class Socket extends ByteArrayEndPoint {
    private final AtomicInteger flushes = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final StringBuilder sent = new StringBuilder();
    private volatile Optional<IOException> broken = Optional.empty();
    private int room = Integer.MAX_VALUE;

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
      Optional<IOException> failure = broken;
      if (failure.isPresent()) {
        throw failure.get();
      }
      flushes.incrementAndGet();
      synchronized (sent) {
        for (ByteBuffer buffer : buffers) {
          int length = Math.min(room, buffer.remaining());
          room -= length;
          sent.append(StandardCharsets.US_ASCII.decode(buffer.slice(buffer.position(), length)));
          buffer.position(buffer.position() + length);
          if (buffer.hasRemaining()) {
            return false;
          }
        }
        return true;
      }
    }

    @Override
    protected void onIncompleteFlush() {}

    String sent() {
      synchronized (sent) {
        return sent.toString();
      }
    }

    int take(int capacity) {
      int length;
      synchronized (sent) {
        length = sent.length();
        sent.setLength(0);
        room = capacity;
      }
      getWriteFlusher().completeWrite();
      return length;
    }

    @Override
    public void doClose() {
      super.doClose();
      closed.complete(null);
    }
  }
}
