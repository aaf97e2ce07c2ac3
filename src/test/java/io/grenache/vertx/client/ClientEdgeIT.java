package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.testing.RawServer;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(40)
class ClientEdgeIT {
  private static final String LONG_NAME = "{\"" + "n".repeat(60_000) + "\":1}";
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private void deploy(JsonObject options) {
    result(vertx.deployVerticle(new ClientVerticle(ClientOptions.fromJson(options))));
  }

  private Future<Reply> request(Request request) {
    return vertx
        .eventBus()
        .<Reply>request("grenache.rpc.request", request, request.delivery())
        .map(Message::body);
  }

  private static Request in(int ms, Object payload) {
    return Request.of("s", payload).withTimeout(Duration.ofMillis(ms));
  }

  /** The name of the failure, or the result. */
  private static String outcome(Future<Reply> reply) {
    return result(
        reply.map(r -> r.result().text()).otherwise(e -> Failure.of(e) + ": " + e.getMessage()));
  }

  private static Buffer echo(String message) {
    JsonArray request = new JsonArray(message);
    return RawServer.text(
        new JsonArray().add(request.getValue(0)).addNull().add(request.getValue(2)).encode());
  }

  // F1
  @Test
  void a_json_caller_gets_an_answer_when_the_result_has_a_long_name() {
    StaticLink link = new StaticLink(vertx);
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices("s"));
    result(vertx.deployVerticle(server));
    link.route("s", server.port());
    deploy(new JsonObject());
    vertx
        .eventBus()
        .<Call>consumer("grenache.service.s", call -> call.reply(Payload.ofJson(LONG_NAME)));

    assertThat(outcome(request(in(2000, 1)))).hasSize(LONG_NAME.length());
    Future<Message<Object>> json =
        vertx
            .eventBus()
            .request(
                "grenache.rpc.request",
                new JsonObject().put("service", "s").put("timeoutMs", 1000),
                new DeliveryOptions().setSendTimeout(3000));
    String said = result(json.map(m -> "answered").otherwise(Throwable::getMessage));
    assertThat(said).doesNotContain("Timed out after waiting 3000");
  }

  // F2
  @Test
  void a_service_that_wants_json_answers_a_call_with_a_long_name() {
    StaticLink link = new StaticLink(vertx);
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.fromJson(
                new JsonObject()
                    .put("host", "127.0.0.1")
                    .put(
                        "services",
                        new JsonArray()
                            .add(new JsonObject().put("name", "s").put("body", "json")))));
    result(vertx.deployVerticle(server));
    link.route("s", server.port());
    deploy(new JsonObject());
    vertx.eventBus().<JsonObject>consumer("grenache.service.s", call -> call.reply("world"));

    assertThat(outcome(request(in(1000, Payload.ofJson(LONG_NAME))))).doesNotContain("ERR_TIMEOUT");
  }

  // F3
  @Test
  void a_socket_that_was_said_goodbye_to_gets_no_more_calls() {
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              if (connection == 0) {
                socket.write(RawServer.text("garbage"));
              } else if (!message.equals("CLOSE")) {
                socket.write(echo(message));
              }
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject());
    Future<Reply> first = request(in(8000, 1));
    org.awaitility.Awaitility.await()
        .until(() -> server.sockets().size() == 1 && server.bytes() > 60);
    result(vertx.timer(200, java.util.concurrent.TimeUnit.MILLISECONDS));

    assertThat(outcome(request(in(5000, 2)))).isEqualTo("2");
    assertThat(outcome(first)).startsWith("ERR_TRANSPORT_CLOSE");
  }

  // F3
  @Test
  void what_waits_on_a_socket_that_sent_garbage_fails_at_once() {
    RawServer server =
        new RawServer(vertx, (n, socket, message) -> socket.write(RawServer.text("garbage")));
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject());

    assertThat(outcome(request(in(1000, 1)))).startsWith("ERR_TRANSPORT_CLOSE");
  }

  // F4
  @Test
  void what_waits_on_a_socket_whose_server_said_goodbye_fails_although_tcp_stays() {
    RawServer server =
        new RawServer(
            vertx,
            (n, socket, message) -> {
              if (!message.equals("CLOSE")) {
                socket.write(RawServer.close(1001));
              }
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject());

    assertThat(outcome(request(in(4000, 1)))).startsWith("ERR_TRANSPORT_CLOSE");
  }

  // F4
  @Test
  void a_request_finds_a_new_socket_while_the_only_one_allowed_is_closing() {
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              if (message.equals("CLOSE")) {
                return;
              }
              socket.write(connection == 0 ? RawServer.close(1001) : echo(message));
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject().put("maxActiveDestTransports", 1));
    outcome(request(in(500, 1)));

    assertThat(outcome(request(in(2000, 2)))).isEqualTo("2");
  }

  // F4
  @Test
  void what_waits_for_the_closing_socket_is_not_forgotten_when_it_has_closed() {
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              if (message.equals("CLOSE")) {
                vertx.setTimer(300, id -> socket.close());
              } else {
                socket.write(connection == 0 ? RawServer.close(1001) : echo(message));
              }
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject().put("maxActiveDestTransports", 1));
    Future<Reply> first = request(in(5000, 1));
    org.awaitility.Awaitility.await().until(() -> server.bytes() > 20);
    result(vertx.timer(100, java.util.concurrent.TimeUnit.MILLISECONDS));

    assertThat(outcome(request(in(3000, 2)))).isEqualTo("2");
    assertThat(outcome(first)).startsWith("ERR_TRANSPORT_CLOSE");
  }

  // F5
  @Test
  void requests_that_ran_out_of_time_do_not_pile_up_for_a_server_that_does_not_read() {
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              if (message.contains("\"stop\"")) {
                socket.pause();
              }
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject().put("maxActiveDestTransports", 1).put("maxInFlight", 8));
    outcome(request(in(300, "stop")));
    String megabyte = "x".repeat(1 << 20);
    for (int i = 0; i < 10; i++) {
      List<Future<Reply>> eight = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        eight.add(request(in(100, megabyte)));
      }
      result(Future.join(eight).otherwiseEmpty());
    }

    server.sockets().get(0).resume();
    untilNothingMoreComes(server);
    // 8 in flight of 1 MiB, and what the kernel holds
    assertThat(server.bytes() >> 20)
        .as("MiB written for requests that all have failed")
        .isLessThan(40);
  }

  private static void untilNothingMoreComes(RawServer server) {
    long[] seen = {-1};
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(750))
        .until(() -> seen[0] == (seen[0] = server.bytes()));
  }

  // F6
  @Test
  void a_lookup_that_is_never_answered_does_not_hold_up_later_requests() {
    ScriptedServer server = ScriptedServer.echo(vertx);
    Codecs.register(vertx);
    int[] lookups = {0};
    vertx
        .eventBus()
        .<Lookup>consumer(
            "grenache.link.lookup",
            message -> {
              // the first link dies without a word, as a node of a cluster may
              if (lookups[0]++ > 0) {
                message.reply(
                    new Destinations(
                        "s",
                        List.of(new Destination("127.0.0.1", server.port())),
                        Duration.ofSeconds(10)));
              }
            });
    deploy(new JsonObject().put("lookupTimeoutMs", 1000));
    assertThat(outcome(request(in(300, 1)))).startsWith("ERR_TIMEOUT");

    assertThat(outcome(request(in(9000, 2)))).isEqualTo("2");
  }

  // F7
  @Test
  void a_refusal_is_still_told_when_the_next_destination_cannot_be_connected_to() throws Exception {
    int refused;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      refused = socket.getLocalPort();
    }
    ScriptedServer draining =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                socket.writeTextMessage(
                    new JsonArray()
                        .add(request.getValue(0))
                        .add("ERR_DRAINING")
                        .addNull()
                        .add(new JsonObject().put("v", 1).put("f", 6).put("ran", false))
                        .encode()));
    new StaticLink(vertx).route("s", draining.port(), refused);
    deploy(new JsonObject());
    for (int i = 0; i < 20; i++) {
      assertThat(outcome(request(in(3000, 1)))).startsWith("ERR_DRAINING");
    }
  }

  @Test
  void a_reply_that_a_goodbye_follows_counts() {
    RawServer server =
        new RawServer(
            vertx,
            (n, socket, message) -> {
              if (!message.equals("CLOSE")) {
                socket.write(echo(message).appendBuffer(RawServer.close(1001)));
                socket.end();
              }
            });
    new StaticLink(vertx).route("s", server.port());
    deploy(new JsonObject());
    for (int i = 0; i < 20; i++) {
      assertThat(outcome(request(in(3000, i)))).as("request " + i).isEqualTo("" + i);
      result(vertx.timer(20, java.util.concurrent.TimeUnit.MILLISECONDS));
    }
  }

  // F9
  @Test
  void an_exceptions_text_does_not_leave_the_client() {
    vertx.eventBus().consumer("grenache.link.lookup", message -> message.reply("nonsense"));
    deploy(new JsonObject());
    assertThat(outcome(request(in(1000, 1)))).doesNotContain("java.lang");
  }

  // F10
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a..b",
        "...",
        "-",
        "_",
        "x%",
        "fe80::1%nosuch",
        ":::::",
        "xn--",
        "1.2.3.4.5",
        "0x7f.1",
        "é..é"
      })
  void a_strange_host_fails_its_request_as_not_connected(String host) {
    Destination destination;
    try {
      destination = new Destination(host, 9);
    } catch (IllegalArgumentException e) {
      return;
    }
    Codecs.register(vertx);
    vertx
        .eventBus()
        .<Lookup>consumer(
            "grenache.link.lookup",
            message ->
                message.reply(new Destinations("s", List.of(destination), Duration.ofSeconds(10))));
    deploy(new JsonObject().put("connectTimeoutMs", 2000));
    assertThat(outcome(request(in(7000, 1)))).startsWith("ERR_CONNECT");
  }
}
