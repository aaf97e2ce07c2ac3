package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Real servers in a Vert.x of their own, each with a handler of its own that echoes. It is noted
 * how often each payload was handled, by all of them together, and under which idempotency key.
 */
final class Backends {
  static final String SERVICE = "echo";

  private final Vertx vertx = Vertx.vertx();
  private final int[] ports;
  private final Map<Integer, Integer> handled = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> otherKeys = new ConcurrentHashMap<>();

  Backends(int count) {
    ports = IntStream.range(0, count).map(this::deploy).toArray();
  }

  private int deploy(int number) {
    Addresses addresses = new Addresses("backend" + number);
    vertx.eventBus().<Call>consumer(addresses.service(SERVICE), this::handle);
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.fromJson(
                ServerOptions.DEFAULTS
                    .withLameDuck(Duration.ZERO)
                    .withHost("127.0.0.1")
                    .toJson()
                    .put("prefix", addresses.prefix())
                    .put("services", new JsonArray().add(SERVICE))
                    .put("announce", false)));
    result(vertx.deployVerticle(server));
    return server.port();
  }

  private void handle(Message<Call> message) {
    Call call = message.body();
    int id = call.payload().as(Integer.class);
    noteHandled(id);
    String key = Load.attempts(id) > 1 ? "key-" + id : null;
    if (!java.util.Objects.equals(key, call.idempotencyKey())) {
      otherKeys.merge(id, 1, Integer::sum);
    }
    message.reply(call.payload());
  }

  /** For a server of a test that takes calls too. */
  void noteHandled(int id) {
    handled.merge(id, 1, Integer::sum);
  }

  Vertx vertx() {
    return vertx;
  }

  int port(int number) {
    return ports[number];
  }

  /** How often each payload was handled. */
  Map<Integer, Integer> handled() {
    return handled;
  }

  /** Payloads that came with another idempotency key than they were sent with. */
  Map<Integer, Integer> otherKeys() {
    return otherKeys;
  }

  void forget() {
    handled.clear();
    otherKeys.clear();
  }

  void close() {
    result(vertx.close());
  }
}
