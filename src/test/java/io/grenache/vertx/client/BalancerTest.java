package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.DeadlineWheel;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BalancerTest {
  private static final Destination A = new Destination("10.0.0.1", 7001);
  private static final Destination B = new Destination("10.0.0.2", 7001);
  private static final Destination C = new Destination("10.0.0.3", 7001);

  private final Map<Destination, DestinationPool> pools = new HashMap<>();
  private final Balancer balancer = new Balancer(pools, new Random(1)::nextInt);

  private static final class NoTimer implements DeadlineWheel.Timer {
    @Override
    public void after(DeadlineWheel.Entry entry, long delayNanos) {}

    @Override
    public void cancel(DeadlineWheel.Entry entry) {}
  }

  private DestinationPool pool(Destination destination) {
    return pools.computeIfAbsent(
        destination,
        to ->
            new DestinationPool(
                to,
                ClientOptions.DEFAULTS,
                new Health(
                    ClientOptions.DEFAULTS.aside(), ClientOptions.DEFAULTS.maxAside(), 5, () -> 0),
                new WaitingRoom(1000),
                new NoTimer(),
                pool -> Future.failedFuture("nothing is opened here"),
                null));
  }

  private static Exchange exchange(Request request) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    return new Exchange(request, null, 1, deadline, null, done -> {});
  }

  private static Exchange exchange() {
    return exchange(Request.of("s", 1));
  }

  private static Exchange exchange(String affinity) {
    return exchange(Request.of("s", 1).withAffinity(affinity));
  }

  private void load(Destination destination, int calls) {
    DestinationPool pool = pool(destination);
    for (int i = 0; i < calls; i++) {
      // without leave to open a socket it waits
      pool.send(exchange().begin(pool), 0);
    }
    assertThat(pool.load()).isEqualTo(calls);
  }

  private void aside(Destination destination, int failures) {
    for (int i = 0; i < failures; i++) {
      pool(destination).health().failed();
    }
  }

  private Set<Destination> picked(List<Destination> from, Exchange exchange, int max) {
    Set<Destination> picked = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      picked.add(balancer.pick(from, exchange, max));
    }
    return picked;
  }

  @Test
  void of_two_the_less_loaded_is_picked_and_one_without_a_pool_has_no_load() {
    load(A, 3);
    load(B, 2);

    assertThat(picked(List.of(A, B), exchange(), 5)).containsExactly(B);
    assertThat(picked(List.of(A, C), exchange(), 5)).containsExactly(C);
  }

  @Test
  void of_three_the_most_loaded_is_never_picked_and_the_middle_one_sometimes() {
    load(A, 3);
    load(B, 2);
    load(C, 1);

    assertThat(picked(List.of(A, B, C), exchange(), 5)).containsExactlyInAnyOrder(B, C);
  }

  @Test
  void with_the_same_load_the_faster_one_is_picked() {
    pool(A).health().answered(2000, System.nanoTime());
    pool(B).health().answered(1000, System.nanoTime());

    assertThat(picked(List.of(A, B), exchange(), 5)).containsExactly(B);
    load(B, 1);
    assertThat(picked(List.of(A, B), exchange(), 5)).as("load counts first").containsExactly(A);
  }

  @Test
  void equal_ones_are_all_picked() {
    assertThat(picked(List.of(A, B, C), exchange(), 5)).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void the_cap_leaves_those_at_the_end_out() {
    assertThat(picked(List.of(A, B, C), exchange(), 2)).containsExactlyInAnyOrder(A, B);
    assertThat(picked(List.of(A, B, C), exchange(), 1)).containsExactly(A);
  }

  @Test
  void what_is_aside_is_passed_over_and_does_not_keep_its_place_within_the_cap() {
    aside(A, 1);
    load(B, 100);

    assertThat(picked(List.of(A, B), exchange(), 5)).containsExactly(B);
    assertThat(picked(List.of(A, B), exchange(), 1)).containsExactly(B);
    pool(A).health().works();
    assertThat(picked(List.of(A, B), exchange(), 5)).containsExactly(A);
  }

  @Test
  void the_least_bad_is_picked_where_all_are_aside() {
    aside(A, 3);
    aside(B, 1);
    aside(C, 2);

    assertThat(picked(List.of(A, B, C), exchange(), 5)).containsExactly(B);
    assertThat(picked(List.of(A, B, C), exchange(), 1)).containsExactly(B);
    assertThat(picked(List.of(A, B, C), exchange("x"), 5)).containsExactly(B);
  }

  @Test
  void what_was_tried_is_not_picked_again_even_if_it_is_the_only_healthy_one() {
    Exchange exchange = exchange();
    aside(B, 2);
    aside(C, 1);

    exchange.begin(pool(A));
    assertThat(picked(List.of(A, B, C), exchange, 5)).containsExactly(C);
    exchange.begin(pool(C));
    assertThat(picked(List.of(A, B, C), exchange, 5)).containsExactly(B);
    exchange.begin(pool(B));
    assertThat(balancer.pick(List.of(A, B, C), exchange, 5)).isNull();
    assertThat(balancer.pick(List.of(), exchange(), 5)).isNull();
  }

  private static List<Destination> twenty() {
    return IntStream.range(0, 20)
        .mapToObj(i -> new Destination("10.0.0." + (i % 4), 7000 + i / 4))
        .toList();
  }

  private Destination of(String affinity, List<Destination> from) {
    return balancer.pick(from, exchange(affinity), 5);
  }

  @Test
  void an_affinity_keeps_its_destination_whatever_the_order_load_and_cap() {
    List<Destination> reversed = new ArrayList<>(twenty());
    Collections.reverse(reversed);
    for (int i = 0; i < 200; i++) {
      String affinity = "user-" + i;
      Destination own = of(affinity, twenty());
      assertThat(of(affinity, reversed)).isEqualTo(own);
      assertThat(balancer.pick(twenty(), exchange(affinity), 1)).isEqualTo(own);
    }
    Destination own = of("user-1", twenty());
    load(own, 50);
    assertThat(of("user-1", twenty())).isEqualTo(own);
  }

  @Test
  void where_a_destination_goes_only_its_own_affinities_move_and_back_when_it_returns() {
    Destination gone = twenty().get(7);
    Map<String, Destination> before = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      before.put("user-" + i, of("user-" + i, twenty()));
    }
    List<Destination> left = new ArrayList<>(twenty());
    left.remove(gone);
    aside(gone, 1);

    Set<Destination> heirs = new HashSet<>();
    before.forEach(
        (affinity, own) -> {
          Destination removed = of(affinity, left);
          assertThat(of(affinity, twenty())).as("aside as if gone").isEqualTo(removed);
          if (own.equals(gone)) {
            heirs.add(removed);
          } else {
            assertThat(removed).isEqualTo(own);
          }
        });
    pool(gone).health().works();

    assertThat(heirs).as("no single one takes all of them").hasSizeGreaterThan(10);
    before.forEach((affinity, own) -> assertThat(of(affinity, twenty())).isEqualTo(own));
  }

  @Test
  void affinities_are_spread_over_the_destinations() {
    for (String kind : List.of("%d", "user-%d", "%08d", "order:%d:book")) {
      Map<Destination, Integer> counts = new HashMap<>();
      for (int i = 0; i < 20_000; i++) {
        counts.merge(of(String.format(kind, i), twenty()), 1, Integer::sum);
      }

      assertThat(counts).hasSize(20);
      assertThat(counts.values()).as(kind).allSatisfy(n -> assertThat(n).isBetween(700, 1300));
    }
  }
}
