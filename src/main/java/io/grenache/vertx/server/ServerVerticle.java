package io.grenache.vertx.server;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Withdraw;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.transport.ListenAddress;
import io.grenache.vertx.wire.PeerHeader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.BindException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves callers on the wire. Deploy as many instances as there are cores to use: they share one
 * port, which is announced once. The deployment completes when the port is bound, and fails if it
 * cannot be; the announcement follows in the background and is reported as events.
 *
 * <p>Undeploying withdraws the announcements, answers new calls with {@code ERR_DRAINING}, lets
 * running ones end within {@link ServerOptions#drain()} and closes the sockets with 1001.
 *
 * <p>Confined to its event loop.
 */
public final class ServerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ServerVerticle.class);
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  // the link has only to forget, so it answers at once or never
  private static final DeliveryOptions WITHDRAW =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(TimeUnit.SECONDS.toMillis(2));
  // the link tries each grape before it answers
  private static final long LINK_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);

  private static final long DRAIN_POLL_MS = 20;

  private final Set<ServerConnection> connections = new HashSet<>();
  // each with the timer that ends it
  private final Map<HttpConnection, Long> handshakes = new HashMap<>();
  private ServerOptions options;
  private Addresses addresses;
  private CallDispatcher dispatcher;
  private HttpServer server;
  private LongAdder open;
  private LongAdder inFlight;
  private boolean listening;
  private Promise<Void> drained;

  /** Takes its options from the deployment's configuration. */
  public ServerVerticle() {}

  /**
   * @param options how to serve
   */
  public ServerVerticle(ServerOptions options) {
    this.options = options;
  }

  /** The port that is listened on; known once the deployment has completed. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    if (!context.isEventLoopContext()) {
      return Future.failedFuture(
          "ServerVerticle must be deployed with ThreadingModel.EVENT_LOOP; its callers and handlers may have any");
    }
    Codecs.register(vertx);
    if (options == null) {
      options = ServerOptions.fromJson(config());
    }
    addresses = new Addresses(options.prefix());
    Tally tally = Tally.of(vertx, options.prefix());
    open = tally.total("server.connections");
    inFlight = tally.total("server.inFlight");
    dispatcher = new CallDispatcher(vertx.eventBus(), addresses, options);
    server =
        vertx
            .createHttpServer(httpOptions())
            .connectionHandler(this::connecting)
            .requestHandler(this::upgrade);
    server.exceptionHandler(
        e -> LOG.debug("a connection failed before its upgrade: {}", e.toString()));
    vertx.eventBus().<Event>localConsumer(addresses.events()).handler(this::onEvent);
    return server
        .listen(ListenAddress.of(vertx, deploymentID(), options.host(), options.port()))
        .onSuccess(this::listening)
        .recover(this::notListening);
  }

  private HttpServerOptions httpOptions() {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(options.maxFrameBytes())
        .setMaxWebSocketMessageSize(options.maxMessageBytes())
        // Node's server declines compression too; Vert.x would inflate before it checks sizes
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false)
        .setTcpNoDelay(true)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) options.idleTimeout().toMillis())
        .setWebSocketClosingTimeout(2);
  }

  private Future<HttpServer> notListening(Throwable cause) {
    ListenAddress.release(vertx, deploymentID());
    if (!(cause instanceof BindException)) {
      return Future.failedFuture(cause);
    }
    BindException named =
        new BindException(
            "ServerOptions[host "
                + options.host()
                + ", port "
                + options.port()
                + "]: "
                + cause.getMessage());
    named.initCause(cause);
    return Future.failedFuture(named);
  }

  private void listening(HttpServer bound) {
    listening = true;
    String host = options.host().indexOf(':') < 0 ? options.host() : "[" + options.host() + "]";
    publish(Event.of(Event.LISTENING, null, host + ":" + bound.actualPort(), null));
    announce();
  }

  /** A socket counts from its first moment, and has a limited time to become a WebSocket. */
  private void connecting(HttpConnection connection) {
    if (handshakes.size() + connections.size() >= options.maxConnections() || drained != null) {
      connection.close();
      return;
    }
    long deadline = vertx.setTimer(options.handshakeTimeout().toMillis(), id -> connection.close());
    handshakes.put(connection, deadline);
    connection.closeHandler(nothing -> handshakeEnded(connection));
  }

  private void handshakeEnded(HttpConnection connection) {
    Long deadline = handshakes.remove(connection);
    if (deadline != null) {
      vertx.cancelTimer(deadline);
    }
  }

  private void upgrade(HttpServerRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      request
          .response()
          .setStatusCode(426)
          .putHeader("Upgrade", "websocket")
          .putHeader("Connection", "close")
          .end();
      return;
    }
    if (!handshakes.containsKey(request.connection()) || drained != null) {
      request.response().setStatusCode(503).putHeader("Connection", "close").end();
      return;
    }
    boolean ours = request.getHeader(PeerHeader.NAME) != null;
    request.response().putHeader(PeerHeader.NAME, PeerHeader.VERSION);
    request
        .toWebSocket()
        .onComplete(done -> handshakeEnded(request.connection()))
        .onSuccess(socket -> connected(socket, ours))
        .onFailure(e -> LOG.debug("no upgrade for {}: {}", request.remoteAddress(), e.toString()));
  }

  private void connected(ServerWebSocket socket, boolean ours) {
    ServerConnection connection = new ServerConnection(socket, ours, options, dispatcher, inFlight);
    connections.add(connection);
    open.increment();
    connection.onClosed(
        () -> {
          connections.remove(connection);
          open.decrement();
          checkDrained();
        });
    connection.onIdle(this::checkDrained);
    if (drained != null) {
      // its handshake was under way when the drain began
      connection.goAway();
    }
  }

  private void onEvent(Message<Event> message) {
    if (message.body().type().equals(Event.LINK_READY) && listening && drained == null) {
      announce();
    }
  }

  private void announce() {
    if (!options.announce()) {
      return;
    }
    for (ServiceOptions service : options.services()) {
      Announce announce = new Announce(service.name(), port(), deploymentID());
      vertx
          .eventBus()
          .request(
              addresses.announce(),
              announce,
              new DeliveryOptions().setLocalOnly(true).setSendTimeout(LINK_TIMEOUT_MS))
          .onFailure(e -> notAnnounced(service.name(), e));
    }
  }

  // what a grape refuses, the link reports and retries; here only its absence is news
  private static void notAnnounced(String service, Throwable cause) {
    if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      LOG.info("{} is not announced: no link is deployed yet", service);
    } else {
      LOG.debug("{} is not announced yet: {}", service, cause.toString());
    }
  }

  private Future<Void> withdraw() {
    if (!options.announce()) {
      return Future.succeededFuture();
    }
    List<Future<?>> withdrawn = new ArrayList<>();
    for (ServiceOptions service : options.services()) {
      Withdraw withdraw = new Withdraw(service.name(), port(), deploymentID());
      // a link that is gone has nothing to withdraw
      withdrawn.add(
          vertx.eventBus().request(addresses.withdraw(), withdraw, WITHDRAW).otherwiseEmpty());
    }
    return Future.all(withdrawn).mapEmpty();
  }

  @Override
  public Future<?> stop() {
    drained = Promise.promise();
    dispatcher.drain();
    return withdraw()
        .compose(
            nothing -> {
              // also what a slow caller has not read yet counts, and that tells nobody
              long poll = vertx.setPeriodic(DRAIN_POLL_MS, id -> checkDrained());
              long end =
                  vertx.setTimer(
                      Math.max(1, options.drain().toMillis()), id -> drained.tryComplete());
              checkDrained();
              return drained
                  .future()
                  .onComplete(
                      done -> {
                        vertx.cancelTimer(poll);
                        vertx.cancelTimer(end);
                      });
            })
        .compose(nothing -> closeConnections())
        .compose(nothing -> server.close())
        .onComplete(done -> ListenAddress.release(vertx, deploymentID()));
  }

  private void checkDrained() {
    if (drained != null && connections.stream().allMatch(ServerConnection::isIdle)) {
      drained.tryComplete();
    }
  }

  private Future<Void> closeConnections() {
    List<Future<?>> closing = new ArrayList<>();
    for (ServerConnection connection : List.copyOf(connections)) {
      closing.add(connection.goAway().otherwiseEmpty());
    }
    return Future.all(closing).mapEmpty();
  }

  private void publish(Event event) {
    vertx.eventBus().publish(addresses.events(), event, LOCAL);
  }
}
