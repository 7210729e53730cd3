package dev.jetway.tunnel.dial;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.LinkStates;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * The way to a control plane through a gateway.
 *
 * <p>A request takes the connection with the fewest streams. It is sent to a second connection only
 * if the first certainly did not take it: it was refused before a byte left, or the gateway said
 * that it had not looked at it (RFC 9113, section 8.7). When no connection is open, the request
 * fails at once; only while the gateway has asked for the last one to be replaced does it wait for
 * the new one, for {@link LinkTimings#handOverWithin} at most.
 *
 * <p>Thread-safe. {@link #send} blocks until the head of the answer has come and is meant for
 * virtual threads.
 */
public final class TunnelLink implements ControlPlaneLink {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
  private static final int UNAUTHORIZED = 401;

  private final LinkSettings settings;
  private final RequestHead heads;
  private final SessionRequest sessionRequest;
  private final LinkIdentity identity;
  private final HTTP2Client http2;
  private final LinkStates states;
  private final OpenConnections open;
  private final List<ConnectionKeeper> keepers;
  private final List<Thread> threads = new ArrayList<>();

  private TunnelLink(LinkSettings settings, LinkIdentity identity, Clock clock) {
    this.settings = settings;
    this.identity = identity;
    this.heads = new RequestHead(settings);
    this.sessionRequest = new SessionRequest(settings, heads, clock);
    this.http2 = TunnelTransport.client(settings);
    this.states =
        new LinkStates(settings.name(), clock, "connecting to the gateway " + settings.authority());
    this.open = new OpenConnections(states);
    GatewayDialer dialer =
        new GatewayDialer(settings, http2, sessionRequest, identity, TunnelLink::onVirtualThread);
    this.keepers =
        IntStream.range(0, settings.connections()).mapToObj(i -> keeper(i, dialer)).toList();
  }

  /** Opens a link that pins the control plane which it sees first. */
  public static TunnelLink open(LinkSettings settings) {
    return open(settings, LinkIdentity.firstSeen());
  }

  /**
   * Opens a link: it starts to connect and returns at once, {@link LinkState.Down} until a gateway
   * has let it in.
   */
  public static TunnelLink open(LinkSettings settings, LinkIdentity identity) {
    TunnelLink link = new TunnelLink(settings, identity, Clock.systemUTC());
    link.start();
    return link;
  }

  private void start() {
    LifeCycle.start(http2);
    for (ConnectionKeeper keeper : keepers) {
      threads.add(Thread.ofVirtual().name("link-" + settings.name() + "-keeper").start(keeper));
    }
  }

  private ConnectionKeeper keeper(int index, GatewayDialer dialer) {
    LinkTimings timings = settings.timings();
    return new ConnectionKeeper(
        index,
        timings,
        dialer,
        open,
        new BackOff(timings.retryFirst(), timings.retryMost(), TunnelLink::random),
        this::watchOver,
        this::halt);
  }

  private void watchOver(GatewayConnection connection) {
    Heartbeat heartbeat =
        new Heartbeat(
            connection,
            sessionRequest,
            settings.timings(),
            TunnelLink::random,
            welcome -> identity.check(welcome.session().controlPlaneId()).ifPresent(this::halt));
    Thread.ofVirtual().name("link-" + settings.name() + "-heartbeat").start(heartbeat);
  }

  /** Another control plane than before: nothing is sent any more, to either. */
  private void halt(String reason) {
    states.identityChanged(reason);
    open.halt(reason);
    keepers.forEach(keeper -> keeper.close(reason));
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public LinkState state() {
    return states.state();
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return states.onChange(listener);
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    MetaData.Request head = heads.of(request, token());
    long deadline = System.nanoTime() + request.headTimeout().toNanos();
    Set<GatewayConnection> tried = new HashSet<>();
    try {
      while (true) {
        GatewayConnection connection = pick(tried, deadline);
        tried.add(connection);
        Optional<StreamedResponse> answer = attempt(connection, head, request, deadline);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException.Broken(
          "interrupted while waiting for connection \"" + name() + "\"", e);
    }
  }

  private GatewayConnection pick(Set<GatewayConnection> tried, long deadline)
      throws LinkException, InterruptedException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    Duration most = settings.timings().handOverWithin();
    return open.pick(tried, left.compareTo(most) < 0 ? left : most).orElseThrow(this::unreachable);
  }

  private LinkException.Down unreachable() {
    return switch (states.state()) {
      case LinkState.Down down -> new LinkException.Down(name(), down);
      case LinkState.Up up ->
          new LinkException.Down(
              name(),
              up.since(),
              "its connections to the gateway take no more requests at the moment");
    };
  }

  /**
   * A slow answer and a far end that is gone look alike: after a while all connections are asked
   * for a sign of life, and one that gives none fails its streams long before their time is up.
   */
  private boolean isAnswered(TunnelStream stream, long deadline)
      throws IOException, InterruptedException {
    Duration doubt = settings.timings().suspectWithin();
    Duration all = Duration.ofNanos(deadline - System.nanoTime());
    if (all.compareTo(doubt) <= 0) {
      return stream.awaitHead(all);
    }
    if (stream.awaitHead(doubt)) {
      return true;
    }
    open.doubt(doubt);
    return stream.awaitHead(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  /** Empty if the connection certainly did not take the request. */
  private Optional<StreamedResponse> attempt(
      GatewayConnection connection, MetaData.Request head, LinkRequest request, long deadline)
      throws LinkException, InterruptedException {
    TunnelStream stream = connection.open(head, request.body());
    boolean answered = false;
    try {
      if (!isAnswered(stream, deadline)) {
        connection.suspect();
        throw new LinkException.TimedOut(
            "connection \""
                + name()
                + "\" to the control plane gave no answer within "
                + request.headTimeout().toMillis()
                + " ms");
      }
      if (stream.status() == UNAUTHORIZED) {
        // It is the link's token that is refused, not the user; the heartbeat finds out why.
        connection.suspect();
        throw new LinkException.Down(
            name(), states.state().since(), "the gateway does not accept the token at the moment");
      }
      answered = true;
      return Optional.of(stream);
    } catch (TunnelStream.StreamRefused _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LinkException.Broken(
          "connection \"" + name() + "\" to the control plane broke: " + DialReasons.brief(e), e);
    } finally {
      if (!answered) {
        stream.cancel(new IOException("nobody waits for the answer any more"));
      }
    }
  }

  private String token() throws LinkException.Down {
    try {
      return settings.token().get();
    } catch (RuntimeException e) {
      throw new LinkException.Down(
          name(), states.state().since(), "could not read the token: " + DialReasons.brief(e));
    }
  }

  /** Ends all streams and connections, within 3 s. Idempotent. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    open.halt("the link is closed");
    keepers.forEach(keeper -> keeper.close("the link is closed"));
    CompletableFuture<?>[] closing =
        keepers.stream().map(ConnectionKeeper::closed).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closing)
        .completeOnTimeout(null, CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    LifeCycle.stop(http2);
    states.close();
  }

  private static void onVirtualThread(Runnable task) {
    Thread.ofVirtual().name("link-stream").start(task);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
