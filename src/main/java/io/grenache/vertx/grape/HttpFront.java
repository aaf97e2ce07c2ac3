package io.grenache.vertx.grape;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP side of a grape: takes every verb, reads bodies up to their limit, and ends what takes
 * too long. Confined to its verticle's event loop.
 */
final class HttpFront {
  private final Vertx vertx;
  private final GrapeOptions options;
  private final GrapeApi api;
  private final HttpServer server;
  private final Map<HttpConnection, Connection> connections = new HashMap<>();
  private long sweep = -1;

  HttpFront(Vertx vertx, GrapeOptions options, GrapeApi api) {
    this.vertx = vertx;
    this.options = options;
    this.api = api;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    // HTTP/1.1 alone, as the reference: one request at a time on a connection
                    .setHttp2ClearTextEnabled(false)
                    // their pipeline handler throws, and logs, at the 129th request in a row
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setPerFrameWebSocketCompressionSupported(false)
                    // closing waits for answers that nobody reads; this does not
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setWriteIdleTimeout(unansweredMs(options))
                    .setHandle100ContinueAutomatically(true))
            .connectionHandler(this::connected)
            .requestHandler(this::request);
  }

  /** Milliseconds that never go back. */
  static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Listens; gives the real port. */
  Future<Integer> listen(int port) {
    return server
        .listen(port, options.host())
        .map(
            listening -> {
              sweep = vertx.setPeriodic(sweepMs(), tick -> endOverdue(nowMs()));
              return listening.actualPort();
            });
  }

  /** Closes the port and every connection. */
  Future<Void> close() {
    vertx.cancelTimer(sweep);
    return server.close();
  }

  private void connected(HttpConnection connection) {
    if (connections.size() >= options.maxConnections()) {
      connection.close();
      return;
    }
    connections.put(connection, new Connection(connection, options, api));
    connection.closeHandler(closed -> connections.remove(connection));
  }

  private void request(HttpServerRequest request) {
    Connection known = connections.get(request.connection());
    // one connection too many may have sent its request before it is closed
    if (known != null) {
      known.begin(request);
    }
  }

  // a living connection is written to within this: it waits for a request, which is then answered
  private static int unansweredMs(GrapeOptions options) {
    return Math.toIntExact(options.idleTimeout().plus(options.requestTimeout()).toMillis());
  }

  private void endOverdue(long nowMs) {
    // a copy: ending a connection takes it out of the map
    List.copyOf(connections.values()).forEach(each -> each.endIfOverdue(nowMs));
  }

  // a timer for all: late by a quarter at most, and never by more than a second
  private long sweepMs() {
    long shortest = Math.min(options.requestTimeout().toMillis(), options.idleTimeout().toMillis());
    return Math.max(10, Math.min(1000, shortest / 4));
  }
}
