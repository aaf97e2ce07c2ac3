/**
 * Calls from the wire become messages to handlers. {@link io.grenache.vertx.server.ServerVerticle}
 * listens; a caller's frame is decoded, sent as a {@link io.grenache.vertx.message.Call} to the
 * address of its service, and what the handler replies or fails with goes back as a frame. Only
 * services that the server is configured with are reached, whatever the key on the wire says.
 *
 * <p>Start at {@link io.grenache.vertx.server.ServerVerticle} and {@link
 * io.grenache.vertx.server.ServerOptions}; {@link io.grenache.vertx.server.Service} helps to write
 * the handlers.
 */
package io.grenache.vertx.server;
