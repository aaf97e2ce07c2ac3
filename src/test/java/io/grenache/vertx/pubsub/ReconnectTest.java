package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReconnectTest {
  private double random;
  private final Reconnect reconnect = new Reconnect(100, 1000, () -> random);

  private long[] failures(int count) {
    return LongStream.generate(reconnect::failed).limit(count).toArray();
  }

  @Test
  void waits_double_up_to_the_longest() {
    random = 1;
    assertThat(failures(6)).containsExactly(100, 200, 400, 800, 1000, 1000);
  }

  @Test
  void at_least_half_of_each_is_waited() {
    assertThat(failures(5)).containsExactly(50, 100, 200, 400, 500);
  }

  @Test
  void what_worked_waits_a_short_time_again() {
    random = 1;
    failures(4);
    reconnect.worked();
    assertThat(failures(2)).containsExactly(100, 200);
  }

  @Test
  void the_longest_of_times_does_not_overflow() {
    random = 1;
    Reconnect long1 = new Reconnect(Long.MAX_VALUE / 2 - 1, Long.MAX_VALUE / 2, () -> random);
    assertThat(long1.failed()).isPositive();
    assertThat(long1.failed()).isPositive();
  }
}
