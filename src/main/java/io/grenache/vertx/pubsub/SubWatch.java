package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Unwatch;
import io.grenache.vertx.message.Watch;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows from the link who publishes a channel: it watches for changes, and asks again now and then,
 * since a link may have come and gone. Confined to its verticle's event loop.
 */
final class SubWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SubWatch.class);
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  // the link asks up to three grapes for 2.5 s each
  private static final DeliveryOptions ASKING =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(Duration.ofSeconds(10).toMillis());

  private final Vertx vertx;
  private final Addresses addresses;
  private final String channel;
  private final String holder;
  private final Consumer<List<Destination>> found;
  private final long everyMs;
  private final Reconnect retry;
  private MessageConsumer<Destinations> changes;
  private long timer = -1;
  private boolean asking;
  private boolean askAgain;
  private boolean failing;
  private boolean stopped;

  /**
   * @param holder the ID of the deployment that the watch is to end with
   * @param found gets who publishes now, perhaps nobody
   */
  SubWatch(
      Vertx vertx,
      Addresses addresses,
      String channel,
      String holder,
      SubOptions options,
      Consumer<List<Destination>> found) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.channel = channel;
    this.holder = holder;
    this.found = found;
    this.everyMs = options.lookup().toMillis();
    this.retry =
        new Reconnect(
            options.backoff().toNanos(),
            options.maxBackoff().toNanos(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  void start() {
    changes =
        vertx
            .eventBus()
            .localConsumer(
                addresses.destinations(channel),
                message -> found.accept(message.body().destinations()));
    ask();
  }

  /** Asks now: a link has appeared, say. */
  void ask() {
    if (asking || stopped) {
      askAgain = true;
      return;
    }
    asking = true;
    vertx.cancelTimer(timer);
    vertx
        .eventBus()
        .<Destinations>request(addresses.watch(), new Watch(channel, holder), ASKING)
        .map(message -> message.body().destinations())
        .onComplete(
            answer -> {
              asking = false;
              if (stopped) {
                return;
              }
              if (answer.succeeded()) {
                retry.worked();
                found.accept(answer.result());
              }
              tellIfNew(answer.cause());
              askLater(answer.succeeded());
            });
  }

  private void tellIfNew(Throwable cause) {
    if (cause != null && !failing) {
      LOG.warn("who publishes {} is not known yet: {}", channel, cause.getMessage());
    }
    failing = cause != null;
  }

  private void askLater(boolean answered) {
    if (askAgain) {
      askAgain = false;
      ask();
      return;
    }
    long ms = answered ? everyMs : Math.min(everyMs, Duration.ofNanos(retry.failed()).toMillis());
    timer = vertx.setTimer(Math.max(1, ms), id -> ask());
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    changes.unregister();
    vertx.eventBus().send(addresses.unwatch(), new Unwatch(channel, holder), LOCAL);
  }
}
