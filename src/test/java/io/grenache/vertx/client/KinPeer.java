package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;

import io.grenache.vertx.wire.PeerHeader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * A server that passes for one of this toolkit, so that it is sent the fourth element of a frame.
 */
final class KinPeer {
  private final HttpServer server;
  private final List<JsonArray> frames = new CopyOnWriteArrayList<>();
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();

  KinPeer(Vertx vertx, BiConsumer<ServerWebSocket, JsonArray> script) {
    this(vertx, 0, script);
  }

  KinPeer(Vertx vertx, int port, BiConsumer<ServerWebSocket, JsonArray> script) {
    server =
        result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.response().putHeader(PeerHeader.NAME, PeerHeader.VERSION);
                      request.toWebSocket().onSuccess(socket -> serve(socket, script));
                    })
                .listen(port, "127.0.0.1"));
  }

  private void serve(ServerWebSocket socket, BiConsumer<ServerWebSocket, JsonArray> script) {
    sockets.add(socket);
    socket.closeHandler(nothing -> sockets.remove(socket));
    socket.textMessageHandler(
        text -> {
          JsonArray frame = new JsonArray(text);
          frames.add(frame);
          script.accept(socket, frame);
        });
  }

  static void answer(ServerWebSocket socket, JsonArray frame, Object result) {
    socket.writeTextMessage(new JsonArray().add(frame.getValue(0)).addNull().add(result).encode());
  }

  static KinPeer echo(Vertx vertx) {
    return new KinPeer(vertx, (socket, frame) -> answer(socket, frame, frame.getValue(2)));
  }

  int port() {
    return server.actualPort();
  }

  /** What came, whole. */
  List<JsonArray> frames() {
    return frames;
  }

  List<ServerWebSocket> sockets() {
    return sockets;
  }

  /** The fourth element of a frame. */
  static JsonObject extension(JsonArray frame) {
    return frame.getJsonObject(3);
  }
}
