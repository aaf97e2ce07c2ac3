package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AnnounceDelaysTest {
  private static final double MOST = Math.nextDown(1.0);

  private final AnnounceDelays delays = new AnnounceDelays(Duration.ofSeconds(30), 20);

  @Test
  void renewalsSpreadAroundTheInterval() {
    assertThat(delays.renewal(0)).isEqualTo(24_000);
    assertThat(delays.renewal(0.5)).isEqualTo(30_000);
    assertThat(delays.renewal(MOST)).isEqualTo(36_000);
  }

  @Test
  void theFirstRetryComesWithinASecond() {
    assertThat(delays.retry(1, 0)).isEqualTo(400);
    assertThat(delays.retry(1, MOST)).isEqualTo(800);
  }

  @Test
  void retriesBackOffUpToTheInterval() {
    assertThat(delays.retry(2, MOST)).isEqualTo(1600);
    assertThat(delays.retry(3, MOST)).isEqualTo(3200);
    assertThat(delays.retry(7, MOST)).isEqualTo(30_000);
    assertThat(delays.retry(Integer.MAX_VALUE, MOST)).isEqualTo(30_000);
    assertThat(delays.retry(Integer.MAX_VALUE, 0)).isEqualTo(15_000);
  }

  @Test
  void aShortIntervalBoundsTheFirstRetryToo() {
    assertThat(new AnnounceDelays(Duration.ofMillis(50), 20).retry(1, MOST)).isEqualTo(50);
    assertThat(new AnnounceDelays(Duration.ofMillis(1), 50).renewal(0)).isEqualTo(1);
  }
}
