package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Withdraw;
import io.grenache.vertx.testing.RawPeer;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ServerVerticleTest {
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS
          .withLameDuck(Duration.ZERO)
          .withHost("127.0.0.1")
          .withServices("orders");

  private final Vertx vertx = Vertx.vertx();
  private String deployment;

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private int deploy(ServerOptions options, int instances) {
    List<ServerVerticle> servers = Collections.synchronizedList(new ArrayList<>());
    deployment =
        result(
            vertx.deployVerticle(
                () -> {
                  ServerVerticle server = new ServerVerticle(options);
                  servers.add(server);
                  return server;
                },
                new DeploymentOptions().setInstances(instances)));
    assertThat(servers)
        .hasSize(instances)
        .extracting(ServerVerticle::port)
        .containsOnly(servers.get(0).port());
    return servers.get(0).port();
  }

  private RawPeer peer(ServerOptions options) {
    return new RawPeer(vertx, deploy(options, 1));
  }

  private void handle(io.vertx.core.Handler<Message<Call>> handler) {
    result(
        vertx.eventBus().<Call>consumer("grenache.service.orders").handler(handler).completion());
  }

  @Test
  void what_the_handler_replies_goes_back_under_the_same_rid() {
    handle(call -> call.reply("world"));
    RawPeer peer = peer(OPTIONS);

    assertThat(peer.text("[\"0b6c\",\"orders\",\"hello\"]").receive())
        .isEqualTo("[\"0b6c\",null,\"world\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"7", "null", "\"\\u0041 \\n\"", "{\"a\":[1.10]}", "1e400"})
  void a_rid_of_any_kind_is_echoed_as_it_stands(String rid) {
    handle(call -> call.reply(1));

    assertThat(peer(OPTIONS).text("[" + rid + ",\"orders\",0]").receive())
        .isEqualTo("[" + rid + ",null,1]");
  }

  @Test
  void a_payload_reaches_the_handler_as_it_was_sent_and_may_be_sent_back() {
    handle(call -> call.reply(call.body().payload()));
    RawPeer peer = peer(OPTIONS);

    for (String payload :
        List.of(
            "1.10",
            "0.12345678901234567891",
            "[ 1 ,2 ]",
            "\"h\u00e9\ud83d\ude00\"",
            "null",
            "{}")) {
      assertThat(peer.text("[1,\"orders\"," + payload + "]").receive())
          .isEqualTo("[1,null," + payload + "]");
    }
  }

  @Test
  void an_absent_payload_is_null() {
    handle(call -> call.reply(call.body().payload()));

    assertThat(peer(OPTIONS).text("[1,\"orders\"]").receive()).isEqualTo("[1,null,null]");
  }

  @Test
  void binary_frames_and_fragments_are_taken_and_every_path_too() {
    handle(call -> call.reply(call.body().payload()));
    RawPeer peer = new RawPeer(vertx, deploy(OPTIONS, 1), "/", false);

    peer.binary("[1,\"orders\",\"b\"]".getBytes(StandardCharsets.UTF_8));
    assertThat(peer.receive()).isEqualTo("[1,null,\"b\"]");
    peer.frame(WebSocketFrame.textFrame("[2,\"ord", false));
    peer.frame(WebSocketFrame.continuationFrame(Buffer.buffer("ers\","), false));
    peer.frame(WebSocketFrame.continuationFrame(Buffer.buffer("\"f\"]"), true));
    assertThat(peer.receive()).isEqualTo("[2,null,\"f\"]");
  }

  @Test
  void a_handler_may_ask_for_the_json_form() {
    JsonArray services =
        new JsonArray().add(new JsonObject().put("name", "orders").put("body", "json"));
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "grenache.service.orders", call -> call.reply(call.body().getJsonObject("payload")));
    ServerOptions options = ServerOptions.fromJson(OPTIONS.toJson().put("services", services));

    assertThat(peer(options).text("[1,\"orders\",{\"a\":1}]").receive())
        .isEqualTo("[1,null,{\"a\":1}]");
  }

  @Test
  void a_handlers_error_is_its_text_alone() {
    handle(call -> call.fail(42, "forbidden"));

    assertThat(peer(OPTIONS).text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"forbidden\",null]");
  }

  @Test
  void an_error_without_text_is_still_an_error() {
    handle(call -> call.fail(42, ""));

    assertThat(peer(OPTIONS).text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"ERR_HANDLER\",null]");
  }

  @Test
  void a_result_that_is_not_json_is_an_error() {
    handle(call -> call.reply(Buffer.buffer("bytes")));

    assertThat(peer(OPTIONS).text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"ERR_BAD_RESULT\",null]");
  }

  @Test
  void a_handler_that_throws_or_never_answers_is_a_timeout_for_its_caller() {
    vertx.exceptionHandler(expected -> {});
    handle(
        call -> {
          if (call.body().payload().text().equals("\"throw\"")) {
            throw new IllegalStateException("as the test wants it");
          }
        });
    RawPeer peer = peer(ServerOptions.fromJson(OPTIONS.toJson().put("handlerTimeoutMs", 50)));

    assertThat(peer.text("[1,\"orders\",\"throw\"]").receive())
        .isEqualTo("[1,\"ERR_TIMEOUT\",null]");
    assertThat(peer.text("[2,\"orders\",\"silence\"]").receive())
        .isEqualTo("[2,\"ERR_TIMEOUT\",null]");
  }

  @Test
  void peers_of_this_toolkit_learn_the_number_and_whether_a_handler_ran() {
    RawPeer peer = new RawPeer(vertx, deploy(OPTIONS, 1), "/ws", true);

    assertThat(peer.headers().get("Grenache-Vertx")).isEqualTo("1");
    assertThat(peer.text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"ERR_NO_HANDLER\",null,{\"v\":1,\"f\":11,\"ran\":false}]");
    assertThat(peer.text("[1,\"elsewhere\",0]").receive())
        .isEqualTo("[1,\"ERR_UNKNOWN_SERVICE\",null,{\"v\":1,\"f\":10,\"ran\":false}]");
    handle(call -> call.fail(1, "ERR_TIMEOUTS happen"));
    assertThat(peer.text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"ERR_TIMEOUTS happen\",null,{\"v\":1}]");
  }

  @Test
  void callers_time_key_and_headers_reach_the_handler() {
    List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    handle(
        call -> {
          calls.add(call.body());
          call.reply(null);
        });
    RawPeer peer = new RawPeer(vertx, deploy(OPTIONS, 1), "/ws", true);

    peer.text(
            "[1,\"orders\",0,{\"v\":1,\"ttl\":1234,\"id\":\"k\",\"h\":{\"traceparent\":\"00-1\"},\"new\":[]}]")
        .receive();

    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.remaining()).isLessThanOrEqualTo(Duration.ofMillis(1234));
              assertThat(call.idempotencyKey()).isEqualTo("k");
              assertThat(call.headers()).isEqualTo(Map.of("traceparent", "00-1"));
              assertThat(call.caller().address()).startsWith("127.0.0.1:");
            });
  }

  @Test
  void a_call_whose_time_is_over_reaches_no_handler() {
    AtomicInteger calls = new AtomicInteger();
    handle(call -> calls.incrementAndGet());
    RawPeer peer = new RawPeer(vertx, deploy(OPTIONS, 1), "/ws", true);

    assertThat(peer.text("[1,\"orders\",0,{\"v\":1,\"ttl\":0}]").receive())
        .isEqualTo("[1,\"ERR_TIMEOUT\",null,{\"v\":1,\"f\":1,\"ran\":false}]");
    assertThat(calls).hasValue(0);
  }

  @Test
  void a_key_from_the_wire_reaches_configured_services_only() {
    AtomicInteger calls = new AtomicInteger();
    vertx.eventBus().consumer("grenache.service.secret", call -> calls.incrementAndGet());
    RawPeer peer = peer(OPTIONS);

    assertThat(peer.text("[1,\"secret\",0]").receive())
        .isEqualTo("[1,\"ERR_UNKNOWN_SERVICE\",null]");
    assertThat(peer.text("[1,\"\",0]").receive()).isEqualTo("[1,\"ERR_UNKNOWN_SERVICE\",null]");
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | 1007",
        "{} | 1008",
        "\"text\" | 1008",
        "[] | 1008",
        "`` | 1007",
      })
  void a_message_without_a_rid_closes_its_socket_and_no_other(String message, int closeCode) {
    handle(call -> call.reply(1));
    int port = deploy(OPTIONS, 1);
    RawPeer bystander = new RawPeer(vertx, port);

    assertThat(new RawPeer(vertx, port).text(message).closeCode()).isEqualTo(closeCode);
    assertThat(bystander.text("[1,\"orders\",0]").receive()).isEqualTo("[1,null,1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1",
        "[1]",
        "[1,5,0]",
        "[1,null,0]",
        "[1,\"orders\",{bad}]",
        "[1,\"orders\",NaN]",
        "[1,\"orders\",0] x"
      })
  void a_malformed_message_with_a_rid_gets_an_error_and_its_socket_lives(String message) {
    handle(call -> call.reply(1));
    RawPeer peer = peer(OPTIONS);

    assertThat(peer.text(message).receive()).isEqualTo("[1,\"ERR_BAD_REQUEST\",null]");
    assertThat(peer.text("[2,\"orders\",0]").receive()).isEqualTo("[2,null,1]");
  }

  @Test
  void too_deep_a_payload_gets_an_error() {
    RawPeer peer = peer(OPTIONS);

    assertThat(peer.text("[1,\"orders\"," + "[".repeat(100_000) + "]").receive())
        .isEqualTo("[1,\"ERR_BAD_REQUEST\",null]");
  }

  @Test
  void text_that_is_not_utf8_closes_the_socket() {
    assertThat(
            peer(OPTIONS)
                .binary(new byte[] {'[', '"', (byte) 0xC0, (byte) 0x80, '"', ']'})
                .closeCode())
        .isEqualTo(1007);
  }

  @Test
  void a_message_in_fragments_past_the_limit_closes_the_socket_with_1009() {
    RawPeer peer =
        peer(
            ServerOptions.fromJson(
                OPTIONS.toJson().put("maxFrameBytes", 512).put("maxMessageBytes", 1024)));

    peer.frame(WebSocketFrame.textFrame("x".repeat(500), false));
    peer.frame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(500)), false));
    peer.frame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(500)), false));
    assertThat(peer.closeCode()).isEqualTo(1009);
  }

  @Test
  void a_frame_past_the_limit_closes_its_socket_and_no_other() {
    handle(call -> call.reply(1));
    int port =
        deploy(
            ServerOptions.fromJson(
                OPTIONS.toJson().put("maxFrameBytes", 512).put("maxMessageBytes", 1024)),
            1);
    RawPeer bystander = new RawPeer(vertx, port);
    RawPeer peer = new RawPeer(vertx, port);

    peer.frame(WebSocketFrame.textFrame("x".repeat(600), true)).closeCode();
    assertThat(bystander.text("[1,\"orders\",0]").receive()).isEqualTo("[1,null,1]");
  }

  @Test
  void a_result_past_the_limit_is_an_error_and_one_past_the_frame_limit_is_sent_in_fragments() {
    handle(call -> call.reply("x".repeat(call.body().payload().as(Integer.class))));
    RawPeer peer =
        peer(
            ServerOptions.fromJson(
                OPTIONS.toJson().put("maxFrameBytes", 512).put("maxMessageBytes", 2048)));

    assertThat(peer.text("[1,\"orders\",2000]").receive())
        .isEqualTo("[1,null,\"" + "x".repeat(2000) + "\"]");
    assertThat(peer.text("[2,\"orders\",2048]").receive())
        .isEqualTo("[2,\"ERR_PAYLOAD_TOO_LARGE\",null]");
  }

  @Test
  void at_the_in_flight_limit_the_socket_is_not_read_until_a_fifth_is_done() {
    List<Message<Call>> waiting = Collections.synchronizedList(new ArrayList<>());
    handle(waiting::add);
    RawPeer peer = peer(ServerOptions.fromJson(OPTIONS.toJson().put("maxInFlight", 10)));
    for (int i = 0; i < 30; i++) {
      peer.text("[" + i + ",\"orders\"," + i + "]");
    }

    await().until(() -> waiting.size() == 10);
    waiting.get(0).reply("a");
    assertThat(peer.receive()).isEqualTo("[0,null,\"a\"]");
    assertThat(waiting).hasSize(10);
    waiting.get(1).reply("b");
    await().until(() -> waiting.size() == 12);
    for (int answered = 2; answered < 30; answered++) {
      int next = answered;
      await().until(() -> waiting.size() > next);
      waiting.get(answered).reply("c");
    }
    for (int i = 1; i < 30; i++) {
      assertThat(peer.receive()).startsWith("[" + i + ",null,");
    }
  }

  @Test
  void a_caller_that_does_not_read_is_not_read_either_and_loses_nothing() {
    AtomicInteger calls = new AtomicInteger();
    String big = "x".repeat(100_000);
    handle(
        call -> {
          calls.incrementAndGet();
          call.reply(big);
        });
    RawPeer peer =
        peer(
            ServerOptions.fromJson(
                OPTIONS.toJson().put("maxWriteQueueBytes", 65_536).put("maxInFlight", 10)));
    peer.pause();
    int count = 500;
    for (int i = 0; i < count; i++) {
      peer.text("[" + i + ",\"orders\",0]");
    }

    // 50 MB of replies do not fit into the socket's buffers: the server stops reading long before
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(10))
        .until(() -> calls.get() < count);
    peer.resume();
    for (int i = 0; i < count; i++) {
      assertThat(peer.receive()).startsWith("[" + i + ",null,\"xxx");
    }
  }

  @Test
  void two_servers_of_two_instances_on_port_0_listen_on_two_ports_and_use_every_instance() {
    int first = deploy(OPTIONS, 2);
    int second = deploy(OPTIONS, 2);

    assertThat(first).isPositive().isNotEqualTo(second);
    handle(call -> call.reply(call.body().caller().address()));
    assertThat(new RawPeer(vertx, first).text("[1,\"orders\",0]").receive())
        .startsWith("[1,null,\"127.0.0.1:");
    assertThat(new RawPeer(vertx, second).text("[1,\"orders\",0]").receive())
        .startsWith("[1,null,\"127.0.0.1:");
  }

  @Test
  void a_port_in_use_fails_the_deployment() {
    int taken = deploy(OPTIONS, 1);
    Vertx other = Vertx.vertx();
    try {
      assertThatThrownBy(
              () -> result(other.deployVerticle(new ServerVerticle(OPTIONS.withPort(taken)))))
          .isInstanceOf(java.net.BindException.class);
    } finally {
      result(other.close());
    }
  }

  @Test
  void wrong_options_fail_the_deployment_and_name_the_field() {
    JsonObject config = new JsonObject().put("prot", 7000);

    assertThatThrownBy(
            () ->
                result(
                    vertx.deployVerticle(
                        ServerVerticle.class, new DeploymentOptions().setConfig(config))))
        .hasMessageContaining("ServerOptions[unknown option prot");
  }

  @Test
  void
      each_service_is_announced_with_the_real_port_and_again_when_a_link_appears_and_withdrawn_at_the_end() {
    List<Announce> announced = Collections.synchronizedList(new ArrayList<>());
    List<Withdraw> withdrawn = Collections.synchronizedList(new ArrayList<>());
    io.grenache.vertx.message.Codecs.register(vertx);
    vertx
        .eventBus()
        .<Announce>localConsumer(Addresses.DEFAULT.announce(), m -> record(announced, m));
    vertx
        .eventBus()
        .<Withdraw>localConsumer(Addresses.DEFAULT.withdraw(), m -> record(withdrawn, m));

    int port = deploy(OPTIONS.withServices("orders", "prices"), 1);
    await().until(() -> announced.size() == 2);
    vertx
        .eventBus()
        .publish(Addresses.DEFAULT.events(), Event.of(Event.LINK_READY, null, null, null));
    await().until(() -> announced.size() == 4);
    result(vertx.undeploy(deployment));

    assertThat(announced)
        .startsWith(
            new Announce("orders", port, deployment), new Announce("prices", port, deployment));
    assertThat(withdrawn)
        .containsExactlyInAnyOrder(
            new Withdraw("orders", port, deployment), new Withdraw("prices", port, deployment));
  }

  private static <T> void record(List<T> list, Message<T> message) {
    list.add(message.body());
    message.reply(null);
  }

  @Test
  void undeploying_finishes_what_runs_refuses_what_is_new_and_closes_with_1001() {
    List<Message<Call>> waiting = Collections.synchronizedList(new ArrayList<>());
    handle(waiting::add);
    RawPeer peer = new RawPeer(vertx, deploy(OPTIONS, 1), "/ws", true);
    peer.text("[1,\"orders\",0]");
    await().until(() -> waiting.size() == 1);

    var undeployed = vertx.undeploy(deployment);
    await()
        .until(
            () ->
                peer.text("[2,\"orders\",0]")
                    .receive()
                    .equals("[2,\"ERR_DRAINING\",null,{\"v\":1,\"f\":6,\"ran\":false}]"));
    assertThat(undeployed.isComplete()).isFalse();
    waiting.get(0).reply("done");
    String last = peer.receive();
    while (!last.equals("[1,null,\"done\"]")) {
      last = peer.receive();
    }
    assertThat(peer.closeCode()).isEqualTo(1001);
    result(undeployed);
  }

  @Test
  void undeploying_waits_no_longer_than_the_drain_time() {
    handle(call -> {});
    RawPeer peer = peer(ServerOptions.fromJson(OPTIONS.toJson().put("drainMs", 50)));
    peer.text("[1,\"orders\",0]");

    result(vertx.undeploy(deployment));
    assertThat(peer.closeCode()).isEqualTo(1001);
  }

  @Test
  void what_is_no_websocket_is_told_so() throws Exception {
    var http = java.net.http.HttpClient.newHttpClient();
    var uri = java.net.URI.create("http://127.0.0.1:" + deploy(OPTIONS, 1) + "/ws");

    var answer =
        http.send(
            java.net.http.HttpRequest.newBuilder(uri).build(),
            java.net.http.HttpResponse.BodyHandlers.discarding());

    assertThat(answer.statusCode()).isEqualTo(426);
  }

  @Test
  void past_the_connection_limit_a_caller_is_refused() {
    int port = deploy(ServerOptions.fromJson(OPTIONS.toJson().put("maxConnections", 1)), 1);
    RawPeer first = new RawPeer(vertx, port);

    assertThatThrownBy(() -> new RawPeer(vertx, port))
        .isInstanceOf(WebSocketHandshakeException.class);
    first.close();
    await()
        // the server may not know yet that the first one has left
        .ignoreException(WebSocketHandshakeException.class)
        .untilAsserted(() -> assertThat(new RawPeer(vertx, port).headers()).isNotNull());
  }
}
