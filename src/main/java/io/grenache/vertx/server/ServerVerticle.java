package io.grenache.vertx.server;

import io.grenache.vertx.json.TextFactory;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.message.Withdraw;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.telemetry.TlsReloads;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.transport.Arrival;
import io.grenache.vertx.transport.Listener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(ServerVerticle.class);
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  // the link has only to forget, so it answers at once or never
  private static final DeliveryOptions WITHDRAW =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(TimeUnit.SECONDS.toMillis(2));
  // the link tries each grape before it answers
  private static final long LINK_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);

  private static final long DRAIN_POLL_MS = 20;

  private final Set<ServerConnection> connections = new HashSet<>();
  private ServerOptions options;
  private Addresses addresses;
  private TextFactory texts;
  private CallDispatcher dispatcher;
  private Listener listener;
  private Tally tally;
  private boolean listening;
  // at least one service is known to others
  private boolean announced;
  private boolean leaving;
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
    texts = new TextFactory(options.limits());
    dispatcher = new CallDispatcher(vertx.eventBus(), addresses, options, tally);
    listener =
        new Listener(
            vertx, deploymentID(), options.listen(), tally, "server", this::verdict, this::entered);
    vertx.eventBus().<Event>localConsumer(addresses.events()).handler(this::onEvent);
    return listener.listen().onSuccess(nothing -> listening());
  }

  private void listening() {
    listening = true;
    publish(Event.of(Event.LISTENING, null, listener.address(), null));
    ServerTls tls = options.listen().tls();
    if (tls != null) {
      TlsReloads.begin(vertx, addresses, tls.reload(), listener.address(), listener::reloadTls);
    }
    announce();
  }

  private Future<Admission> verdict(Handshake handshake) {
    return vertx
        .eventBus()
        .request(
            addresses.admit(),
            handshake,
            new DeliveryOptions()
                .setLocalOnly(true)
                .setSendTimeout(options.listen().admissionTimeout().toMillis()))
        .map(answer -> Admission.from(answer.body()));
  }

  private void entered(Arrival arrival) {
    ServerConnection connection =
        new ServerConnection(arrival, options, texts, dispatcher, listener.limits(), tally);
    connections.add(connection);
    connection.onClosed(
        () -> {
          connections.remove(connection);
          checkDrained();
        });
    connection.onIdle(this::checkDrained);
  }

  private void onEvent(Message<Event> message) {
    Event event = message.body();
    if (event.type().equals(Event.LINK_READY) && listening && !leaving) {
      announce();
    } else if (event.type().equals(Event.ANNOUNCED) && announces(event.service())) {
      // also when the attempt that was asked for had failed: the link goes on by itself
      announced = true;
    }
  }

  private boolean announces(String service) {
    return options.announce()
        && options.services().stream().anyMatch(own -> own.name().equals(service));
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
          .onSuccess(taken -> announced = true)
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
    leaving = true;
    return withdraw()
        .compose(nothing -> serveOn())
        .compose(nothing -> drain())
        .compose(nothing -> closeConnections())
        .compose(nothing -> listener.close());
  }

  /** Others may have looked the server up a moment ago. */
  private Future<Void> serveOn() {
    long lameDuckMs = options.lameDuck().toMillis();
    if (!announced || lameDuckMs == 0) {
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
