package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkTrouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to a gateway.
 *
 * <pre>
 *               session 200             GOAWAY
 *  CONNECTING ───────────────► UP ───────────────► DRAINING
 *      │                       │                       │ last stream ended
 *      │ refused, failed       │ no sign of life,      │ or any of the causes
 *      ▼                       ▼ broken, close()       ▼ on the left
 *    CLOSED ◄───────────────CLOSED◄──────────────── CLOSED
 *
 *  CONNECTING  only the session request may be sent
 *  UP          takes requests
 *  DRAINING    takes none; those that are open go on
 *  CLOSED      the socket is closed; every stream has ended
 * </pre>
 *
 * <p>Thread-safe. Jetty's threads call the listener methods, which must not block.
 */
final class GatewayConnection implements Session.Listener {
  /** See the class. */
  enum State {
    CONNECTING,
    UP,
    DRAINING,
    CLOSED
  }

  private final SocketChannel channel;
  private final Executor executor;
  private final Retirement onRetired;
  private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);
  private final Set<TunnelStream> streams = ConcurrentHashMap.newKeySet();
  private final Semaphore suspicion = new Semaphore(0);
  private final AtomicBoolean retiring = new AtomicBoolean();
  private volatile LinkTrouble trouble = LinkTrouble.UNREACHABLE;
  private final CompletableFuture<String> retired = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean doubted = new AtomicBoolean();
  private final Map<Long, CompletableFuture<Void>> pongs = new ConcurrentHashMap<>();
  private volatile int lastStreamId = Integer.MAX_VALUE;
  private volatile @Nullable HTTP2Session session;
  private volatile @Nullable LinkSession greeting;

  /** Hears, once and at once, that a connection takes no more requests. */
  interface Retirement {
    /** {@code drains} if the gateway asked for it, and open streams may go on. */
    void retired(GatewayConnection connection, String reason, boolean drains);
  }

  GatewayConnection(SocketChannel channel, Executor executor, Retirement onRetired) {
    this.channel = channel;
    this.executor = executor;
    this.onRetired = onRetired;
  }

  /** HTTP/2 is spoken. */
  void spoken(Session opened) {
    session = (HTTP2Session) opened;
    session().addEventListener(new FrameWatch());
    session().setWriteThreshold(TunnelTransport.BUFFER_BYTES);
  }

  /** The gateway let us in. */
  void up(LinkSession session) {
    greeting = session;
    if (state.compareAndSet(State.CONNECTING, State.UP) && session().isClosed()) {
      drain("the gateway is closing the connection");
    }
  }

  State state() {
    return state.get();
  }

  /** What the gateway said at the handshake. */
  Optional<LinkSession> greeting() {
    return Optional.ofNullable(greeting);
  }

  /** How many streams are open. */
  int load() {
    return streams.size();
  }

  /** Completes with the reason when the connection takes no more requests. */
  CompletableFuture<String> retired() {
    return retired;
  }

  private Optional<String> end() {
    return state.get() == State.CLOSED && retired.isDone()
        ? Optional.of(retired.resultNow())
        : Optional.empty();
  }

  /** Completes when the socket is closed. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Sends a request. Never blocks on the network. */
  TunnelStream open(MetaData.Request request, Optional<ByteBuffer> body) {
    OutgoingHead head = new OutgoingHead(request);
    TunnelStream stream =
        new TunnelStream(head, body.isPresent(), executor, this::end, this::ended);
    streams.add(stream);
    HeadersFrame headers = new HeadersFrame(head, null, body.isEmpty());
    @Nullable DataFrame data = body.map(bytes -> new DataFrame(bytes.slice(), true)).orElse(null);
    session().newStream(new HTTP2Stream.FrameList(headers, data, null), stream, stream);
    if (state.get() == State.CLOSED && streams.contains(stream)) {
      // Whoever closed the connection may have missed it; a stream that ended has been told why.
      disconnect();
      stream.fail(new IOException("the connection to the gateway was closed"));
    } else if (stream.id() > lastStreamId) {
      // Jetty makes a stream in two steps and forgets those that a GOAWAY finds in between.
      stream.cancel(new TunnelStream.StreamRefused(new IOException("the gateway is closing")));
    } else if (session().isClosed()) {
      // Its GOAWAY is just being taken in.
      drain("the gateway is closing the connection");
    }
    return stream;
  }

  /**
   * Asks the far end for a sign of life and waits for it. Whatever arrives is one: an answer may be
   * queued behind much data on a slow line.
   */
  boolean isAlive(Duration within) throws InterruptedException {
    long before = bytesIn();
    CompletableFuture<Void> expected = new CompletableFuture<>();
    long ping = System.nanoTime();
    pongs.put(ping, expected);
    session().ping(new PingFrame(ping, false), Callback.NOOP);
    try {
      expected.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return bytesIn() != before;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pongs.remove(ping);
    }
  }

  /** Takes no more requests and closes when the open ones have ended. */
  void drain(String reason) {
    if (state.compareAndSet(State.UP, State.DRAINING)) {
      retire(reason, true);
    }
    closeIfDrained();
  }

  /** Closes it because the gateway does not want us. */
  void refuse(LinkTrouble why, String reason) {
    trouble = why;
    close(reason);
  }

  /** What kind of trouble has ended it. */
  LinkTrouble trouble() {
    return trouble;
  }

  /** Ends every stream at the far end and the connection, cleanly. */
  void close(String reason) {
    State before = state.getAndSet(State.CLOSED);
    if (before == State.CLOSED) {
      return;
    }
    retire(reason, before == State.DRAINING);
    IOException cause = new IOException(reason);
    Set.copyOf(streams).forEach(stream -> stream.cancel(cause));
    HTTP2Session open = session;
    if (open == null) {
      disconnect();
    } else {
      // GOAWAY goes out after the resets; if it cannot, the heartbeat's limit applies elsewhere.
      open.close(ErrorCode.NO_ERROR.code, "closed", Callback.from(this::disconnect));
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, executor).execute(this::disconnect);
    }
  }

  /** Ends the connection without a word: the far end does not listen, or has hung up. */
  void tearDown(String reason) {
    State before = state.getAndSet(State.CLOSED);
    if (before != State.CLOSED) {
      retire(reason, before == State.DRAINING);
      // First: what has not left by now never will, and may go over another connection.
      disconnect();
      IOException cause = new IOException(reason);
      Set.copyOf(streams).forEach(stream -> stream.fail(cause));
    }
  }

  /**
   * Looks whether the far end is there, whatever the heartbeat is waiting for at the moment, and
   * ends the connection if it gives no sign of life in time. Returns at once.
   */
  void doubt(Duration within) {
    if (state.get() != State.CLOSED && doubted.compareAndSet(false, true)) {
      executor.execute(() -> examine(within));
    }
  }

  private void examine(Duration within) {
    try {
      if (!isAlive(within)) {
        tearDown(noSignOfLife(within));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      doubted.set(false);
    }
  }

  /** Why a connection ends that gave no sign of life. */
  static String noSignOfLife(Duration within) {
    return "the gateway is gone without a word: no sign of life within "
        + within.toMillis()
        + " ms";
  }

  /** Has the heartbeat look after the connection at once, because a request got no answer. */
  void suspect() {
    suspicion.release();
  }

  /** Waits until somebody suspects the connection or it is closed; false when the time is up. */
  boolean awaitSuspicion(Duration within) throws InterruptedException {
    boolean suspected = suspicion.tryAcquire(within.toNanos(), TimeUnit.NANOSECONDS);
    suspicion.drainPermits();
    return suspected;
  }

  private void retire(String reason, boolean drains) {
    if (retiring.compareAndSet(false, true)) {
      onRetired.retired(this, reason, drains);
      retired.complete(reason);
    }
  }

  private void ended(TunnelStream stream) {
    streams.remove(stream);
    closeIfDrained();
  }

  private void closeIfDrained() {
    if (state.get() == State.DRAINING && streams.isEmpty()) {
      close("drained");
    }
  }

  private void disconnect() {
    HTTP2Session open = session;
    if (open != null) {
      open.disconnect();
    }
    try {
      channel.close();
    } catch (IOException _) {
      // There is nothing left to be done with it.
    }
    closed.complete(null);
    suspect();
  }

  private HTTP2Session session() {
    HTTP2Session open = session;
    if (open == null) {
      throw new IllegalStateException("no HTTP/2 session yet");
    }
    return open;
  }

  private long bytesIn() {
    return session().getEndPoint().getConnection().getBytesIn();
  }

  @Override
  public Map<Integer, Integer> onPreface(Session opened) {
    return Map.of(SettingsFrame.ENABLE_PUSH, 0);
  }

  @Override
  public void onPing(Session source, PingFrame frame) {
    if (frame.isReply()) {
      pongs.values().forEach(pong -> pong.complete(null));
    }
  }

  @Override
  public void onGoAway(Session source, GoAwayFrame frame) {
    lastStreamId = frame.getLastStreamId();
    byte[] payload = frame.getPayload();
    String said = payload == null ? "" : new String(payload, StandardCharsets.UTF_8);
    drain("the gateway is closing the connection" + (said.isEmpty() ? "" : ": " + said));
  }

  @Override
  public void onClose(Session source, GoAwayFrame frame, Callback callback) {
    tearDown("the gateway closed the connection");
    callback.succeeded();
  }

  @Override
  public void onFailure(Session source, Throwable failure, Callback callback) {
    tearDown("the connection to the gateway broke: " + DialReasons.brief(failure));
    callback.succeeded();
  }

  @Override
  public boolean onIdleTimeout(Session source) {
    return false;
  }

  /** Tells streams what their own listener hears too late, or not at all. */
  private static final class FrameWatch implements HTTP2Session.FrameListener {
    /** Comes before the write. */
    @Override
    public void onOutgoingFrame(Session source, Frame frame) {
      if (frame instanceof HeadersFrame headers
          && headers.getMetaData() instanceof OutgoingHead head) {
        head.leaves();
      }
    }

    /**
     * Comes before Jetty closes the stream: to the stream's listener, a reset that the far end sent
     * and one that Jetty made look the same.
     */
    @Override
    public void onIncomingFrame(Session source, Frame frame) {
      if (frame instanceof ResetFrame reset) {
        Stream stream = source.getStream(reset.getStreamId());
        if (stream != null && stream.getListener() instanceof TunnelStream tunnelStream) {
          tunnelStream.resetByPeer(reset.getError());
        }
      }
    }
  }
}
