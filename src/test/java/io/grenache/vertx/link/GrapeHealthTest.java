package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class GrapeHealthTest {
  private static final long MS = 1_000_000;
  private static final double MOST = Math.nextDown(1.0);

  // a clock may start anywhere, and overflow
  private static final long START = Long.MAX_VALUE - 3 * MS;

  private final GrapeHealth health = new GrapeHealth(3);

  private int first(long nowNs) {
    return health.next(new BitSet(), nowNs);
  }

  @Test
  void grapesAreAskedInTurnFromThePreferredOne() {
    health.prefer(1);
    BitSet tried = new BitSet();

    assertThat(health.next(tried, START)).isEqualTo(1);
    assertThat(health.next(tried, START)).isEqualTo(2);
    assertThat(health.next(tried, START)).isEqualTo(0);
    assertThat(health.next(tried, START)).as("all were tried: again").isEqualTo(1);
  }

  @Test
  void oneThatFailedIsAskedLast() {
    assertThat(health.failed(0, START, 0)).as("news").isTrue();
    BitSet tried = new BitSet();

    assertThat(health.next(tried, START)).isEqualTo(1);
    assertThat(health.next(tried, START)).isEqualTo(2);
    assertThat(health.next(tried, START)).isEqualTo(0);
  }

  @Test
  void oneWhoseTimeAsideIsOverComesAfterThoseThatWork() {
    health.failed(0, START, 0);

    assertThat(first(START + 2000 * MS)).isEqualTo(1);
    health.failed(1, START + 2000 * MS, 0);
    health.failed(2, START + 2000 * MS, 0);
    assertThat(first(START + 2000 * MS)).as("before those that are aside").isEqualTo(0);
  }

  @Test
  void whenAllAreAsideTheFirstToBeBackIsAsked() {
    health.failed(0, START, MOST);
    health.failed(1, START, 0);
    assertThat(health.allAside(START)).isFalse();
    health.failed(2, START, MOST);

    assertThat(health.allAside(START)).isTrue();
    assertThat(first(START)).isEqualTo(1);
    assertThat(health.allAside(START + 500 * MS)).isFalse();
  }

  @Test
  void itIsSetAsideLongerEachTimeAndForHalfAMinuteAtMost() {
    GrapeHealth one = new GrapeHealth(1);
    long nowNs = START;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      boolean news = one.failed(0, nowNs, MOST);
      assertThat(news).isEqualTo(seconds == 1);
      assertThat(one.allAside(nowNs + seconds * 1000 * MS - MS)).isTrue();
      nowNs += seconds * 1000 * MS;
      assertThat(one.allAside(nowNs)).isFalse();
    }
  }

  @Test
  void callsThatWereUnderWayWhenItWasSetAsideCountOnce() {
    GrapeHealth one = new GrapeHealth(1);
    for (int i = 0; i < 100; i++) {
      one.failed(0, START, MOST);
    }

    assertThat(one.allAside(START + 1000 * MS)).isFalse();
  }

  @Test
  void anAnswerEndsIt() {
    health.failed(0, START, MOST);

    assertThat(health.worked(0)).as("news").isTrue();
    assertThat(health.worked(0)).isFalse();
    assertThat(first(START)).isZero();
    assertThat(health.failed(0, START, 0)).isTrue();
  }
}
