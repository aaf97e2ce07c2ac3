package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SubHoldersTest {
  private static final long SECOND = 1_000_000_000L;

  private final SubHolders holders = new SubHolders();

  @Test
  void each_takes_back_as_often_as_it_asked() {
    holders.add("", false, 0);
    holders.add("", false, 0);
    holders.add("1", true, 0);

    holders.remove("1");
    holders.remove("1");
    holders.remove("2");
    holders.remove("");
    assertThat(holders.isEmpty()).isFalse();
    holders.remove("");
    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void all_subscriptions_of_a_deployment_go_with_it_and_of_no_deployment_stay() {
    holders.add("1", true, 0);
    holders.add("1", true, 0);
    holders.keep(Set.of("1"), SECOND);
    assertThat(holders.isEmpty()).isFalse();

    holders.keep(Set.of("2"), SECOND);
    assertThat(holders.isEmpty()).isTrue();

    holders.add("", false, 0);
    holders.keep(Set.of(), 1000 * SECOND);
    assertThat(holders.isEmpty()).isFalse();
  }

  @Test
  void a_deployment_that_is_still_starting_has_a_minute() {
    holders.add("1", false, 0);
    holders.keep(Set.of(), 59 * SECOND);
    assertThat(holders.isEmpty()).isFalse();
    holders.keep(Set.of(), 60 * SECOND);
    assertThat(holders.isEmpty()).isTrue();

    holders.add("2", false, 0);
    holders.keep(Set.of("2"), SECOND);
    holders.keep(Set.of(), 2 * SECOND);
    assertThat(holders.isEmpty()).isTrue();
  }

  @Test
  void they_are_bounded_and_those_that_went_make_room() {
    for (int i = 0; i < SubHolders.MAX; i++) {
      assertThat(holders.add(i % 2 == 0 ? "" : "1", true, 0)).isTrue();
    }
    assertThat(holders.add("", true, 0)).isFalse();
    assertThat(holders.add("2", true, 0)).isFalse();
    holders.remove("");
    assertThat(holders.add("2", true, 0)).isTrue();
    assertThat(holders.add("2", true, 0)).isFalse();
    holders.keep(Set.of("2"), 0);
    assertThat(holders.add("3", true, 0)).isTrue();
  }
}
