package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;

/** A server with the service {@code s}, as {@link Grenache} starts it, and what it counts. */
final class ServerInNetwork implements AutoCloseable {
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS
          .withLameDuck(Duration.ZERO)
          .withHost("127.0.0.1")
          .withServices("s")
          .withPort(0);

  private final Vertx vertx = Vertx.vertx();
  private final Grenache grenache;

  /**
   * @param changes options in JSON that are not the defaults
   */
  ServerInNetwork(JsonObject changes) {
    this(changes, 1);
  }

  /**
   * @param instances how many share the port
   */
  ServerInNetwork(JsonObject changes, int instances) {
    ServerOptions options = ServerOptions.fromJson(OPTIONS.toJson().mergeIn(changes));
    grenache =
        result(
            Grenache.start(
                vertx, GrenacheOptions.NONE.withServer(options).withInstances(1, instances)));
  }

  /** Answers each call with its payload. */
  ServerInNetwork echoing() {
    return handling(call -> call.reply(call.body().payload()));
  }

  ServerInNetwork handling(Handler<Message<Call>> handler) {
    result(vertx.eventBus().<Call>consumer("grenache.service.s").handler(handler).completion());
    return this;
  }

  int port() {
    return grenache.serverPort();
  }

  /** A WebSocket. */
  RawSocket socket() throws IOException {
    return new RawSocket(port()).upgrade();
  }

  /** One of the totals of the process. */
  long count(String name) {
    return result(vertx.eventBus().<JsonObject>request(Addresses.DEFAULT.state(), null))
        .body()
        .getJsonObject("server")
        .getLong(name);
  }

  void untilCount(String name, long expected) {
    await(name + " to become " + expected + ", is " + count(name))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> count(name) == expected);
  }

  /** Every socket that is gone is forgotten. */
  void untilEmpty() {
    untilCount("connections", 0);
    untilCount("inFlight", 0);
  }

  Vertx vertx() {
    return vertx;
  }

  Grenache grenache() {
    return grenache;
  }

  @Override
  public void close() {
    result(grenache.close());
    result(vertx.close());
  }
}
