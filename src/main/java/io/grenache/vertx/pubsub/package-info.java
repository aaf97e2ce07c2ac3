/**
 * Payloads of channels, from their publishers to whoever wants them. {@link
 * io.grenache.vertx.pubsub.SubVerticle} keeps a socket to each publisher of a channel and publishes
 * on the event bus what comes in.
 *
 * <p>Start at {@link io.grenache.vertx.pubsub.SubVerticle} and {@link
 * io.grenache.vertx.pubsub.SubOptions}.
 */
package io.grenache.vertx.pubsub;
