package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.pubsub.PubOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our publisher announces itself to one Node grape; Node subscribers find it through the other. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeSubscriberToOurPublisherIT {
  private static final String CHANNEL = "pub:from-us";
  private static final String OTHER = "pub:from-us-too";
  private static final JsonObject NONE = new JsonObject();

  private static OurPeer ours;
  private static NodePeer one;
  private static NodePeer two;
  private static NodePeer other;

  @BeforeAll
  static void start(Peers peers) {
    ours = new OurPeer(peers.grapes().get(0));
    ours.publish(PubOptions.DEFAULTS.withChannels(CHANNEL, OTHER));
    String grape = peers.grapes().get(1);
    one = peers.subscriber(grape, CHANNEL);
    two = peers.subscriber(grape, CHANNEL);
    other = peers.subscriber(grape, OTHER);
  }

  @AfterAll
  static void stop() {
    for (NodePeer peer : new NodePeer[] {other, two, one}) {
      if (peer != null) {
        peer.close();
      }
    }
    if (ours != null) {
      ours.close();
    }
  }

  private static int publish(String channel, Object body) {
    return (Integer) OurPeer.get(ours.bus().request(Addresses.DEFAULT.pub(channel), body)).body();
  }

  private static JsonArray messages(NodePeer peer, int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> peer.ask("count", NONE).equals(count));
    return (JsonArray) peer.ask("messages", NONE);
  }

  private static JsonObject text(String text) {
    return new JsonObject().put("text", text);
  }

  private static JsonObject bytes(byte[] bytes) {
    return new JsonObject().put("base64", Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void textsAndBytesArriveAsWhatTheyAreAtAllSubscribersOfTheChannelAlone() {
    String text = "gr\u00f6\u00dfer, \u65e5\u672c\u8a9e, \ud83d\ude00";
    byte[] bytes = {0, 1, (byte) 0xFE, (byte) 0xFF};

    assertThat(publish(CHANNEL, text)).isEqualTo(2);
    assertThat(publish(CHANNEL, Buffer.buffer(bytes))).isEqualTo(2);
    assertThat(publish(CHANNEL, new JsonObject().put("a", 1))).isEqualTo(2);
    assertThat(publish(OTHER, "for the other")).isEqualTo(1);

    JsonArray expected = new JsonArray().add(text(text)).add(bytes(bytes)).add(text("{\"a\":1}"));
    assertThat(messages(one, 3)).isEqualTo(expected);
    assertThat(messages(two, 3)).isEqualTo(expected);
    assertThat(messages(other, 1)).isEqualTo(new JsonArray().add(text("for the other")));
  }

  @Test
  void largeMessagesArriveWhole() {
    String large = "0123456789abcd\u00e9".repeat(65_536);

    publish(CHANNEL, large);
    publish(CHANNEL, Buffer.buffer(large));

    assertThat(messages(one, 2)).contains(text(large), bytes(Buffer.buffer(large).getBytes()));
    messages(two, 2);
  }

  @Test
  void thousandsArriveInOrder() {
    int count = 5000;
    for (int n = 0; n < count; n++) {
      assertThat(publish(CHANNEL, "n" + n)).isEqualTo(2);
    }

    JsonArray expected =
        new JsonArray(IntStream.range(0, count).mapToObj(n -> text("n" + n)).toList());
    assertThat(messages(one, count)).isEqualTo(expected);
    assertThat(messages(two, count)).isEqualTo(expected);
    assertThat(one.ask("disconnected", NONE)).isEqualTo(0);
  }
}
