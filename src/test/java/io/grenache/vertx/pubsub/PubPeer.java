package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;

import io.grenache.vertx.testing.OnLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscriber that is a plain WebSocket, for blocking tests: texts are Strings, bytes Buffers. */
final class PubPeer {
  // held, or it would be collected with its socket
  private final WebSocketClient client;
  private final WebSocket socket;
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

  PubPeer(Vertx vertx, int port) {
    this(vertx, port, "/ws");
  }

  PubPeer(Vertx vertx, int port, String path) {
    this(vertx, port, path, new WebSocketClientOptions());
  }

  PubPeer(Vertx vertx, int port, String path, WebSocketClientOptions options) {
    client =
        vertx.createWebSocketClient(options.setMaxFrameSize(1 << 26).setMaxMessageSize(1 << 26));
    WebSocketConnectOptions connect =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path);
    socket = result(OnLoop.connect(vertx, client, connect, this::opened));
  }

  private void opened(WebSocket open) {
    open.textMessageHandler(received::add);
    open.binaryMessageHandler(received::add);
    open.closeHandler(
        nothing ->
            closed.add(open.closeStatusCode() == null ? 1006 : open.closeStatusCode().intValue()));
  }

  void text(String message) {
    socket.writeTextMessage(message);
  }

  void binary(int bytes) {
    socket.writeBinaryMessage(Buffer.buffer(new byte[bytes]));
  }

  /** The next message. */
  Object next() {
    return take(received);
  }

  boolean isClosed() {
    return !closed.isEmpty();
  }

  int closeCode() {
    return take(closed);
  }

  void close() {
    result(socket.close());
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(10, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing came within 10 s");
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
