package io.grenache.vertx.link;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A grape that answers what a test tells it to, and counts what it is asked. */
final class FakeGrape {
  private final Vertx vertx;
  private HttpServer server;
  private int port;
  private final Map<String, BiConsumer<HttpServerRequest, JsonObject>> scripts =
      new ConcurrentHashMap<>();
  private final Map<String, Set<String>> table = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
  private final AtomicInteger sockets = new AtomicInteger();

  record Asked(HttpMethod method, String path, JsonObject body) {}

  private FakeGrape(Vertx vertx) throws Exception {
    this.vertx = vertx;
    starts();
  }

  /** Listens, on the port it had before if it had one. */
  void starts() throws Exception {
    server =
        vertx
            .createHttpServer()
            .connectionHandler(
                socket -> {
                  sockets.incrementAndGet();
                  socket.closeHandler(closed -> sockets.decrementAndGet());
                })
            .requestHandler(request -> request.body().onSuccess(body -> take(request, body)));
    server.listen(port, "127.0.0.1").await(5, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  /** Listens no more; what it was told is lost. */
  void stops() throws Exception {
    table.clear();
    server.close().await(5, TimeUnit.SECONDS);
  }

  private void take(HttpServerRequest request, Buffer body) {
    JsonObject json = body.length() == 0 ? null : body.toJsonObject();
    asked.add(new Asked(request.method(), request.path(), json));
    scripts.getOrDefault(request.path(), (r, b) -> answer(r, 404, "?")).accept(request, json);
  }

  /** On a random port. */
  static FakeGrape on(Vertx vertx) throws Exception {
    return new FakeGrape(vertx);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  FakeGrape answers(String path, String body) {
    return answers(path, 200, body);
  }

  FakeGrape answers(String path, int status, String body) {
    scripts.put(path, (request, asked) -> answer(request, status, body));
    return this;
  }

  FakeGrape does(String path, Handler<HttpServerRequest> script) {
    scripts.put(path, (request, asked) -> script.handle(request));
    return this;
  }

  /** Takes requests and keeps them waiting. */
  FakeGrape stalls(String path) {
    scripts.put(path, (request, asked) -> held.add(request.response()));
    return this;
  }

  /** Lists what is announced, at this host. */
  FakeGrape remembers(String host) {
    scripts.put(
        "/announce",
        (request, asked) -> {
          JsonArray data = asked.getJsonArray("data");
          table
              .computeIfAbsent(data.getString(0), service -> ConcurrentHashMap.newKeySet())
              .add(host + ":" + data.getInteger(1));
          answer(request, 200, "1");
        });
    scripts.put(
        "/lookup",
        (request, asked) -> answer(request, 200, listed(asked.getString("data")).encode()));
    return this;
  }

  /** What it lists of a service. */
  JsonArray listed(String service) {
    return new JsonArray(List.copyOf(table.getOrDefault(service, Set.of())));
  }

  /** It was restarted so quickly that nobody noticed. */
  void forgets() {
    table.clear();
  }

  /** Answers all that waits. */
  void release(String body) {
    held.forEach(response -> response.end(body));
    held.clear();
  }

  int held() {
    return held.size();
  }

  int sockets() {
    return sockets.get();
  }

  List<Asked> asked() {
    return asked;
  }

  int count(String path) {
    return (int) asked.stream().filter(one -> one.path().equals(path)).count();
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    request.response().setStatusCode(status).end(body);
  }
}
