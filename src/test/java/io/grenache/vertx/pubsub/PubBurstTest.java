package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Addresses;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With one event loop, which reads nothing while it publishes. */
@Timeout(30)
class PubBurstTest extends PubFixture {
  PubBurstTest() {
    super(new VertxOptions().setEventLoopPoolSize(1));
  }

  @Test
  void many_messages_at_once_are_not_taken_for_a_subscriber_that_is_slow() {
    int port = deploy(with(OPTIONS, "maxQueueMessages", 5, "maxWriteQueueBytes", 8192));
    PubPeer peer = new PubPeer(vertx, port);
    untilSubscribers(1);
    String text = "x".repeat(1000);
    vertx.runOnContext(
        nothing -> {
          for (int n = 0; n < 200; n++) {
            vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), n + text);
          }
        });

    for (int n = 0; n < 200; n++) {
      assertThat(peer.next()).isEqualTo(n + text);
    }
    assertThat(total("dropped")).isZero();
  }
}
