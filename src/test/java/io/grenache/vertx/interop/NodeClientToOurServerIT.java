package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server announces itself to one Node grape; a Node client finds it through the other. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeClientToOurServerIT {
  private static final String SERVICE = "to-us";

  private static final Answers ANSWERS = new Answers();
  private static OurPeer ours;
  private static int port;
  private static NodePeer client;

  @BeforeAll
  static void start(Peers peers) {
    ours = new OurPeer(peers.grapes().get(0));
    ours.handle(SERVICE, ANSWERS);
    JsonArray services = new JsonArray().add(SERVICE).add("to-us:unhandled");
    port =
        ours.serve(
            ServerOptions.fromJson(
                new JsonObject().put("services", services).put("handlerTimeoutMs", 500)));
    client = peers.client(peers.grapes().get(1));
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (ours != null) {
      ours.close();
    }
  }

  private static Object ask(String service, Object payload) {
    return client.ask("request", new JsonObject().put("service", service).put("payload", payload));
  }

  private static JsonObject success(Object result) {
    return new JsonObject().putNull("error").put("result", result);
  }

  private static JsonObject failure(String error) {
    return new JsonObject().put("error", error).putNull("result");
  }

  @Test
  void helloGetsWorld() {
    assertThat(ask(SERVICE, "hello")).isEqualTo(success("world"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-12.5e-3",
        "9007199254740991",
        "\"\"",
        "\"größer, 日本語, \uD83D\uDE00, \\u0000 \\\" \\\\ \\n\"",
        "[]",
        "[1, [null, {}], \"two\"]",
        "{}",
        "{\"a\": {\"b\": [{\"c\": null}]}, \"\": \"\", \"ключ\": 1.5}"
      })
  void anyJsonValueComesBackAsItWas(String json) {
    Object payload = Json.decodeValue(json);
    assertThat(ask(SERVICE, payload)).isEqualTo(success(payload));
  }

  @Test
  void aMebibyteComesBack() {
    String payload = "0123456789abcdé".repeat(65_536);
    assertThat(ask(SERVICE, payload)).isEqualTo(success(payload));
  }

  @Test
  void aHandlersErrorArrivesWithItsText() {
    JsonObject payload = new JsonObject().put("behave", "fail").put("text", "went wrong");
    assertThat(ask(SERVICE, payload)).isEqualTo(failure("went wrong"));
  }

  @Test
  void aSilentHandlerIsATimeout() {
    assertThat(ask(SERVICE, new JsonObject().put("behave", "silent")))
        .isEqualTo(failure("ERR_TIMEOUT"));
  }

  @Test
  void aServiceWithoutHandlerIsAnError() {
    assertThat(ask("to-us:unhandled", "hello")).isEqualTo(failure("ERR_NO_HANDLER"));
  }

  @Test
  void aServiceThatIsAnnouncedButNotServedIsAnError(Peers peers) {
    try (NodePeer link = peers.link(peers.grapes().get(0))) {
      link.ask("announce", new JsonObject().put("service", "to-us:unknown").put("port", port));
    }
    assertThat(ask("to-us:unknown", "hello")).isEqualTo(failure("ERR_UNKNOWN_SERVICE"));
  }

  @Test
  void ofTenThousandRequestsEachGetsItsOwnAnswerOnce() {
    int count = 10_000;
    int before = ANSWERS.calls();
    JsonObject load =
        new JsonObject().put("service", SERVICE).put("count", count).put("inFlight", 1000);
    JsonObject summary = (JsonObject) client.ask("load", load, Duration.ofSeconds(40));
    assertThat(summary.getJsonObject("faults")).isEmpty();
    assertThat(summary.getInteger("answered")).isEqualTo(count);
    assertThat(summary.getInteger("replies")).isEqualTo(count);
    assertThat(ANSWERS.calls() - before).isEqualTo(count);
    assertThat(ANSWERS.questions()).isEqualTo(count);
  }
}
