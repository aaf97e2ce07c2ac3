package io.grenache.vertx.testing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;

/**
 * Connects from an event loop. A thread that is none asks Vert.x's client for the handshake only a
 * moment after the connect: if the server has closed the socket by then, the future never
 * completes.
 */
public final class OnLoop {
  private OnLoop() {}

  /**
   * @param opened gets the socket, on the event loop
   * @return fails with a {@code WebSocketHandshakeException} if the server closes the socket
   */
  public static Future<WebSocket> connect(
      Vertx vertx,
      WebSocketClient client,
      WebSocketConnectOptions options,
      Handler<WebSocket> opened) {
    Promise<WebSocket> connected = Promise.promise();
    vertx.runOnContext(nothing -> client.connect(options).onSuccess(opened).onComplete(connected));
    return connected.future();
  }
}
