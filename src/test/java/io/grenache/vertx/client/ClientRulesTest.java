package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientRulesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private static String outcome(Future<Message<Reply>> reply) {
    return result(
        reply
            .map(r -> r.body().result().text())
            .otherwise(e -> Failure.of(e) + ": " + e.getMessage()));
  }

  private Future<Message<Reply>> request(int ms) {
    Request request = Request.of("s", 1).withTimeout(Duration.ofMillis(ms));
    return vertx.eventBus().request("grenache.rpc.request", request, request.delivery());
  }

  // an undeploy while a connect is under way
  @Test
  void undeploying_while_a_socket_is_being_opened_ends_within_the_drain_time() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      new StaticLink(vertx).route("s", silent.getLocalPort());
      String id =
          result(
              vertx.deployVerticle(
                  new ClientVerticle(
                      ClientOptions.fromJson(
                          new JsonObject().put("drainMs", 200).put("connectTimeoutMs", 9000)))));
      Future<Message<Reply>> waiting = request(20_000);
      silent.setSoTimeout(10_000);
      try (Socket dialled = silent.accept()) {
        long begun = System.nanoTime();
        result(vertx.undeploy(id));
        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(3000);
        assertThat(outcome(waiting)).startsWith("ERR_TRANSPORT_CLOSE");
        assertThat(dialled.isConnected()).isTrue();
      }
    }
  }

  // the connect whose request is refused by the 2nd, 3rd, ... attempt
  @Test
  void a_destination_that_refused_is_not_asked_again_by_every_request() throws Exception {
    int refused;
    try (ServerSocket socket = new ServerSocket(0)) {
      refused = socket.getLocalPort();
    }
    ScriptedServer echo = ScriptedServer.echo(vertx);
    new StaticLink(vertx).route("s", echo.port(), refused);
    result(vertx.deployVerticle(new ClientVerticle()));
    for (int i = 0; i < 50; i++) {
      assertThat(outcome(request(2000))).isEqualTo("1");
    }
  }

  @Test
  void an_empty_answer_to_a_lookup_is_not_kept_and_is_named() {
    Codecs.register(vertx);
    AtomicInteger lookups = new AtomicInteger();
    vertx
        .eventBus()
        .<Lookup>consumer(
            "grenache.link.lookup",
            m -> {
              lookups.incrementAndGet();
              m.reply(new Destinations("s", List.of(), Duration.ofSeconds(10)));
            });
    result(vertx.deployVerticle(new ClientVerticle()));
    assertThat(outcome(request(1000))).startsWith("ERR_GRAPE_LOOKUP_EMPTY");
    outcome(request(1000));
    assertThat(lookups).hasValue(2);
  }

  // a json body that cannot be what it should be
  @Test
  void every_wrong_json_body_is_answered() {
    new StaticLink(vertx);
    result(vertx.deployVerticle(new ClientVerticle()));
    for (JsonObject body :
        List.of(
            new JsonObject(),
            new JsonObject().put("service", 1),
            new JsonObject().put("service", "s").put("timeoutMs", 0),
            new JsonObject().put("service", "s").put("timeoutMs", "1"),
            new JsonObject().put("service", "s").put("timeoutMs", 1e300),
            new JsonObject().put("service", "s").put("headers", 1),
            new JsonObject().put("service", "s").put("headers", new JsonObject().put("a", 1)),
            new JsonObject().put("service", "s").put("payload", Double.NaN),
            new JsonObject().put("service", "s").put("attempts", -1))) {
      Future<Message<Object>> answer =
          vertx
              .eventBus()
              .request(
                  "grenache.rpc.request",
                  body.containsKey("payload") ? body : body.copy(),
                  new DeliveryOptions().setSendTimeout(1000));
      Failure failure = result(answer.map((Failure) null).otherwise(Failure::of));
      assertThat(failure)
          .as(body.toString())
          .isIn(Failure.ERR_BAD_REQUEST, Failure.ERR_BAD_PAYLOAD);
    }
  }

  @Test
  void a_client_that_would_not_have_an_event_loop_is_refused() {
    DeploymentOptions worker = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);

    assertThatThrownBy(() -> result(vertx.deployVerticle(new ClientVerticle(), worker)))
        .hasMessageContaining("ThreadingModel.EVENT_LOOP");
  }

  @Test
  void options_made_in_code_are_checked_as_those_of_json_are() {
    JsonObject json = ClientOptions.DEFAULTS.toJson();

    assertThatThrownBy(() -> ClientOptions.DEFAULTS.withAttempts(0))
        .hasMessage("ClientOptions[attempts must be from 1 to 100, was 0]");
    assertThatThrownBy(() -> ClientOptions.fromJson(json.copy().put("drainMs", -1)))
        .hasMessage("ClientOptions[drainMs must be from 0 to 86400000, was -1]");
    assertThatThrownBy(() -> ClientOptions.fromJson(json.copy().put("backoffMs", 5000)))
        .hasMessage("ClientOptions[backoffMs 5000 must not be above maxBackoffMs 2000]");
  }
}
