package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.pubsub.SubOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Node publishers announce themselves to one Node grape; our subscriber finds them by the other.
 */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodePublisherToOurSubIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Object> received = new CopyOnWriteArrayList<>();
  private String channel;
  private OurPeer ours;

  @BeforeEach
  void subscribe(Peers peers, TestInfo test) {
    channel = "ticks:" + test.getTestMethod().orElseThrow().getName();
    ours = new OurPeer(peers.grapes().get(1));
    ours.bus()
        .localConsumer(Addresses.DEFAULT.sub(channel), message -> received.add(message.body()));
  }

  @AfterEach
  void stop() {
    ours.close();
  }

  private static void untilHeard(NodePeer publisher) {
    await().atMost(PATIENCE).until(() -> publisher.ask("subscribers", new JsonObject()).equals(1));
  }

  private static void pub(NodePeer publisher, String text) {
    publisher.ask("pub", new JsonObject().put("text", text));
  }

  @Test
  void textsAndBytesComeAsTheyWereSentInTheirOrder(Peers peers) {
    byte[] large = new byte[200_000];
    large[199_999] = -1;
    try (NodePeer publisher = peers.publisher(peers.grapes().get(0), channel)) {
      ours.subscribe(SubOptions.DEFAULTS.withChannels(channel));
      untilHeard(publisher);

      pub(publisher, "größer, 日本語, \uD83D\uDE00 \u0000");
      publisher.ask(
          "pubBytes", new JsonObject().put("base64", Base64.getEncoder().encodeToString(large)));
      pub(publisher, "x".repeat(100_000));
      publisher.ask("pubMany", new JsonObject().put("count", 5000).put("prefix", "n"));

      await().atMost(PATIENCE).until(() -> received.size() == 5003);
      assertThat(received.subList(0, 3))
          .containsExactly(
              "größer, 日本語, \uD83D\uDE00 \u0000", Buffer.buffer(large), "x".repeat(100_000));
      assertThat(received.subList(3, 5003))
          .containsExactlyElementsOf(IntStream.range(0, 5000).mapToObj(n -> "n" + n).toList());
    }
  }

  @Test
  void aPublisherThatComesLaterIsFoundAndHeardBesideTheFirst(Peers peers) {
    try (NodePeer first = peers.publisher(peers.grapes().get(0), channel)) {
      ours.subscribe(SubOptions.DEFAULTS.withChannels(channel));
      untilHeard(first);
      try (NodePeer second = peers.publisher(peers.grapes().get(1), channel)) {
        untilHeard(second);
        pub(first, "from the first");
        pub(second, "from the second");
        await()
            .atMost(PATIENCE)
            .until(() -> received.containsAll(List.of("from the first", "from the second")));
      }
      pub(first, "still there");
      await().atMost(PATIENCE).until(() -> received.contains("still there"));
    }
  }

  @Test
  void aPublisherThatIsKilledAndStartedAgainIsHeardAgain(Peers peers) {
    String grape = peers.grapes().get(0);
    int port;
    try (NodePeer doomed = peers.publisher(grape, channel)) {
      port = doomed.ready().getInteger("port");
      ours.subscribe(SubOptions.DEFAULTS.withChannels(channel));
      untilHeard(doomed);
      doomed.kill();
    }
    String destination = "127.0.0.1:" + port;
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ours.events().stream()
                    .anyMatch(
                        event ->
                            event.type().equals(Event.DISCONNECTED)
                                && destination.equals(event.destination())));
    try (NodePeer again = peers.publisher(grape, channel, port)) {
      untilHeard(again);
      pub(again, "back");
      await().atMost(PATIENCE).until(() -> received.equals(List.of("back")));
    }
  }

  @Test
  void whileItIsSilentAPublisherAnswersOurPings(Peers peers) {
    try (NodePeer publisher = peers.publisher(peers.grapes().get(0), channel)) {
      JsonObject often = new JsonObject().put("pingIntervalMs", 20).put("pingTimeoutMs", 1000);
      ours.subscribe(SubOptions.fromJson(often).withChannels(channel));
      untilHeard(publisher);
      await()
          .during(Duration.ofMillis(1500))
          .atMost(PATIENCE)
          .until(
              () ->
                  ours.events().stream()
                      .noneMatch(event -> event.type().equals(Event.DISCONNECTED)));
    }
  }
}
