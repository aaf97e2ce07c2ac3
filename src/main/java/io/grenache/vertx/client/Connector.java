package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.PeerHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Opens sockets to destinations. Confined to its verticle's event loop. */
final class Connector {
  private final ClientOptions options;
  // a client that is not held is collected, and closes its sockets
  private final WebSocketClient webSockets;
  private final Rids rids = new Rids();

  private final LongAdder sockets;

  /**
   * @param sockets counts those that are open
   */
  Connector(Vertx vertx, ClientOptions options, LongAdder sockets) {
    this.sockets = sockets;
    this.options = options;
    this.webSockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                // the pools bound the sockets; past its own bound Vert.x would queue without a
                // deadline
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(options.maxFrameBytes())
                .setMaxMessageSize(options.maxMessageBytes())
                .setConnectTimeout((int) options.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTryUsePerMessageCompression(false)
                .setTryUsePerFrameCompression(false)
                .setClosingTimeout((int) WireSocket.GOODBYE.toSeconds()));
  }

  /** Connects and shakes hands, within the connect timeout. */
  Future<ClientSocket> connect(Destination destination, ClientSocket.Listener listener) {
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setHost(destination.host())
            .setPort(destination.port())
            .setURI("/ws")
            .setTimeout(options.connectTimeout().toMillis())
            .addHeader(PeerHeader.NAME, PeerHeader.VERSION);
    return connect(target)
        .map(
            webSocket -> {
              boolean ours = webSocket.headers().contains(PeerHeader.NAME);
              WireSocket wire =
                  new WireSocket(webSocket, options.maxFrameBytes(), options.maxMessageBytes())
                      .maxWriteQueueBytes(options.maxWriteQueueBytes());
              return new ClientSocket(wire, ours, rids, sockets, listener);
            });
  }

  // Vert.x bounds the connect and the handshake each, and with an odd host name nothing at all
  private Future<WebSocket> connect(WebSocketConnectOptions target) {
    Future<WebSocket> connecting;
    try {
      connecting = webSockets.connect(target);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    Future<WebSocket> inTime =
        connecting.timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    connecting.onSuccess(
        webSocket -> {
          if (inTime.failed()) {
            webSocket.close();
          }
        });
    return inTime;
  }

  Future<Void> close() {
    return webSockets.close();
  }
}
