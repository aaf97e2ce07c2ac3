package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that ask and do not read what they are answered. */
@Timeout(30)
class UnreadTest {
  private static final int MIB = 1024 * 1024;
  private static final String BIG = "x".repeat(MIB);

  private final List<Message<Call>> waiting = new CopyOnWriteArrayList<>();
  private ServerInNetwork server;

  @AfterEach
  void close() {
    server.close();
  }

  private void serve(JsonObject changes) {
    server =
        new ServerInNetwork(
                changes
                    .put("maxWriteQueueBytes", MIB)
                    .put("maxMessageBytes", 2 * MIB)
                    .put("maxFrameBytes", 2 * MIB))
            .handling(
                call -> {
                  if (call.body().payload().text().equals("\"wait\"")) {
                    waiting.add(call);
                  } else if (call.body().payload().text().equals("\"small\"")) {
                    call.reply("yes");
                  } else {
                    call.reply(BIG);
                  }
                });
  }

  private static RawSocket asking(RawSocket socket, int count, String payload) throws IOException {
    for (int i = 0; i < count; i++) {
      socket.send(RawSocket.text("[" + i + ",\"s\"," + payload + "]"));
    }
    return socket;
  }

  @Test
  void one_that_does_not_read_for_too_long_is_closed_and_others_are_served() throws IOException {
    serve(new JsonObject().put("unreadTimeoutMs", 300));
    try (RawSocket silent = asking(server.socket(), 20, "0");
        RawSocket reading = asking(server.socket(), 20, "\"small\"")) {
      for (int i = 0; i < 20; i++) {
        assertThat(reading.receive()).endsWith("\"yes\"]");
      }
      server.untilCount("unreadClosed", 1);
      server.untilCount("connections", 1);
      assertThat(silent.socket.isClosed()).as("from this side").isFalse();
      assertThat(asking(reading, 1, "\"small\"").receive()).endsWith("\"yes\"]");
    }
    server.untilEmpty();
    assertThat(server.count("pauses")).isPositive();
    assertThat(server.count("unreadClosed")).isEqualTo(1);
  }

  @Test
  void one_that_is_late_is_not_closed() throws Exception {
    serve(new JsonObject().put("unreadTimeoutMs", 3000));
    try (RawSocket late = asking(server.socket(), 20, "0")) {
      await().until(() -> server.count("pauses") > 0);
      Thread.sleep(200);
      for (int i = 0; i < 20; i++) {
        assertThat(late.receive()).endsWith("xx\"]");
      }
    }
    assertThat(server.count("unreadClosed")).isZero();
  }

  @Test
  void one_that_has_too_much_to_read_is_closed_at_once_and_its_memory_is_free() throws IOException {
    serve(new JsonObject().put("maxUnreadBytes", 8 * MIB));
    List<RawSocket> silent = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      silent.add(asking(server.socket(), 30, "\"wait\""));
      await().until(() -> waiting.size() == 30);
      waiting.forEach(call -> call.reply(BIG));
      waiting.clear();
      server.untilCount("unreadClosed", round);
      server.untilEmpty();
    }
    long pooled = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    assertThat(pooled).as("bytes in Netty's pools").isLessThan(100L * MIB);
    for (RawSocket socket : silent) {
      socket.close();
    }
  }
}
