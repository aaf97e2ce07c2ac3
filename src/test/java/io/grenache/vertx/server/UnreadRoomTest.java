package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that call and do not read: what waits for them has one room, and so have their calls. */
@Timeout(30)
class UnreadRoomTest {
  private static final int MIB = 1 << 20;
  private static final int CALLS = 15;

  private final Queue<Message<Call>> waiting = new ConcurrentLinkedQueue<>();
  private ServerInNetwork server;

  @AfterEach
  void close() {
    server.close();
  }

  private void serve(JsonObject options) {
    server = new ServerInNetwork(options).handling(waiting::add);
  }

  private RawSocket caller(int calls) throws IOException {
    RawSocket caller = server.socket();
    int before = waiting.size();
    for (int i = 0; i < calls; i++) {
      caller.send(RawSocket.text("[1,\"s\",0]"));
    }
    await().until(() -> waiting.size() == before + calls);
    return caller;
  }

  private void answer(int bytes) {
    String answer = "x".repeat(bytes);
    for (Message<Call> call = waiting.poll(); call != null; call = waiting.poll()) {
      call.reply(answer);
    }
    server.untilCount("inFlight", 0);
  }

  private static void readsAll(RawSocket caller, int bytes) throws IOException {
    for (int i = 0; i < CALLS; i++) {
      assertThat(caller.receive()).hasSize("[1,null,\"\"]".length() + bytes);
    }
  }

  @Test
  void past_the_room_of_all_who_has_much_waiting_is_closed_when_sent_more() throws IOException {
    serve(new JsonObject().put("maxWriteQueueBytes", 64 * 1024).put("maxUnreadBytes", 20 * MIB));
    for (int round = 1; round <= 2; round++) {
      try (RawSocket first = caller(CALLS)) {
        answer(MIB);
        assertThat(server.count("unreadClosed")).isEqualTo(round - 1L);
        try (RawSocket second = caller(CALLS);
            RawSocket small = caller(CALLS)) {
          answer(1000);
          readsAll(small, 1000);
          readsAll(second, 1000);
        }
        try (RawSocket second = caller(CALLS)) {
          answer(MIB);
          server.untilCount("unreadClosed", round);
          second.readToEnd();
        }
        // the room of the one is free again, and the other has what it had
        readsAll(first, MIB);
      }
      server.untilEmpty();
    }
  }

  @Test
  void a_socket_whose_calls_have_much_in_flight_is_not_read_until_there_is_room()
      throws IOException {
    serve(
        new JsonObject()
            .put("maxFrameBytes", 100_000)
            .put("maxMessageBytes", 100_000)
            .put("maxInFlightBytes", 200_000));
    byte[] call = RawSocket.text("[1,\"s\",\"" + "x".repeat(49_000) + "\"]");
    try (RawSocket caller = server.socket()) {
      for (int i = 0; i < 6; i++) {
        caller.send(call);
      }
      await().until(() -> waiting.size() == 5);
      server.untilCount("pauses", 1);
      assertThat(server.count("inFlight")).isEqualTo(5);
      // 196,000 and then 147,000 are left
      waiting.remove().reply(0);
      assertThat(caller.receive()).isEqualTo("[1,null,0]");
      assertThat(server.count("inFlight")).isEqualTo(4);
      waiting.remove().reply(0);
      assertThat(caller.receive()).isEqualTo("[1,null,0]");
      await().until(() -> waiting.size() == 4);
      answer(1);
    }
    server.untilEmpty();
  }
}
