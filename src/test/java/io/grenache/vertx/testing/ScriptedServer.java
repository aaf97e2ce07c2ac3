package io.grenache.vertx.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A WebSocket server that does what a test wants with each request. */
public final class ScriptedServer {
  private final HttpServer server;
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  /**
   * @param script gets the socket and each request as it came
   */
  public ScriptedServer(Vertx vertx, BiConsumer<ServerWebSocket, JsonArray> script) {
    server =
        Results.result(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setMaxWebSocketMessageSize(1 << 26)
                        .setMaxWebSocketFrameSize(1 << 26))
                .webSocketHandler(
                    socket -> {
                      sockets.add(socket);
                      socket.closeHandler(nothing -> sockets.remove(socket));
                      socket.textMessageHandler(
                          text -> {
                            requests.incrementAndGet();
                            script.accept(socket, new JsonArray(text));
                          });
                    })
                .listen());
  }

  /** Answers each request with its own payload. */
  public static ScriptedServer echo(Vertx vertx) {
    return new ScriptedServer(
        vertx,
        (socket, request) ->
            socket.writeTextMessage(
                new JsonArray()
                    .add(request.getValue(0))
                    .addNull()
                    .add(request.getValue(2))
                    .encode()));
  }

  public int port() {
    return server.actualPort();
  }

  public List<ServerWebSocket> sockets() {
    return sockets;
  }

  public int requests() {
    return requests.get();
  }

  public void close() {
    Results.result(server.close());
  }
}
