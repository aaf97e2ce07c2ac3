/**
 * The frames of Grenache's RPC over WebSocket, from bytes and to bytes: {@code [rid, key, payload]}
 * and {@code [rid, error, result]}, with this toolkit's own fourth element between its own peers. A
 * leaf, and pure: no socket, no bus, no clock.
 *
 * <p>Start at {@link io.grenache.vertx.wire.RequestFrame} and {@link
 * io.grenache.vertx.wire.ReplyFrame}, which a {@link io.grenache.vertx.wire.FrameDecoder} reads.
 * Decoding gives a frame or a {@link io.grenache.vertx.wire.FrameFault}, nothing else.
 */
package io.grenache.vertx.wire;
