package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that begin large messages and do not end them: the room for such is shared. */
@Timeout(30)
class UnfinishedTest {
  private static final int ROOM = 256 * 1024;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int LARGE = 100 * 1024;

  private ServerInNetwork server;

  @BeforeEach
  void start() {
    server =
        new ServerInNetwork(
                new JsonObject()
                    .put("maxFrameBytes", ROOM)
                    .put("maxMessageBytes", ROOM)
                    .put("maxInFlight", 2)
                    .put("maxUnfinishedBytes", ROOM))
            .echoing();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void isServed(RawSocket socket) throws IOException {
    assertThat(socket.send(RawSocket.text("[1,\"s\",7]")).receive()).isEqualTo("[1,null,7]");
  }

  /** A message in one frame that lacks its last byte. */
  private static byte[] allButTheLastByte(int length) {
    byte[] message = ("[1,\"s\",\"" + "x".repeat(length) + "\"]").getBytes();
    byte[] frame = RawSocket.frame(1, message);
    return Arrays.copyOf(frame, frame.length - 1);
  }

  /** Fills the room but for a little; whoever goes on then is closed. */
  private List<RawSocket> fill() throws IOException {
    List<RawSocket> holders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      holders.add(server.socket().send(RawSocket.fragment(1, new byte[LARGE])));
    }
    return holders;
  }

  private void hasRoomForOneLargeMessageAlone() throws IOException {
    try (RawSocket one = server.socket()) {
      one.send(allButTheLastByte(2 * LARGE));
      isAliveAfterAll(one);
    }
  }

  private static void isAliveAfterAll(RawSocket socket) throws IOException {
    socket.send(new byte[] {']'});
    assertThat(socket.receive()).startsWith("[1,null,\"xxx");
  }

  private static void closeAll(List<RawSocket> sockets) throws IOException {
    for (RawSocket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void past_the_room_those_with_much_are_closed_and_the_small_go_on() throws IOException {
    List<RawSocket> holders = fill();
    try (RawSocket small = server.socket();
        RawSocket large = server.socket()) {
      small.send(RawSocket.fragment(1, "[1,".getBytes()));
      large.send(RawSocket.fragment(1, new byte[LARGE]));
      assertThat(large.closeCode()).isEqualTo(TRY_AGAIN_LATER);
      assertThat(server.count("unfinishedClosed")).isEqualTo(1);
      small.send(RawSocket.fragment(0, "\"s\"".getBytes()));
      small.send(RawSocket.frame(0, ",7]".getBytes()));
      assertThat(small.receive()).isEqualTo("[1,null,7]");
      isServed(small);
    }
    closeAll(holders);
    server.untilEmpty();
    hasRoomForOneLargeMessageAlone();
    assertThat(server.count("unfinishedClosed")).isEqualTo(1);
  }

  @Test
  void frames_that_are_not_complete_count_as_well() throws IOException {
    List<RawSocket> holders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      holders.add(server.socket().send(allButTheLastByte(LARGE)));
    }
    try (RawSocket large = server.socket()) {
      large.send(allButTheLastByte(LARGE));
      assertThat(large.closeCode()).isEqualTo(TRY_AGAIN_LATER);
    }
    // until then what it has sent counts
    server.untilCount("connections", 2);
    for (RawSocket holder : holders) {
      isAliveAfterAll(holder);
      isServed(holder);
    }
    hasRoomForOneLargeMessageAlone();
    closeAll(holders);
    assertThat(server.count("unfinishedClosed")).isEqualTo(1);
  }

  @Test
  void pings_and_small_messages_add_nothing_however_many() throws IOException {
    try (RawSocket pinging = server.socket()) {
      byte[] data = new byte[100];
      for (int i = 0; i < 2 * ROOM / data.length; i++) {
        pinging.send(RawSocket.frame(9, data));
        pinging.receive();
      }
      isServed(pinging);
      hasRoomForOneLargeMessageAlone();
      pinging.send(RawSocket.fragment(1, ("[1,\"s\",\"" + "x".repeat(20_000)).getBytes()));
      for (int i = 0; i < 2 * ROOM / data.length; i++) {
        pinging.send(RawSocket.frame(9, data));
        pinging.receive();
      }
      pinging.send(RawSocket.frame(0, "\"]".getBytes()));
      assertThat(pinging.receive()).startsWith("[1,null,\"xxx");
    }
    assertThat(server.count("unfinishedClosed")).isZero();
  }

  @Test
  void pings_between_fragments_do_not_hide_them() throws IOException {
    List<RawSocket> holders = fill();
    for (RawSocket holder : holders) {
      holder.send(RawSocket.frame(9, new byte[1]));
      holder.receive();
    }
    try (RawSocket large = server.socket()) {
      large.send(RawSocket.fragment(1, new byte[LARGE]));
      assertThat(large.closeCode()).isEqualTo(TRY_AGAIN_LATER);
    }
    closeAll(holders);
  }

  /** What came in one piece with a whole frame is counted too. */
  @Test
  void the_beginning_of_a_frame_behind_another_one_counts() throws IOException {
    List<RawSocket> holders = new ArrayList<>();
    // each of them brings 30 KB behind a small message
    byte[] ping = RawSocket.frame(10, new byte[1]);
    byte[] part = Arrays.copyOf(allButTheLastByte(LARGE), 30 * 1024);
    byte[] both = Arrays.copyOf(ping, ping.length + part.length);
    System.arraycopy(part, 0, both, ping.length, part.length);
    for (int i = 0; i < ROOM / part.length; i++) {
      holders.add(server.socket().send(both));
    }
    Awaitility.await()
        .until(
            () -> {
              try (RawSocket large = server.socket()) {
                large.send(Arrays.copyOf(part, 20 * 1024));
                large.socket.setSoTimeout(100);
                return isLeftAtItsNextBytes(large);
              } catch (SocketTimeoutException e) {
                return false;
              }
            });
    closeAll(holders);
    server.untilEmpty();
    hasRoomForOneLargeMessageAlone();
  }

  /** What one read brings may be taken at once, so it is the next one that is too much. */
  private static boolean isLeftAtItsNextBytes(RawSocket large) throws IOException {
    try {
      large.closeCode();
    } catch (SocketTimeoutException stillOpen) {
      large.send(new byte[] {' '});
    }
    return large.closeCode() == TRY_AGAIN_LATER;
  }

  @Test
  void a_socket_that_is_not_read_from_counts_and_leaves_nothing_behind() throws IOException {
    List<Message<Call>> waiting = Collections.synchronizedList(new ArrayList<>());
    server.close();
    server =
        new ServerInNetwork(
                new JsonObject()
                    .put("maxFrameBytes", ROOM)
                    .put("maxMessageBytes", ROOM)
                    .put("maxInFlight", 1)
                    .put("maxUnfinishedBytes", ROOM))
            .handling(waiting::add);
    for (int round = 0; round < 2; round++) {
      try (RawSocket paused = server.socket()) {
        paused.send(RawSocket.text("[1,\"s\",0]"));
        Awaitility.await().until(() -> waiting.size() == 1);
        for (int i = 0; i < 40; i++) {
          paused.send(RawSocket.text("[2,\"s\",\"" + "x".repeat(500) + "\"]"));
        }
        for (int i = 0; i <= 40; i++) {
          int next = i;
          Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> waiting.size() > next);
          waiting.get(i).reply(i);
          assertThat(paused.receive()).endsWith(",null," + i + "]");
        }
        waiting.clear();
        // and one that is gone while it is paused
        paused.send(RawSocket.text("[1,\"s\",0]"));
        Awaitility.await().until(() -> waiting.size() == 1);
        paused.send(allButTheLastByte(30_000));
      }
      waiting.forEach(call -> call.reply(0));
      waiting.clear();
      server.untilEmpty();
    }
    assertThat(server.count("unfinishedClosed")).isZero();
    try (RawSocket one = server.socket()) {
      one.send(allButTheLastByte(2 * LARGE)).send(new byte[] {']'});
      Awaitility.await().until(() -> waiting.size() == 1);
    }
    waiting.forEach(call -> call.reply(0));
    server.untilEmpty();
  }
}
