/**
 * The vocabulary that verticles share: one immutable record for each message on the event bus, its
 * codec, the addresses, the table of failures, and {@link io.grenache.vertx.message.Payload}, the
 * value that travels.
 *
 * <p>A leaf. Start at {@link io.grenache.vertx.message.Addresses} for who listens where, {@link
 * io.grenache.vertx.message.Request} for what a caller sends and {@link
 * io.grenache.vertx.message.Call} for what a handler gets. Every record has a JSON form ({@code
 * toJson}, {@code fromJson}); durations are whole milliseconds there, in fields whose names end in
 * {@code Ms}. A field that is absent or {@code null} has its default, an unknown one is ignored.
 */
package io.grenache.vertx.message;
