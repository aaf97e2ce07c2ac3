package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ActiveSetTest {
  private static final int CAP = 5;
  private final ActiveSet set = new ActiveSet(new Random(1)::nextInt);

  private static List<Destination> destinations(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> new Destination("h", i)).toList();
  }

  @Test
  void new_destinations_come_to_the_front_and_those_there_before_keep_their_order() {
    set.update(destinations(1, 8), CAP);
    List<Destination> before = set.order();

    set.update(destinations(1, 10), CAP);

    assertThat(set.order().subList(0, 2)).containsExactlyInAnyOrderElementsOf(destinations(9, 10));
    assertThat(set.order().subList(2, 10)).isEqualTo(before);
  }

  @Test
  void destinations_that_are_gone_leave_and_the_others_keep_their_order() {
    set.update(destinations(1, 5), CAP);
    List<Destination> left = new ArrayList<>(set.order());
    left.remove(new Destination("h", 2));

    set.update(
        List.of(destinations(1, 1), destinations(3, 5)).stream().flatMap(List::stream).toList(),
        CAP);

    assertThat(set.order()).isEqualTo(left);
  }

  @Test
  void the_order_does_not_change_where_all_fit_into_the_cap() {
    set.update(destinations(1, CAP), CAP);
    List<Destination> before = set.order();

    for (int i = 0; i < 50; i++) {
      set.update(destinations(1, CAP), CAP);
    }

    assertThat(set.order()).isEqualTo(before);
  }

  @Test
  void each_update_without_news_exchanges_one_within_the_cap_for_the_first_left_out() {
    set.update(destinations(1, 20), CAP);

    for (int i = 0; i < 50; i++) {
      List<Destination> before = set.order();
      set.update(destinations(1, 20), CAP);
      List<Destination> after = set.order();

      Destination out = after.get(19);
      assertThat(before.subList(0, CAP)).contains(out);
      assertThat(after.get(CAP - 1)).isEqualTo(before.get(CAP));
      List<Destination> others = new ArrayList<>(before);
      others.remove(out);
      assertThat(after.subList(0, 19)).isEqualTo(others);
    }
  }

  @Test
  void every_one_of_20_is_within_a_cap_of_5_after_15_updates() {
    Set<Destination> used = new HashSet<>();
    set.update(destinations(1, 20), CAP);
    used.addAll(set.order().subList(0, CAP));

    for (int i = 0; i < 15; i++) {
      set.update(destinations(1, 20), CAP);
      used.addAll(set.order().subList(0, CAP));
    }

    assertThat(used).hasSize(20);
  }

  @Test
  void clients_do_not_all_begin_with_the_same_destinations() {
    Set<Destination> first = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      ActiveSet one = new ActiveSet(new Random(seed)::nextInt);
      one.update(destinations(1, 5), CAP);
      first.add(one.order().get(0));
    }

    assertThat(first).hasSize(5);
  }

  @Test
  void a_destination_that_is_named_twice_counts_once() {
    List<Destination> twice = new ArrayList<>(destinations(1, 3));
    twice.addAll(destinations(1, 3));

    set.update(twice, CAP);

    assertThat(set.order()).containsExactlyInAnyOrderElementsOf(destinations(1, 3));
  }

  @Test
  void an_empty_answer_leaves_nothing() {
    set.update(destinations(1, 3), CAP);

    set.update(List.of(), CAP);

    assertThat(set.order()).isEmpty();
  }
}
