package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SubscribersTest {
  private static final long SECOND = 1_000_000_000L;

  private final Subscribers subscribers = new Subscribers();

  @Test
  void each_takes_back_as_often_as_it_asked() {
    subscribers.add("", false, 0);
    subscribers.add("", false, 0);
    subscribers.add("1", true, 0);

    subscribers.remove("1");
    subscribers.remove("1");
    subscribers.remove("2");
    subscribers.remove("");
    assertThat(subscribers.isEmpty()).isFalse();
    subscribers.remove("");
    assertThat(subscribers.isEmpty()).isTrue();
  }

  @Test
  void all_subscriptions_of_a_deployment_go_with_it_and_of_no_deployment_stay() {
    subscribers.add("1", true, 0);
    subscribers.add("1", true, 0);
    subscribers.keep(Set.of("1"), SECOND);
    assertThat(subscribers.isEmpty()).isFalse();

    subscribers.keep(Set.of("2"), SECOND);
    assertThat(subscribers.isEmpty()).isTrue();

    subscribers.add("", false, 0);
    subscribers.keep(Set.of(), 1000 * SECOND);
    assertThat(subscribers.isEmpty()).isFalse();
  }

  @Test
  void a_deployment_that_is_still_starting_has_a_minute() {
    subscribers.add("1", false, 0);
    subscribers.keep(Set.of(), 59 * SECOND);
    assertThat(subscribers.isEmpty()).isFalse();
    subscribers.keep(Set.of(), 60 * SECOND);
    assertThat(subscribers.isEmpty()).isTrue();

    subscribers.add("2", false, 0);
    subscribers.keep(Set.of("2"), SECOND);
    subscribers.keep(Set.of(), 2 * SECOND);
    assertThat(subscribers.isEmpty()).isTrue();
  }

  @Test
  void they_are_bounded_and_those_that_went_make_room() {
    for (int i = 0; i < Subscribers.MAX; i++) {
      assertThat(subscribers.add(i % 2 == 0 ? "" : "1", true, 0)).isTrue();
    }
    assertThat(subscribers.add("", true, 0)).isFalse();
    assertThat(subscribers.add("2", true, 0)).isFalse();
    subscribers.remove("");
    assertThat(subscribers.add("2", true, 0)).isTrue();
    assertThat(subscribers.add("2", true, 0)).isFalse();
    subscribers.keep(Set.of("2"), 0);
    assertThat(subscribers.add("3", true, 0)).isTrue();
  }
}
