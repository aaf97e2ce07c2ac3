package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HealthTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final double ALL = Math.nextDown(1.0);

  private static Health health(double random) {
    return new Health(FIRST, LONGEST, 3, () -> random);
  }

  private static long failedMs(Health health) {
    return Math.round(health.failed() / 1e6);
  }

  @Test
  void the_time_aside_doubles_with_each_failure_up_to_the_longest() {
    Health health = health(ALL);

    for (long ms : new long[] {200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000}) {
      assertThat(failedMs(health)).isEqualTo(ms);
    }
  }

  @Test
  void any_number_of_failures_sets_aside_for_the_longest_time_and_no_longer() {
    Health health = new Health(Duration.ofHours(12), Duration.ofHours(24), 3, () -> ALL);

    health.failed();
    for (int i = 0; i < 200; i++) {
      assertThat(failedMs(health)).isEqualTo(Duration.ofHours(24).toMillis());
    }
  }

  @Test
  void half_of_the_time_is_jitter() {
    assertThat(failedMs(health(0))).isEqualTo(100);
    assertThat(failedMs(health(0.5))).isEqualTo(150);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(failedMs(health(random.nextDouble()))).isBetween(100L, 200L);
    }
  }

  @Test
  void a_failure_sets_aside_and_a_sign_of_life_brings_back_but_does_not_forget() {
    Health health = health(ALL);
    assertThat(health.isAside()).isFalse();

    health.failed();
    assertThat(health.isAside()).isTrue();
    health.works();

    assertThat(health.isAside()).isFalse();
    assertThat(health.failures()).isEqualTo(1);
    assertThat(failedMs(health)).isEqualTo(400);
  }

  @Test
  void an_answer_brings_back_and_forgets_all_failures() {
    Health health = health(ALL);
    health.failed();
    health.failed();
    assertThat(health.failures()).isEqualTo(2);

    health.answered(1, System.nanoTime());

    assertThat(health.isAside()).isFalse();
    assertThat(health.failures()).isZero();
    assertThat(failedMs(health)).isEqualTo(200);
  }

  @Test
  void only_timeouts_in_a_row_are_too_many() {
    Health health = health(0);

    assertThat(health.timedOut()).isFalse();
    assertThat(health.timedOut()).isFalse();
    health.answered(1, System.nanoTime());
    assertThat(health.timedOut()).isFalse();
    assertThat(health.timedOut()).isFalse();
    health.works();
    assertThat(health.timedOut()).isFalse();
    assertThat(health.timedOut()).isFalse();
    assertThat(health.timedOut()).isTrue();
    assertThat(health.isAside()).as("whether to set it aside is not its own choice").isFalse();
  }

  @Test
  void the_latency_follows_the_answers() {
    Health health = health(0);
    assertThat(health.latencyNanos(System.nanoTime())).isZero();

    health.answered(1000, System.nanoTime());
    assertThat(health.latencyNanos(System.nanoTime())).isEqualTo(1000);
    health.answered(2000, System.nanoTime());
    assertThat(health.latencyNanos(System.nanoTime())).isBetween(1001.0, 1999.0);
    for (int i = 0; i < 100; i++) {
      health.answered(5000, System.nanoTime());
    }

    assertThat(health.latencyNanos(System.nanoTime())).isBetween(4999.0, 5000.0);
  }
}
