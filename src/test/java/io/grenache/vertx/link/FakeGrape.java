package io.grenache.vertx.link;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A grape that answers what a test tells it to, and counts what it is asked. */
final class FakeGrape {
  private final HttpServer server;
  private final Map<String, Handler<HttpServerRequest>> scripts = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
  private final AtomicInteger sockets = new AtomicInteger();

  record Asked(HttpMethod method, String path, JsonObject body) {}

  private FakeGrape(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .connectionHandler(
                socket -> {
                  sockets.incrementAndGet();
                  socket.closeHandler(closed -> sockets.decrementAndGet());
                })
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              asked.add(
                                  new Asked(request.method(), request.path(), body.toJsonObject()));
                              scripts
                                  .getOrDefault(request.path(), r -> answer(r, 404, "?"))
                                  .handle(request);
                            }));
    server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
  }

  /** On a random port. */
  static FakeGrape on(Vertx vertx) throws Exception {
    return new FakeGrape(vertx);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  FakeGrape answers(String path, String body) {
    return answers(path, 200, body);
  }

  FakeGrape answers(String path, int status, String body) {
    scripts.put(path, request -> answer(request, status, body));
    return this;
  }

  FakeGrape does(String path, Handler<HttpServerRequest> script) {
    scripts.put(path, script);
    return this;
  }

  /** Takes requests and keeps them waiting. */
  FakeGrape stalls(String path) {
    scripts.put(path, request -> held.add(request.response()));
    return this;
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
