/**
 * What clients and servers share of a socket: listening, frames put together to messages, flushes,
 * the wheel of deadlines and back-off. A leaf: it knows no bus and no verticle, and it is the only
 * place that touches Vert.x internals.
 *
 * <p>Start at {@link io.grenache.vertx.transport.ListenAddress}.
 */
package io.grenache.vertx.transport;
