/**
 * Publishing and subscribing. A {@link io.grenache.vertx.pubsub.PubVerticle} announces channels and
 * listens; what is sent to the address of a channel on the event bus goes to every subscriber as a
 * WebSocket message of its own, without an envelope. A {@link io.grenache.vertx.pubsub.SubVerticle}
 * keeps a socket to each publisher of a channel, or to one, and publishes on the event bus what
 * comes in.
 *
 * <p>Within a publisher one instance owns a channel's address: its {@code PubIntake} encodes a
 * message once, and the {@code Outlet} of each instance hands it to the subscribers that came to
 * its event loop. Each {@code Subscriber} has a bounded queue, and {@link
 * io.grenache.vertx.pubsub.SlowPolicy} says what happens at its end.
 *
 * <p>Start at {@link io.grenache.vertx.pubsub.PubOptions} and {@link
 * io.grenache.vertx.pubsub.SubOptions}.
 */
package io.grenache.vertx.pubsub;
