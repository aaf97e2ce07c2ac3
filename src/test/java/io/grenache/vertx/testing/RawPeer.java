package io.grenache.vertx.testing;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A caller that writes frames by hand, for blocking tests. */
public final class RawPeer {
  // held, or it would be collected with its socket
  private final WebSocketClient client;
  private final WebSocket socket;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

  public RawPeer(Vertx vertx, int port) {
    this(vertx, port, "/ws", false);
  }

  /**
   * @param ours whether to pass for a peer of this toolkit
   */
  public RawPeer(Vertx vertx, int port, String path, boolean ours) {
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(1 << 26).setMaxMessageSize(1 << 26));
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path);
    if (ours) {
      options.addHeader("Grenache-Vertx", "1");
    }
    socket = Results.result(OnLoop.connect(vertx, client, options, this::opened));
  }

  private void opened(WebSocket ws) {
    ws.textMessageHandler(received::add);
    ws.closeHandler(
        nothing ->
            closed.add(ws.closeStatusCode() == null ? 1006 : ws.closeStatusCode().intValue()));
  }

  public MultiMap headers() {
    return socket.headers();
  }

  public RawPeer text(String message) {
    socket.writeTextMessage(message);
    return this;
  }

  public RawPeer binary(byte[] message) {
    socket.writeBinaryMessage(Buffer.buffer(message));
    return this;
  }

  public RawPeer frame(WebSocketFrame frame) {
    socket.writeFrame(frame);
    return this;
  }

  public void pause() {
    socket.pause();
  }

  public void resume() {
    socket.resume();
  }

  public void close() {
    socket.close();
  }

  public String receive() {
    return take(received);
  }

  /** Whether a message is there, at the latest after so many milliseconds; it stays. */
  public boolean receivedWithin(long ms) {
    try {
      String message = received.poll(ms, TimeUnit.MILLISECONDS);
      if (message != null) {
        received.add(message);
      }
      return message != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public boolean hasReceived() {
    return !received.isEmpty();
  }

  public int closeCode() {
    return take(closed);
  }

  /** Why it was closed, once it was. */
  public String closeReason() {
    return socket.closeReason();
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(5, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing came within 5 s");
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
