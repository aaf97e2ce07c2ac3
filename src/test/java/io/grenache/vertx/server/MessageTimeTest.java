package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are begun and not ended, however alive their sender is. */
@Timeout(30)
class MessageTimeTest {
  private static final int TIME_MS = 400;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final byte[] PING = RawSocket.frame(9, new byte[] {'p'});

  private ServerInNetwork server;

  @AfterEach
  void close() {
    server.close();
  }

  private void serve(Handler<Message<Call>> handler) {
    server =
        new ServerInNetwork(new JsonObject().put("messageTimeoutMs", TIME_MS).put("maxInFlight", 1))
            .handling(handler);
  }

  private void echo() {
    serve(call -> call.reply(call.body().payload()));
  }

  @Test
  void a_part_of_a_message_and_a_ping_now_and_then_are_not_enough() throws Exception {
    echo();
    try (RawSocket socket = server.socket()) {
      socket.send(RawSocket.text("[1,\"s\",7]"));
      assertThat(socket.receive()).isEqualTo("[1,null,7]");
      long begun = System.nanoTime();
      socket.send(RawSocket.fragment(1, "[1,".getBytes()));
      while ("p".equals(socket.send(PING).receive())) {
        Thread.sleep(20);
      }
      assertThat(System.nanoTime() - begun).isGreaterThan((TIME_MS - 50) * 1_000_000L);
    }
    assertThat(server.count("unfinishedClosed")).isEqualTo(1);
    server.untilEmpty();
  }

  @Test
  void nor_are_empty_fragments_without_end() throws Exception {
    echo();
    try (RawSocket socket = server.socket()) {
      socket.send(RawSocket.fragment(1, new byte[0]));
      try {
        for (int i = 0; server.count("unfinishedClosed") == 0; i++) {
          assertThat(i).isLessThan(1000);
          socket.send(RawSocket.fragment(0, new byte[0]));
          Thread.sleep(10);
        }
      } catch (SocketException e) {
        // closed while it wrote
      }
      assertThat(socket.closeCode()).isIn(TRY_AGAIN_LATER, 1006);
    }
    assertThat(server.count("unfinishedClosed")).isEqualTo(1);
  }

  @Test
  void nor_is_a_frame_of_which_nothing_more_comes() throws IOException {
    echo();
    byte[] frame = RawSocket.text("[1,\"s\",7]");
    try (RawSocket socket = server.socket()) {
      socket.send(Arrays.copyOf(frame, frame.length - 1));
      assertThat(socket.closeCode()).isEqualTo(TRY_AGAIN_LATER);
    }
  }

  @Test
  void each_message_has_its_own_time_however_they_are_cut() throws Exception {
    echo();
    byte[] frame = RawSocket.text("[1,\"s\",7]");
    try (RawSocket socket = server.socket()) {
      int cut = 5;
      socket.send(Arrays.copyOf(frame, cut));
      // never is there a moment without an unfinished one
      for (int i = 0; i < 12; i++) {
        Thread.sleep(TIME_MS / 8);
        byte[] next = Arrays.copyOf(Arrays.copyOfRange(frame, cut, frame.length), frame.length);
        System.arraycopy(frame, 0, next, frame.length - cut, cut);
        assertThat(socket.send(next).receive()).isEqualTo("[1,null,7]");
      }
    }
    assertThat(server.count("unfinishedClosed")).isZero();
  }

  @Test
  void time_in_which_the_server_does_not_read_is_not_the_peers() throws IOException {
    serve(call -> server.vertx().setTimer(2 * TIME_MS, id -> call.reply(1)));
    try (RawSocket socket = server.socket()) {
      byte[] call = RawSocket.text("[1,\"s\",7]");
      byte[] two = Arrays.copyOf(call, 2 * call.length - 1);
      System.arraycopy(call, 0, two, call.length, call.length - 1);
      socket.send(two);
      String answer = socket.receive();
      while (answer.isEmpty()) {
        answer = socket.receive();
      }
      assertThat(answer).isEqualTo("[1,null,1]");
      socket.send(new byte[] {']'});
      answer = socket.receive();
      while (answer.isEmpty()) {
        answer = socket.receive();
      }
      assertThat(answer).isEqualTo("[1,null,1]");
    }
    assertThat(server.count("unfinishedClosed")).isZero();
  }
}
