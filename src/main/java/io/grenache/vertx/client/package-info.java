/**
 * Requests from the bus become calls on pooled sockets. {@link
 * io.grenache.vertx.client.ClientVerticle} takes a {@link io.grenache.vertx.message.Request} and
 * makes an exchange of it, which has one deadline. The routes say where the service is, the
 * balancer picks a destination, the destination's pool a socket; the call waits among the socket's
 * pending calls until its reply, its deadline or the end of the socket.
 *
 * <p>Start at {@link io.grenache.vertx.client.ClientVerticle} and {@link
 * io.grenache.vertx.client.ClientOptions}; {@link io.grenache.vertx.client.RpcClient} sends to it
 * from Java types to Java types.
 */
package io.grenache.vertx.client;
