package io.grenache.vertx.server;

import io.grenache.vertx.hosting.Announcer;
import io.grenache.vertx.hosting.Verdicts;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.telemetry.TlsReloads;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.transport.Arrival;
import io.grenache.vertx.transport.Listener;
import io.grenache.vertx.wire.FrameDecoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Serves callers on the wire. Deploy as many instances as there are cores to use: they share one
 * port, which is announced once. The deployment completes when the port is bound, and fails if it
 * cannot be; the announcement follows in the background and is reported as events.
 *
 * <p>Undeploying withdraws the announcements, serves on for {@link ServerOptions#lameDuck()} those
 * who looked it up before, then answers new calls with {@code ERR_DRAINING}, lets running ones end
 * within {@link ServerOptions#drain()} and closes the sockets with 1001.
 *
 * <p>Confined to its event loop.
 */
public final class ServerVerticle extends VerticleBase {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  private static final long DRAIN_POLL_MS = 20;

  private final Set<ServerConnection> connections = new HashSet<>();
  private ServerOptions options;
  private Addresses addresses;
  private FrameDecoder decoder;
  private CallDispatcher dispatcher;
  private Listener listener;
  private Tally tally;
  private Announcer announcer;
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
    return listener.port();
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
    tally = Tally.of(vertx, options.prefix());
    // what is asked for before the first caller comes
    ServerConnection.TOTALS.forEach(tally::total);
    decoder = new FrameDecoder(options.limits());
    dispatcher = new CallDispatcher(vertx, addresses, options, tally);
    announcer = new Announcer(vertx, addresses);
    listener =
        new Listener(
            vertx,
            deploymentID(),
            options.listen(),
            tally,
            "server",
            Verdicts.of(vertx, addresses, options.listen().admissionTimeout()),
            this::entered);
    return listener.listen().onSuccess(nothing -> listening());
  }

  private void listening() {
    publish(Event.of(Event.LISTENING, null, listener.address(), null));
    ServerTls tls = options.listen().tls();
    if (tls != null) {
      TlsReloads.begin(vertx, addresses, tls.reload(), listener.address(), listener::reloadTls);
    }
    if (options.announce()) {
      announcer.announce(
          options.services().stream()
              .map(service -> new Announce(service.name(), port(), deploymentID()))
              .toList());
    }
  }

  private void entered(Arrival arrival) {
    ServerConnection connection =
        new ServerConnection(arrival, options, decoder, dispatcher, listener.limits(), tally);
    connections.add(connection);
    connection.onClosed(
        () -> {
          connections.remove(connection);
          checkDrained();
        });
    connection.onIdle(this::checkDrained);
  }

  @Override
  public Future<?> stop() {
    return announcer
        .withdraw()
        .compose(nothing -> serveOn())
        .compose(nothing -> drain())
        .compose(nothing -> closeConnections())
        .compose(nothing -> listener.close())
        .onComplete(done -> dispatcher.close());
  }

  /** Others may have looked the server up a moment ago. */
  private Future<Void> serveOn() {
    long lameDuckMs = options.lameDuck().toMillis();
    if (!announcer.isAnnounced() || lameDuckMs == 0) {
      return Future.succeededFuture();
    }
    publish(
        Event.of(
            Event.LEAVING,
            null,
            listener.address(),
            "still serving for " + lameDuckMs + " ms, for callers that know this address"));
    Promise<Void> over = Promise.promise();
    vertx.setTimer(lameDuckMs, id -> over.complete());
    return over.future();
  }

  private Future<Void> drain() {
    drained = Promise.promise();
    dispatcher.drain();
    listener.refuseAll();
    // also what a slow caller has not read yet counts, and that tells nobody
    long poll = vertx.setPeriodic(DRAIN_POLL_MS, id -> checkDrained());
    long end = vertx.setTimer(Math.max(1, options.drain().toMillis()), id -> drained.tryComplete());
    checkDrained();
    return drained
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(poll);
              vertx.cancelTimer(end);
            });
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
