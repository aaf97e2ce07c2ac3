package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all subscriptions of a verticle share.
 *
 * @param holder the ID of the verticle's deployment
 * @param publishers counts the connections
 * @param messages counts what came in
 * @param notJson counts what came in and was to be JSON, and is none
 */
record SubParts(
    Vertx vertx,
    Addresses addresses,
    SubOptions options,
    SubConnector connector,
    String holder,
    LongAdder publishers,
    LongAdder messages,
    LongAdder notJson) {

  static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  static SubParts of(
      Vertx vertx, Addresses addresses, SubOptions options, SubConnector connector, String holder) {
    Tally tally = Tally.of(vertx, options.prefix());
    return new SubParts(
        vertx,
        addresses,
        options,
        connector,
        holder,
        tally.total("sub.publishers"),
        tally.total("sub.messages"),
        tally.total("sub.notJson"));
  }

  void publish(Event event) {
    vertx.eventBus().publish(addresses.events(), event, LOCAL);
  }
}
