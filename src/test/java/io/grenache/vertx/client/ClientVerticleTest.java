package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.testing.Results;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ClientVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final StaticLink link = new StaticLink(vertx);

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private String deploy(JsonObject options) {
    return result(vertx.deployVerticle(new ClientVerticle(ClientOptions.fromJson(options))));
  }

  private void serve(String service) {
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices(service));
    result(vertx.deployVerticle(server));
    link.route(service, server.port());
  }

  private Future<Reply> request(Request request) {
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

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_request_is_answered_by_a_handler_behind_the_wire() {
    serve("orders");
    deploy(new JsonObject());
    vertx.eventBus().<Call>consumer("grenache.service.orders", call -> call.reply("world"));

    Reply reply = result(request(Request.of("orders", "hello")));

    assertThat(reply.result().json()).isEqualTo("world");
    assertThat(reply.destination().host()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "0.12345678901234567891",
        "12345678901234567890",
        "null",
        "\"h\u00e9\"",
        "[ 1, {} ]",
        "-0.0",
        "1E400"
      })
  void what_passes_through_arrives_as_it_was_sent(String json) {
    serve("orders");
    deploy(new JsonObject());
    vertx
        .eventBus()
        .<Call>consumer("grenache.service.orders", call -> call.reply(call.body().payload()));

    Reply reply = result(request(Request.of("orders", Payload.ofJson(json))));

    assertThat(reply.result().text()).isEqualTo(json);
  }

  @Test
  void the_json_form_is_taken_and_answered_alike() {
    serve("orders");
    deploy(new JsonObject());
    vertx
        .eventBus()
        .<Call>consumer(
            "grenache.service.orders", call -> call.reply(call.body().payload().json()));
    JsonObject body =
        new JsonObject().put("service", "orders").put("payload", new JsonObject().put("a", 1));

    JsonObject answer =
        result(vertx.eventBus().<JsonObject>request("grenache.rpc.request", body)).body();

    assertThat(answer.getJsonObject("result")).isEqualTo(new JsonObject().put("a", 1));
    assertThat(answer.getString("destination")).startsWith("127.0.0.1:");
  }

  @Test
  void headers_key_and_remaining_time_reach_the_handler() {
    serve("orders");
    deploy(new JsonObject());
    List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    vertx
        .eventBus()
        .<Call>consumer(
            "grenache.service.orders",
            call -> {
              calls.add(call.body());
              call.reply(null);
            });

    result(
        request(
            Request.of("orders", null)
                .withTimeout(Duration.ofSeconds(5))
                .withIdempotencyKey("key")
                .withHeaders(Map.of("traceparent", "00-1"))));

    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.remaining()).isBetween(Duration.ofMillis(1), Duration.ofMillis(5000));
              assertThat(call.idempotencyKey()).isEqualTo("key");
              assertThat(call.headers()).isEqualTo(Map.of("traceparent", "00-1"));
            });
  }

  @Test
  void a_handlers_error_keeps_its_text_even_if_it_looks_like_a_failure_of_the_toolkit() {
    serve("orders");
    deploy(new JsonObject());
    vertx
        .eventBus()
        .<Call>consumer(
            "grenache.service.orders",
            call -> call.fail(100, call.body().payload().as(String.class)));

    for (String text : List.of("forbidden", "ERR_TIMEOUT")) {
      assertThatThrownBy(() -> result(request(Request.of("orders", text))))
          .isInstanceOfSatisfying(
              ReplyException.class,
              e -> {
                assertThat(e.failureCode()).isEqualTo(100);
                assertThat(e.getMessage()).isEqualTo(text);
              });
    }
  }

  @Test
  void an_error_of_a_peer_that_is_not_of_this_toolkit_is_the_applications() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                socket.writeTextMessage(
                    new JsonArray()
                        .add(request.getValue(0))
                        .add("ERR_TIMEOUT")
                        .addNull()
                        .encode()));
    link.route("orders", server.port());
    deploy(new JsonObject());

    fails(request(Request.of("orders", 0)), Failure.ERR_APPLICATION);
  }

  @Test
  void a_peer_that_is_not_of_this_toolkit_is_sent_three_elements() {
    List<JsonArray> seen = Collections.synchronizedList(new ArrayList<>());
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              seen.add(request);
              socket.writeTextMessage(
                  new JsonArray().add(request.getValue(0)).addNull().add(1).encode());
            });
    link.route("orders", server.port());
    deploy(new JsonObject());

    result(request(Request.of("orders", "x").withHeaders(Map.of("a", "b"))));

    assertThat(seen).singleElement().satisfies(request -> assertThat(request.size()).isEqualTo(3));
  }

  @Test
  void a_service_that_nobody_announces_fails_as_the_link_says() {
    deploy(new JsonObject());

    fails(request(Request.of("nowhere", 0)), Failure.ERR_GRAPE_LOOKUP_EMPTY);
  }

  @Test
  void without_a_link_a_request_fails_at_once() {
    Vertx other = Vertx.vertx();
    try {
      result(other.deployVerticle(new ClientVerticle(ClientOptions.DEFAULTS)));
      fails(
          other.eventBus().request("grenache.rpc.request", Request.of("orders", 0)),
          Failure.ERR_NO_HANDLER);
    } finally {
      result(other.close());
    }
  }

  @Test
  void a_body_that_is_no_request_fails_and_names_the_field() {
    deploy(new JsonObject());

    assertThatThrownBy(
            () ->
                result(
                    vertx
                        .eventBus()
                        .request("grenache.rpc.request", new JsonObject().put("servic", "x"))))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(Failure.ERR_BAD_REQUEST.code());
              assertThat(e.getMessage()).contains("Request[service must be");
            });
    fails(vertx.eventBus().request("grenache.rpc.request", "text"), Failure.ERR_BAD_REQUEST);
  }

  @Test
  void no_answer_is_a_timeout_on_time_and_a_late_answer_is_dropped() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                vertx.setTimer(
                    "late".equals(request.getValue(2)) ? 300 : 1,
                    id ->
                        socket.writeTextMessage(
                            new JsonArray().add(request.getValue(0)).addNull().add(1).encode())));
    link.route("orders", server.port());
    deploy(new JsonObject());
    result(request(Request.of("orders", "soon")));

    long start = System.nanoTime();
    fails(
        request(Request.of("orders", "late").withTimeout(Duration.ofMillis(100))),
        Failure.ERR_TIMEOUT);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertThat(tookMs).isBetween(100L, 1_000L);
    assertThat(result(request(Request.of("orders", "soon"))).result().json()).isEqualTo(1);
    assertThat(server.sockets()).hasSize(1);
  }

  @Test
  void the_clients_own_timeout_holds_where_a_request_says_none() {
    ScriptedServer server = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("orders", server.port());
    deploy(new JsonObject().put("requestTimeoutMs", 100));

    fails(request(Request.of("orders", 0)), Failure.ERR_TIMEOUT);
  }

  @Test
  void the_deadline_bounds_a_lookup_that_does_not_end() {
    Vertx other = Vertx.vertx();
    try {
      other.eventBus().consumer("grenache.link.lookup", message -> {});
      result(other.deployVerticle(new ClientVerticle(ClientOptions.DEFAULTS)));
      Request request = Request.of("orders", 0).withTimeout(Duration.ofMillis(100));
      fails(other.eventBus().request("grenache.rpc.request", request), Failure.ERR_TIMEOUT);
    } finally {
      result(other.close());
    }
  }

  @Test
  void the_deadline_bounds_a_handshake_that_is_never_answered() throws IOException {
    // accepts connections by the kernel's backlog, and stays silent
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      link.route("orders", silent.getLocalPort());
      deploy(new JsonObject());

      fails(
          request(Request.of("orders", 0).withTimeout(Duration.ofMillis(100))),
          Failure.ERR_TIMEOUT);
    }
  }

  @Test
  void a_silent_destination_is_given_up_for_another_one_within_the_connect_time()
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      link.route("orders", silent.getLocalPort(), ScriptedServer.echo(vertx).port());
      deploy(new JsonObject().put("connectTimeoutMs", 100));

      for (int i = 0; i < 10; i++) {
        assertThat(result(request(Request.of("orders", i))).result().json()).isEqualTo(i);
      }
    }
  }

  @Test
  void a_destination_that_refuses_is_passed_over_and_all_refusing_is_an_error() {
    int refusing = freePort();
    link.route("orders", refusing, ScriptedServer.echo(vertx).port()).route("gone", refusing);
    deploy(new JsonObject());

    for (int i = 0; i < 20; i++) {
      assertThat(result(request(Request.of("orders", i))).result().json()).isEqualTo(i);
    }
    fails(request(Request.of("gone", 0)), Failure.ERR_CONNECT);
  }

  @Test
  void a_call_that_no_handler_saw_moves_to_another_destination() {
    ServerVerticle ignorant =
        new ServerVerticle(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices("other"));
    result(vertx.deployVerticle(ignorant));
    ScriptedServer echo = ScriptedServer.echo(vertx);
    link.route("orders", ignorant.port(), echo.port()).route("only", ignorant.port());
    deploy(new JsonObject());

    for (int i = 0; i < 20; i++) {
      assertThat(result(request(Request.of("orders", i))).destination())
          .isEqualTo(new Destination("127.0.0.1", echo.port()));
    }
    fails(request(Request.of("only", 0)), Failure.ERR_UNKNOWN_SERVICE);
  }

  @Test
  void a_lost_socket_fails_what_waits_on_it_at_once_and_the_next_request_connects_anew() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              if ("die".equals(request.getValue(2))) {
                socket.close((short) 1000);
              } else if (!"wait".equals(request.getValue(2))) {
                socket.writeTextMessage(
                    new JsonArray().add(request.getValue(0)).addNull().add(1).encode());
              }
            });
    link.route("orders", server.port());
    deploy(new JsonObject());

    Future<Reply> waiting = request(Request.of("orders", "wait"));
    await().until(() -> server.requests() == 1);
    fails(request(Request.of("orders", "die")), Failure.ERR_TRANSPORT_CLOSE);
    fails(waiting, Failure.ERR_TRANSPORT_CLOSE);
    assertThat(result(request(Request.of("orders", "live"))).result().json()).isEqualTo(1);
  }

  @Test
  void garbage_from_a_server_closes_its_socket() {
    ScriptedServer server =
        new ScriptedServer(vertx, (socket, request) -> socket.writeTextMessage("{garbage"));
    link.route("orders", server.port());
    deploy(new JsonObject());

    fails(request(Request.of("orders", 0)), Failure.ERR_TRANSPORT_CLOSE);
  }

  @Test
  void replies_with_unknown_rids_and_replies_twice_disturb_nobody() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              socket.writeTextMessage("[\"unknown\",null,0]");
              socket.writeTextMessage("[5,null,0]");
              String reply =
                  new JsonArray()
                      .add(request.getValue(0))
                      .addNull()
                      .add(request.getValue(2))
                      .encode();
              socket.writeTextMessage(reply);
              socket.writeTextMessage(reply);
            });
    link.route("orders", server.port());
    deploy(new JsonObject());

    for (int i = 0; i < 10; i++) {
      assertThat(result(request(Request.of("orders", i))).result().json()).isEqualTo(i);
    }
  }

  @Test
  void fragments_and_binary_replies_are_taken() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              Buffer reply =
                  new JsonArray().add(request.getValue(0)).addNull().add("whole").toBuffer();
              socket.writeFrame(WebSocketFrame.binaryFrame(reply.slice(0, 5), false));
              socket.writeFrame(
                  WebSocketFrame.continuationFrame(reply.slice(5, reply.length()), true));
            });
    link.route("orders", server.port());
    deploy(new JsonObject());

    assertThat(result(request(Request.of("orders", 0))).result().json()).isEqualTo("whole");
  }

  @Test
  void requests_at_once_share_lookup_and_socket() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    link.route("orders", server.port());
    deploy(new JsonObject());

    List<Future<Reply>> replies =
        IntStream.range(0, 100).mapToObj(i -> request(Request.of("orders", i))).toList();

    for (int i = 0; i < 100; i++) {
      assertThat(result(replies.get(i)).result().json()).isEqualTo(i);
    }
    assertThat(server.sockets()).hasSize(1);
    assertThat(link.lookups()).isEqualTo(1);
  }

  @Test
  void a_route_is_looked_up_again_once_its_lifetime_is_over() {
    link.remaining(Duration.ofMillis(50)).route("orders", ScriptedServer.echo(vertx).port());
    deploy(new JsonObject());

    result(request(Request.of("orders", 0)));
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              result(request(Request.of("orders", 0)));
              return link.lookups() > 1;
            });
  }

  @Test
  void busy_sockets_get_company_up_to_the_cap() {
    ScriptedServer server = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("orders", server.port());
    deploy(new JsonObject().put("maxActiveDestTransports", 2));

    for (int i = 0; i < 6_000; i++) {
      request(Request.of("orders", 0));
    }

    await().untilAsserted(() -> assertThat(server.requests()).isEqualTo(6_000));
    assertThat(server.sockets()).hasSize(2);
  }

  @Test
  void load_is_spread_over_the_destinations() {
    Set<Destination> seen = ConcurrentHashMap.newKeySet();
    link.route("orders", ScriptedServer.echo(vertx).port(), ScriptedServer.echo(vertx).port());
    deploy(new JsonObject());

    for (int i = 0; i < 50; i++) {
      seen.add(result(request(Request.of("orders", i))).destination());
    }

    assertThat(seen).hasSize(2);
  }

  @Test
  void no_more_destinations_are_active_than_the_cap_allows() {
    Set<Destination> seen = ConcurrentHashMap.newKeySet();
    int[] ports = IntStream.range(0, 6).map(i -> ScriptedServer.echo(vertx).port()).toArray();
    link.route("orders", ports);
    deploy(new JsonObject().put("maxActiveKeyDests", 3));

    for (int i = 0; i < 100; i++) {
      seen.add(result(request(Request.of("orders", i))).destination());
    }

    assertThat(seen).hasSize(3);
  }

  @Test
  void an_idle_socket_is_closed() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    link.route("orders", server.port());
    deploy(new JsonObject().put("inactivityTimeoutMs", 100));

    result(request(Request.of("orders", 0)));

    assertThat(server.sockets()).hasSize(1);
    await().until(() -> server.sockets().isEmpty());
    assertThat(result(request(Request.of("orders", 1))).result().json()).isEqualTo(1);
  }

  @Test
  void past_the_in_flight_bound_a_request_fails_at_once() {
    ScriptedServer server = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("orders", server.port());
    deploy(new JsonObject().put("maxInFlight", 3));
    for (int i = 0; i < 3; i++) {
      request(Request.of("orders", 0));
    }

    fails(request(Request.of("orders", 0)), Failure.ERR_OVERLOADED);
  }

  @Test
  void a_request_past_the_size_limit_fails_before_it_is_written_and_harms_no_other() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    link.route("orders", server.port());
    deploy(new JsonObject().put("maxFrameBytes", 1024).put("maxMessageBytes", 1024));

    fails(request(Request.of("orders", "x".repeat(1025))), Failure.ERR_PAYLOAD_TOO_LARGE);
    fails(request(Request.of("orders", "x".repeat(1000))), Failure.ERR_PAYLOAD_TOO_LARGE);
    assertThat(server.requests()).isZero();
    String fits = "x".repeat(900);
    assertThat(result(request(Request.of("orders", fits))).result().json()).isEqualTo(fits);
  }

  @Test
  void undeploying_lets_requests_end_and_then_fails_the_rest() {
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              if (request.getValue(2).equals("slow")) {
                vertx.setTimer(
                    100,
                    id ->
                        socket.writeTextMessage(
                            new JsonArray().add(request.getValue(0)).addNull().add(1).encode()));
              }
            });
    link.route("orders", server.port());
    String deployment = deploy(new JsonObject().put("drainMs", 500));
    Future<Reply> slow = request(Request.of("orders", "slow"));
    Future<Reply> never = request(Request.of("orders", "never"));
    await().until(() -> server.requests() == 2);

    Future<Void> undeployed = vertx.undeploy(deployment);

    assertThat(result(slow).result().json()).isEqualTo(1);
    fails(never, Failure.ERR_TRANSPORT_CLOSE);
    Results.result(undeployed);
    await().until(() -> server.sockets().isEmpty());
    fails(request(Request.of("orders", 0)), Failure.ERR_NO_HANDLER);
  }

  @Test
  void several_instances_share_the_work() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    link.route("orders", server.port());
    result(
        vertx.deployVerticle(
            () -> new ClientVerticle(ClientOptions.DEFAULTS),
            new DeploymentOptions().setInstances(2)));

    for (int i = 0; i < 20; i++) {
      assertThat(result(request(Request.of("orders", i))).result().json()).isEqualTo(i);
    }
    assertThat(server.sockets()).hasSize(2);
  }
}
