package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.fault.FaultProxy.Fault;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The faults of the reference's client, none of which this one has. */
@Timeout(30)
class ReferenceFaultsTest {
  private static final String SERVICE = "orders";

  private final Vertx vertx = Vertx.vertx();
  private final StaticLink link = new StaticLink(vertx);
  private final List<FaultProxy> proxies = new ArrayList<>();
  // when calls came, in nanoseconds
  private final List<Long> calls = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    result(vertx.close());
    proxies.forEach(FaultProxy::close);
  }

  private void deploy(JsonObject options) {
    result(vertx.deployVerticle(new ClientVerticle(ClientOptions.fromJson(options))));
  }

  private FaultProxy proxy(ScriptedServer target, Fault fault) {
    FaultProxy proxy = new FaultProxy(target.port());
    proxy.become(fault);
    proxies.add(proxy);
    return proxy;
  }

  private ScriptedServer server(BiConsumer<ServerWebSocket, JsonArray> script) {
    return new ScriptedServer(
        vertx,
        (socket, request) -> {
          calls.add(System.nanoTime());
          script.accept(socket, request);
        });
  }

  private ScriptedServer echo() {
    return server(
        (socket, request) ->
            socket.writeTextMessage(
                new JsonArray()
                    .add(request.getValue(0))
                    .addNull()
                    .add(request.getValue(2))
                    .encode()));
  }

  private static Request request(int payload, int timeoutMs, int attempts) {
    return Request.fromJson(
        new JsonObject()
            .put("service", SERVICE)
            .put("payload", payload)
            .put("timeoutMs", timeoutMs)
            .put("attempts", attempts)
            .put("idempotencyKey", attempts > 1 ? "key-" + payload : null));
  }

  private Future<Reply> send(Request request) {
    return vertx
        .eventBus()
        .<Reply>request("grenache.rpc.request", request, request.delivery())
        .map(Message::body);
  }

  private static void fails(Future<?> future, Failure failure) {
    assertThatThrownBy(() -> result(future))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> assertThat(Failure.of(e)).as(e.getMessage()).isEqualTo(failure));
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Test
  void a_timeout_fires_on_time_whatever_it_is() {
    link.route(SERVICE, server((socket, request) -> {}).port());
    deploy(new JsonObject().put("requestTimeoutMs", 150));
    // the first one loads classes
    fails(send(Request.of(SERVICE, 0)), Failure.ERR_TIMEOUT);
    List<Future<Long>> over = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      long start = System.nanoTime();
      int timeoutMs = 50 + 7 * i;
      // without one of its own a request has the client's
      Request request = i % 10 == 0 ? Request.of(SERVICE, i) : request(i, timeoutMs, 1);
      long due = i % 10 == 0 ? 150 : timeoutMs;
      over.add(
          send(request)
              .transform(
                  answer -> {
                    assertThat(Failure.of(answer.cause())).isEqualTo(Failure.ERR_TIMEOUT);
                    return Future.succeededFuture(millisSince(start) - due);
                  }));
    }

    for (Future<Long> each : over) {
      assertThat(result(each)).as("ms after the deadline").isBetween(0L, 500L);
    }
  }

  @Test
  void a_host_that_refuses_costs_no_time_and_no_attempt() {
    FaultProxy refusing = proxy(echo(), Fault.REFUSE);
    link.route(SERVICE, refusing.port(), echo().port());
    deploy(new JsonObject());
    long start = System.nanoTime();

    for (int i = 0; i < 20; i++) {
      assertThat(result(send(request(i, 1000, 1))).result().json()).isEqualTo(i);
    }

    assertThat(millisSince(start)).isLessThan(1000);
  }

  @Test
  void a_host_that_accepts_and_stays_silent_leaves_time_for_another_one() {
    FaultProxy silent = proxy(echo(), Fault.SILENT);
    link.route(SERVICE, silent.port(), echo().port());
    // the time to connect, 3 s by default, must not eat up the request's
    deploy(new JsonObject());

    List<Future<Reply>> replies =
        IntStream.range(0, 20).mapToObj(i -> send(request(i, 1000, 1))).toList();

    for (int i = 0; i < 20; i++) {
      assertThat(result(replies.get(i)).result().json()).isEqualTo(i);
    }
    assertThat(silent.accepted()).as("the silent host was tried").isPositive();
  }

  @Test
  void a_host_that_dies_without_goodbye_fails_what_waits_on_it_at_once() {
    FaultProxy proxy =
        proxy(
            server(
                (socket, request) -> {
                  if (request.getInteger(2) == 1) {
                    socket.writePing(io.vertx.core.buffer.Buffer.buffer("x"));
                  }
                }),
            Fault.NONE);
    link.route(SERVICE, proxy.port());
    deploy(new JsonObject());
    Future<Reply> waiting = send(request(0, 9000, 1));
    await().until(() -> calls.size() == 1);

    proxy.become(Fault.RESET);
    long start = System.nanoTime();
    // what the server sends because of it is replaced by the reset
    fails(send(request(1, 9000, 1)), Failure.ERR_TRANSPORT_CLOSE);
    fails(waiting, Failure.ERR_TRANSPORT_CLOSE);

    assertThat(millisSince(start)).isLessThan(1000);
  }

  @Test
  void an_applications_error_is_never_repeated() {
    link.route(SERVICE, refusingServer().port(), refusingServer().port());
    deploy(new JsonObject());

    assertThatThrownBy(() -> result(send(request(1, 2000, 3)))).hasMessage("insufficient funds");

    assertThat(calls).hasSize(1);
  }

  private ScriptedServer refusingServer() {
    return server(
        (socket, request) ->
            socket.writeTextMessage(
                new JsonArray()
                    .add(request.getValue(0))
                    .add("insufficient funds")
                    .addNull()
                    .encode()));
  }

  @Test
  void a_call_that_was_written_is_repeated_only_if_the_caller_says_so() {
    ScriptedServer first = server((socket, request) -> socket.close((short) 1011));
    ScriptedServer second = server((socket, request) -> socket.close((short) 1011));
    link.route(SERVICE, first.port(), second.port());
    deploy(new JsonObject());

    fails(send(request(1, 2000, 1)), Failure.ERR_TRANSPORT_CLOSE);
    assertThat(calls).hasSize(1);
    fails(send(request(2, 5000, 3)), Failure.ERR_TRANSPORT_CLOSE);
    assertThat(calls).hasSize(4);
  }

  @Test
  void a_repeated_call_goes_to_another_destination_first_and_then_waits() {
    ScriptedServer first = server((socket, request) -> socket.close((short) 1011));
    ScriptedServer second = server((socket, request) -> socket.close((short) 1011));
    link.route(SERVICE, first.port(), second.port());
    deploy(new JsonObject());

    fails(send(request(1, 9000, 4)), Failure.ERR_TRANSPORT_CLOSE);

    assertThat(calls).hasSize(4);
    assertThat(first.requests()).isEqualTo(2);
    assertThat(second.requests()).isEqualTo(2);
    assertThat(calls.get(2) - calls.get(1))
        .as("the pause once all were tried, in nanoseconds")
        .isGreaterThan(5_000_000);
  }

  @Test
  void map_tells_the_outcome_of_each_destination() {
    FaultProxy refusing = proxy(echo(), Fault.REFUSE);
    FaultProxy silent = proxy(echo(), Fault.SILENT);
    ScriptedServer dying = server((socket, request) -> socket.close((short) 1011));
    ScriptedServer good = echo();
    link.route(
        SERVICE,
        refusing.port(),
        silent.port(),
        dying.port(),
        refusingServer().port(),
        good.port());
    deploy(new JsonObject());
    MapRequest request = MapRequest.of(SERVICE, 7).withTimeout(Duration.ofMillis(700));
    long start = System.nanoTime();

    Replies replies =
        result(vertx.eventBus().<Replies>request("grenache.rpc.map", request, request.delivery()))
            .body();

    assertThat(millisSince(start)).isLessThan(1700);
    assertThat(replies.replies())
        .extracting(outcome -> outcome.destination().port() == good.port(), Object::toString)
        .hasSize(5);
    JsonArray json = replies.toJson().getJsonArray("replies");
    assertThat(of(json, good.port()).getValue("error")).isNull();
    assertThat(of(json, refusing.port()).getString("error")).isEqualTo("ERR_CONNECT");
    assertThat(of(json, silent.port()).getString("error")).isIn("ERR_TIMEOUT", "ERR_CONNECT");
    assertThat(of(json, dying.port()).getString("error")).isEqualTo("ERR_TRANSPORT_CLOSE");
    assertThat(json.encode()).contains("insufficient funds");
  }

  private static JsonObject of(JsonArray outcomes, int port) {
    return outcomes.stream()
        .map(JsonObject.class::cast)
        .filter(outcome -> outcome.getString("destination").endsWith(":" + port))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_new_destination_gets_traffic_although_as_many_as_allowed_are_in_use() {
    ScriptedServer first = echo();
    ScriptedServer second = echo();
    ScriptedServer fresh = echo();
    link.remaining(Duration.ofMillis(200)).route(SERVICE, first.port(), second.port());
    deploy(new JsonObject().put("maxActiveKeyDests", 2));
    await()
        .until(
            () -> {
              result(send(request(0, 1000, 1)));
              return first.requests() > 0 && second.requests() > 0;
            });

    link.route(SERVICE, first.port(), second.port(), fresh.port());

    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(2))
        .until(
            () -> {
              result(send(request(0, 1000, 1)));
              return fresh.requests() > 0;
            });
  }

  @Test
  void an_empty_lookup_is_not_remembered() {
    deploy(new JsonObject());
    fails(send(request(0, 1000, 1)), Failure.ERR_GRAPE_LOOKUP_EMPTY);

    link.route(SERVICE, echo().port());

    assertThat(result(send(request(1, 1000, 1))).result().json()).isEqualTo(1);
  }

  @Test
  void a_dead_destination_is_set_aside_and_tried_again_later() {
    FaultProxy dead = proxy(echo(), Fault.FORBID);
    link.route(SERVICE, dead.port(), echo().port());
    deploy(new JsonObject());

    for (int i = 0; i < 200; i++) {
      assertThat(result(send(request(i, 1000, 1))).result().json()).isEqualTo(i);
    }
    int connects = dead.accepted();
    assertThat(connects).as("connects for 200 requests").isBetween(1, 20);
    await().atMost(Duration.ofSeconds(5)).until(() -> dead.accepted() > connects);
    dead.become(Fault.NONE);

    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              result(send(request(0, 1000, 1)));
              return !dead.written().isEmpty();
            });
  }
}
