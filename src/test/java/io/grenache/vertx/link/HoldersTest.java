package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HoldersTest {
  private static final long SECOND = 1_000_000_000L;

  private final Holders holders = new Holders();

  @Test
  void aHolderThatWasDeployedGoesWithItsDeployment() {
    holders.add("1", true, 0);
    holders.keep(Set.of("1"), SECOND);
    assertThat(holders.isEmpty()).isFalse();

    holders.keep(Set.of("2"), 2 * SECOND);
    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void aHolderThatIsStillStartingStaysUntilItIsListed() {
    holders.add("1", false, 0);
    holders.keep(Set.of(), 30 * SECOND);
    assertThat(holders.isEmpty()).isFalse();

    holders.keep(Set.of("1"), 31 * SECOND);
    holders.keep(Set.of(), 32 * SECOND);
    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void aHolderThatNeverCameAboutGoes() {
    holders.add("1", false, 0);
    holders.keep(Set.of(), 60 * SECOND);

    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void addingAgainDoesNotProlongAStart() {
    holders.add("1", false, 0);
    holders.add("1", false, 59 * SECOND);
    holders.keep(Set.of(), 60 * SECOND);

    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void theEmptyHolderStaysUntilItIsRemoved() {
    holders.add("", false, 0);
    holders.keep(Set.of(), 3600 * SECOND);
    assertThat(holders.isEmpty()).isFalse();

    assertThat(holders.remove("")).isTrue();
    assertThat(holders.remove("")).isFalse();
    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void holdersAreBounded() {
    for (int i = 0; i < Holders.MAX; i++) {
      assertThat(holders.add("h" + i, true, 0)).isTrue();
    }

    assertThat(holders.add("one more", true, 0)).isFalse();
    assertThat(holders.add("h0", true, 0)).isTrue();
  }
}
