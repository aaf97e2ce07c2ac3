package io.grenache.vertx.transport;

import io.grenache.vertx.message.Caller;
import io.vertx.core.http.ServerWebSocket;

/**
 * A peer that was let in.
 *
 * @param socket open, and not read from before its handlers are set in this turn of the event loop
 * @param caller who it is
 * @param path what it asked for, without the query
 * @param kin whether it is a peer of this toolkit
 */
public record Arrival(ServerWebSocket socket, Caller caller, String path, boolean kin) {}
