package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Node server announces itself to one Node grape; our client finds it through the other. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OurClientToNodeServerIT {
  private static final String SERVICE = "to-them";

  private static NodePeer server;
  private static OurPeer ours;

  @BeforeAll
  static void start(Peers peers) {
    server = peers.server(peers.grapes().get(0), SERVICE);
    ours = new OurPeer(peers.grapes().get(1));
    ours.becomeClient();
  }

  @AfterAll
  static void stop() {
    if (ours != null) {
      ours.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Reply request(Object payload) {
    return ours.request(Request.of(SERVICE, payload).withTimeout(Duration.ofSeconds(10)));
  }

  private static JsonObject behave(String how) {
    return new JsonObject().put("behave", how);
  }

  private static void assertFails(ThrowingCallable call, Failure failure, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(Failure.of(e)).isEqualTo(failure);
              assertThat(e.failureCode()).isEqualTo(failure.code());
              assertThat(e).hasMessageContaining(text);
            });
  }

  private static int seen(NodePeer by) {
    return (Integer) by.ask("seen", new JsonObject());
  }

  @Test
  void helloGetsWorldFromTheServerThatWasFound() {
    Reply reply = request("hello");
    assertThat(reply.result().json()).isEqualTo("world");
    assertThat(reply.destination())
        .isEqualTo(new Destination("127.0.0.1", server.ready().getInteger("port")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "false",
        "0",
        "-0.0125",
        "9007199254740991",
        "\"\"",
        "\"größer, 日本語, \uD83D\uDE00, \\u0000 \\\" \\\\ \\n\"",
        "[]",
        "[1, [null, {}], \"two\"]",
        "{}",
        "{\"a\": {\"b\": [{\"c\": null}]}, \"\": \"\", \"ключ\": 1.5}"
      })
  void anyJsonValueComesBackAsItWas(String json) {
    Payload payload = Payload.ofJson(json);
    assertThat(request(payload).result().json()).isEqualTo(payload.json());
  }

  @Test
  void aMebibyteComesBack() {
    String payload = "0123456789abcdé".repeat(65_536);
    assertThat(request(payload).result()).isEqualTo(Payload.of(payload));
  }

  @ParameterizedTest
  @ValueSource(strings = {"went wrong", "ERR_TIMEOUT", "größer"})
  void anErrorOfTheirsIsTheApplicationsWhateverItsText(String text) {
    assertFails(() -> request(behave("fail").put("text", text)), Failure.ERR_APPLICATION, text);
  }

  @Test
  void anAnswerThatNeverComesIsATimeoutOnTime() {
    long begun = System.nanoTime();
    Request silent = Request.of(SERVICE, behave("silent")).withTimeout(Duration.ofMillis(300));
    assertFails(() -> ours.request(silent), Failure.ERR_TIMEOUT, "");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
  }

  @Test
  void aServiceThatNobodyAnnouncesIsNotFound() {
    Request lost = Request.of("to-nobody", "hello").withTimeout(Duration.ofSeconds(10));
    assertFails(() -> ours.request(lost), Failure.ERR_GRAPE_LOOKUP_EMPTY, "");
  }

  @Test
  void whenTheServerIsKilledItsRequestsFailAtOnce(Peers peers) {
    try (NodePeer doomed = peers.server(peers.grapes().get(0), "to-the-doomed")) {
      Future<Reply> waiting = ours.send(Request.of("to-the-doomed", behave("silent")));
      await().atMost(Duration.ofSeconds(10)).until(() -> seen(doomed) == 1);
      doomed.kill();
      assertFails(() -> OurPeer.get(waiting), Failure.ERR_TRANSPORT_CLOSE, "");
    }
  }

  @Test
  void ofThousandsInFlightEachGetsItsOwnAnswerOnce() {
    int count = 5000;
    int before = seen(server);
    List<Future<Reply>> replies = new ArrayList<>(count);
    for (int n = 0; n < count; n++) {
      replies.add(ours.send(Request.of(SERVICE, behave("answer").put("n", n))));
    }
    OurPeer.get(Future.join(replies));
    for (int n = 0; n < count; n++) {
      assertThat(replies.get(n).result().result().text()).isEqualTo("{\"answerTo\":" + n + "}");
    }
    assertThat(seen(server) - before).isEqualTo(count);
  }
}
