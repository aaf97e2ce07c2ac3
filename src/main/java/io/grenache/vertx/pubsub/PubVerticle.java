package io.grenache.vertx.pubsub;

import io.grenache.vertx.hosting.Announcer;
import io.grenache.vertx.hosting.Verdicts;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.telemetry.TlsReloads;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.transport.Listener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes channels. What is sent to {@link Addresses#pub} of a channel, within this process, goes
 * to all its subscribers: a String as a text message, a {@link io.vertx.core.buffer.Buffer} as a
 * binary one, any other JSON value as a text message of its JSON. A sender that asks for an answer
 * gets the number of subscribers it was queued for; what is none of these fails with {@code
 * ERR_BAD_PAYLOAD}, what is too large with {@code ERR_PAYLOAD_TOO_LARGE}. Each subscriber gets the
 * messages in the order in which they came.
 *
 * <p>Deploy as many instances as there are cores to use: they share the ports and the subscribers,
 * and the first one alone takes messages from the bus. A channel has one deployment in a process: a
 * second one fails. The deployment completes when the ports are bound; the announcements follow in
 * the background and are reported as events.
 *
 * <p>A subscriber that does not keep up has a bounded queue, and then {@link PubOptions#onSlow()}
 * decides; {@link Event#SLOW_SUBSCRIBER} tells of it, at most once a second a subscriber.
 *
 * <p>A sender that is faster than the event loops are, with that many subscribers, is not slowed
 * down: its messages wait on the event bus, where nothing bounds them. One that may be should wait
 * for answers.
 *
 * <p>Undeploying withdraws the announcements, takes and lets in nothing more, lets what is queued
 * leave within {@link PubOptions#drain()} and closes the sockets with 1001.
 *
 * <p>Confined to its event loop.
 */
public final class PubVerticle extends VerticleBase {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  private static final long DRAIN_POLL_MS = 10;

  private final Map<String, Outlet> outlets = new LinkedHashMap<>();
  private final List<Publication> publications = new ArrayList<>();
  private final List<PubIntake> intakes = new ArrayList<>();
  private PubOptions options;
  private Addresses addresses;
  private Announcer announcer;
  private PubPorts ports;
  private PubTotals totals;
  private SlowReports reports;

  /** Takes its options from the deployment's configuration. */
  public PubVerticle() {}

  /**
   * @param options what to publish, and how
   */
  public PubVerticle(PubOptions options) {
    this.options = options;
  }

  /**
   * The port where a channel is listened for; known once the deployment has completed.
   *
   * @throws IllegalArgumentException the channel is not published
   */
  public int port(String channel) {
    return ports.port(channel);
  }

  @Override
  public Future<?> start() {
    if (!context.isEventLoopContext()) {
      return Future.failedFuture(
          "PubVerticle must be deployed with ThreadingModel.EVENT_LOOP; those who publish may have any");
    }
    Codecs.register(vertx);
    if (options == null) {
      options = PubOptions.fromJson(config());
    }
    addresses = new Addresses(options.prefix());
    announcer = new Announcer(vertx, addresses);
    Tally tally = Tally.of(vertx, options.prefix());
    totals = PubTotals.of(tally);
    reports = new SlowReports(vertx, this::publish);
    for (String channel : options.channels()) {
      outlets.put(channel, new Outlet(channel, context, options, totals, reports));
    }
    ports =
        new PubPorts(
            vertx,
            deploymentID(),
            options,
            tally,
            Verdicts.of(vertx, addresses, options.listen().admissionTimeout()),
            outlets);
    // nobody calls stop() after a start that failed
    return join()
        .compose(joined -> ports.listen())
        .compose(bound -> takeIn())
        .onSuccess(ready -> listening())
        .onFailure(failed -> leave());
  }

  private Future<Void> join() {
    try {
      for (Outlet outlet : outlets.values()) {
        String address = addresses.pub(outlet.channel());
        publications.add(Publication.join(vertx, address, deploymentID(), outlet));
      }
      return Future.succeededFuture();
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Void> takeIn() {
    for (Publication publication : publications) {
      Outlet mine = outlets.get(publication.channel());
      if (publication.isOwner(mine)) {
        intakes.add(new PubIntake(vertx, mine, publication, options, totals, reports));
      }
    }
    return Future.all(intakes.stream().map(PubIntake::completion).toList()).mapEmpty();
  }

  private void listening() {
    ServerTls tls = options.listen().tls();
    for (Listener listener : ports.all()) {
      publish(Event.of(Event.LISTENING, null, listener.address(), null));
      if (tls != null) {
        TlsReloads.begin(vertx, addresses, tls.reload(), listener.address(), listener::reloadTls);
      }
    }
    vertx.setPeriodic(
        options.pingInterval().toMillis(), id -> outlets.values().forEach(Outlet::ping));
    if (options.announce()) {
      announcer.announce(
          options.channels().stream()
              .map(channel -> new Announce(channel, port(channel), deploymentID()))
              .toList());
    }
  }

  @Override
  public Future<?> stop() {
    ports.refuseAll();
    List<Future<Void>> ending = intakes.stream().map(PubIntake::end).toList();
    return announcer
        .withdraw()
        .compose(withdrawn -> Future.join(ending).otherwiseEmpty())
        .compose(ended -> drain())
        .compose(drained -> Future.join(outlets.values().stream().map(Outlet::close).toList()))
        .compose(closed -> ports.close())
        .onComplete(done -> leave());
  }

  private Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    long poll =
        vertx.setPeriodic(
            DRAIN_POLL_MS,
            id -> {
              if (isDrained()) {
                drained.tryComplete();
              }
            });
    long end = vertx.setTimer(Math.max(1, options.drain().toMillis()), id -> drained.tryComplete());
    if (isDrained()) {
      drained.tryComplete();
    }
    return drained
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(poll);
              vertx.cancelTimer(end);
            });
  }

  // first that no owner hands over any more, then that nothing is on its way
  private boolean isDrained() {
    return publications.stream().allMatch(Publication::isEnded)
        && outlets.values().stream().allMatch(Outlet::isIdle);
  }

  private void leave() {
    for (Publication publication : publications) {
      Outlet mine = outlets.get(publication.channel());
      if (publication.isOwner(mine)) {
        publication.end();
      }
      publication.leave(vertx, mine);
    }
  }

  private void publish(Event event) {
    vertx.eventBus().publish(addresses.events(), event, LOCAL);
  }
}
