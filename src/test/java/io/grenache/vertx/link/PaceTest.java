package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PaceTest {
  private static final long MS = 1_000_000;

  // a clock may start anywhere, and overflow
  private static final long START = Long.MAX_VALUE - 3 * MS;

  /** How many go within a time, if always some wait. */
  private static int gone(Pace pace, long fromNs, long forNs) {
    int gone = 0;
    for (long at = 0; at < forNs; at += MS) {
      while (pace.waitNs(fromNs + at) <= 0) {
        pace.take(fromNs + at);
        gone++;
      }
    }
    return gone;
  }

  @Test
  void soManyGoASecond() {
    Pace pace = new Pace(500);

    assertThat(gone(pace, START, 1000 * MS)).isBetween(500, 510);
    assertThat(gone(pace, START + 1000 * MS, 1000 * MS)).isBetween(499, 501);
  }

  @Test
  void afterAPauseThereIsNoBurst() {
    Pace pace = new Pace(500);
    gone(pace, START, 100 * MS);

    assertThat(gone(pace, START + 60_000 * MS, MS)).isEqualTo(10);
    assertThat(gone(pace, START + 60_001 * MS, 99 * MS)).isBetween(45, 50);
  }

  @Test
  void aSlowPaceGoesOneByOne() {
    Pace pace = new Pace(1);

    assertThat(gone(pace, START, MS)).isEqualTo(1);
    assertThat(pace.waitNs(START)).isEqualTo(1000 * MS);
    assertThat(pace.waitNs(START + 999 * MS)).isEqualTo(MS);
  }
}
