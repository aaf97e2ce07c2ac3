package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.listen.ListenOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SocketGuardTest {
  private static final int KIB = 1024;

  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final SocketLimits limits =
      new SocketLimits(
          ListenOptions.fromJson(
              new JsonObject()
                  .put("maxFrameBytes", KIB)
                  .put("maxMessageBytes", KIB)
                  .put("maxUnfinishedBytes", 32 * KIB),
              ListenOptions.DEFAULTS),
          name -> counters.computeIfAbsent(name, key -> new LongAdder()));
  private final AtomicInteger closed = new AtomicInteger();
  private final SocketGuard guard = new SocketGuard(limits, reason -> closed.incrementAndGet());
  private final EmbeddedChannel channel = new EmbeddedChannel(guard);

  private void read(int bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void a_frame_that_was_taken_gives_back_its_own_bytes_and_not_those_of_the_next_one() {
    read(20 * KIB);
    guard.frameTaken(100, 0, false);
    read(12 * KIB + 101);
    assertThat(closed).hasValue(0);

    read(1);
    assertThat(closed).hasValue(1);
    assertThat(counters.get("unfinishedClosed").sum()).isEqualTo(1);
  }

  @Test
  void frames_that_are_taken_as_they_come_hold_nothing() {
    for (int i = 0; i < 1000; i++) {
      read(KIB);
      guard.frameTaken(KIB, 0, false);
    }

    assertThat(closed).hasValue(0);
  }

  @Test
  void fragments_are_held_until_their_message_is_finished() {
    read(20 * KIB);
    guard.frameTaken(20 * KIB, 20 * KIB, true);
    read(12 * KIB);
    guard.frameTaken(12 * KIB, 32 * KIB, true);
    guard.frameTaken(0, 0, false);
    read(32 * KIB + 1);
    assertThat(closed).hasValue(0);

    read(1);
    assertThat(closed).hasValue(1);
  }

  @Test
  void a_frame_that_began_before_the_guard_came_does_not_count_below_nothing() {
    guard.frameTaken(30 * KIB, 0, false);
    read(33 * KIB);
    read(1);

    assertThat(closed).hasValue(1);
  }

  @Test
  void what_a_socket_held_is_free_once_it_has_closed() {
    read(32 * KIB);
    channel.close();

    EmbeddedChannel other =
        new EmbeddedChannel(new SocketGuard(limits, reason -> closed.incrementAndGet()));
    other.writeInbound(Unpooled.wrappedBuffer(new byte[32 * KIB]));
    other.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
    assertThat(closed).hasValue(0);
  }
}
