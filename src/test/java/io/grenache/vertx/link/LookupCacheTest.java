package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LookupCacheTest {
  private static final List<Destination> ONE = List.of(new Destination("10.0.0.5", 7001));
  private static final long MS = 1_000_000;

  // a clock may start anywhere, and overflow
  private static final long START = Long.MAX_VALUE - 3 * MS;

  private final LookupCache cache = new LookupCache(Duration.ofMillis(100), Duration.ZERO, 2);

  @Test
  void aNewAnswerHasItsWholeLifetime() {
    assertThat(cache.put("a", ONE, START, true).remaining()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aKeptAnswerHasWhatIsLeftOfItsLifetime() {
    cache.put("a", ONE, START, true);

    assertThat(cache.get("a", START + 30 * MS).remaining()).isEqualTo(Duration.ofMillis(70));
    assertThat(cache.get("a", START + 99 * MS).remaining()).isEqualTo(Duration.ofMillis(1));
    assertThat(cache.get("a", START + 99 * MS).destinations()).isEqualTo(ONE);
  }

  @Test
  void beingReadDoesNotProlongALife() {
    cache.put("a", ONE, START, true);
    cache.get("a", START + 99 * MS);

    assertThat(cache.get("a", START + 100 * MS)).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void aNewerAnswerStartsANewLife() {
    cache.put("a", ONE, START, true);
    cache.put("a", ONE, START + 90 * MS, true);

    assertThat(cache.get("a", START + 150 * MS).remaining()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void theServiceNotAskedForLongestMakesRoom() {
    cache.put("a", ONE, START, true);
    cache.put("b", ONE, START, true);
    cache.get("a", START + MS);
    cache.put("c", ONE, START, true);

    assertThat(cache.get("b", START)).isNull();
    assertThat(cache.get("a", START)).isNotNull();
    assertThat(cache.get("c", START)).isNotNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void anEmptyAnswerIsNotKept() {
    cache.put("a", List.of(), START, true);

    assertThat(cache.get("a", START)).isNull();
  }

  @Test
  void withoutALifetimeNothingIsKept() {
    LookupCache none = new LookupCache(Duration.ZERO, Duration.ZERO, 2);

    assertThat(none.put("a", ONE, START, true).remaining()).isEqualTo(Duration.ZERO);
    assertThat(none.size()).isZero();
  }

  @Test
  void aStaleAnswerIsKeptForItsTime() {
    LookupCache keeping = new LookupCache(Duration.ofMillis(100), Duration.ofMillis(50), 2);
    keeping.put("a", ONE, START, true);

    assertThat(keeping.get("a", START + 100 * MS)).isNull();
    assertThat(keeping.stale("a", START + 149 * MS).destinations()).isEqualTo(ONE);
    assertThat(keeping.stale("a", START + 149 * MS).remaining()).isEqualTo(Duration.ofSeconds(1));
    assertThat(keeping.stale("a", START + 150 * MS)).isNull();
    assertThat(keeping.size()).isZero();
  }

  @Test
  void anAnswerIsWantedOnceItWasAskedForAgain() {
    cache.put("a", ONE, START, true);
    assertThat(cache.wanted("a", START)).as("asked for once").isFalse();
    cache.get("a", START + MS);
    assertThat(cache.wanted("a", START)).as("asked for twice").isTrue();
    assertThat(cache.wanted("a", START - MS)).as("an older answer").isFalse();

    cache.put("a", ONE, START + 80 * MS, false);
    assertThat(cache.wanted("a", START + 80 * MS)).as("renewed, not asked for").isFalse();
    cache.get("a", START + 81 * MS);
    assertThat(cache.wanted("a", START + 80 * MS)).as("asked for again").isTrue();
  }
}
