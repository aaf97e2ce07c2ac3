package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;

import io.grenache.vertx.testing.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A publisher as the reference's are: sends raw frames to whoever has connected. */
final class TestPublisher {
  private final HttpServer server;
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile Consumer<ServerWebSocket> onAccept = socket -> {};

  TestPublisher(Vertx vertx) {
    this(vertx, 0, null);
  }

  TestPublisher(Vertx vertx, int port) {
    this(vertx, port, null);
  }

  /**
   * @param certificate null for a publisher without TLS
   */
  TestPublisher(Vertx vertx, int port, Issued certificate) {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
    if (certificate != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setKeyPath(certificate.key().toString())
                  .setCertPath(certificate.cert().toString()));
    }
    server = result(vertx.createHttpServer(options).webSocketHandler(this::accept).listen());
  }

  private void accept(ServerWebSocket socket) {
    accepted.incrementAndGet();
    onAccept.accept(socket);
    paths.add(socket.uri());
    sockets.add(socket);
    socket.closeHandler(nothing -> sockets.remove(socket));
  }

  void onAccept(Consumer<ServerWebSocket> action) {
    onAccept = action;
  }

  int port() {
    return server.actualPort();
  }

  String destination() {
    return "127.0.0.1:" + port();
  }

  /** The sockets that are open. */
  List<ServerWebSocket> sockets() {
    return sockets;
  }

  /** How many there ever were. */
  int accepted() {
    return accepted.get();
  }

  List<String> paths() {
    return paths;
  }

  TestPublisher send(String text) {
    sockets.forEach(socket -> socket.writeTextMessage(text));
    return this;
  }

  TestPublisher send(byte[] bytes) {
    sockets.forEach(socket -> socket.writeBinaryMessage(Buffer.buffer(bytes)));
    return this;
  }

  void close() {
    result(server.close());
  }
}
