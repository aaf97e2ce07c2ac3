package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DeadlineWheelTest {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int SLOTS = 512;
  // nanoTime may be anything
  private static final long START = -12_345_678_901L;

  private final DeadlineWheel wheel = new DeadlineWheel(TICK, START);
  private final List<String> fired = new ArrayList<>();
  private long now = START;

  /** Notes that it has fired, and does something then. */
  private final class Deadline extends DeadlineWheel.Entry {
    private final String name;
    private final Runnable then;
    private long due;
    private long firedAt;
    private int times;

    Deadline(String name, Runnable then) {
      this.name = name;
      this.then = then;
    }

    Deadline(String name) {
      this(name, () -> {});
    }

    Deadline in(long nanos) {
      due = now + nanos;
      wheel.schedule(this, now, nanos);
      return this;
    }

    @Override
    protected void expired() {
      firedAt = now;
      times++;
      fired.add(name);
      then.run();
    }
  }

  private void advanceTo(long nanos) {
    now = nanos;
    wheel.advance(now);
  }

  private void tick(int ticks) {
    for (int i = 0; i < ticks; i++) {
      advanceTo(now + TICK);
    }
  }

  @Test
  void ten_thousand_deadlines_fire_once_never_early_and_at_most_a_tick_late() {
    Random random = new Random(7);
    long longest = TimeUnit.MINUTES.toNanos(10);
    List<Deadline> deadlines = new ArrayList<>();
    List<Long> dueTicks = new ArrayList<>();
    while (deadlines.size() < 10_000) {
      Deadline deadline =
          new Deadline("", () -> dueTicks.add(now)).in(random.nextLong(longest + 1));
      deadlines.add(deadline);
      // some are set later, and off the beat
      if (deadlines.size() % 100 == 0) {
        advanceTo(now + random.nextLong(TICK / 50));
      }
    }
    while (now < START + longest + 2 * TICK) {
      advanceTo(START + ((now - START) / TICK + 1) * TICK);
    }

    assertThat(wheel.size()).isZero();
    assertThat(dueTicks).hasSize(10_000).isSorted();
    for (Deadline deadline : deadlines) {
      assertThat(deadline.times).isEqualTo(1);
      assertThat(deadline.firedAt - deadline.due).isBetween(0L, TICK);
    }
  }

  @Test
  void all_that_is_set_can_be_let_expire_whenever_it_is_due() {
    new Deadline("soon").in(0);
    new Deadline("far").in(TimeUnit.DAYS.toNanos(365));
    new Deadline("next turn").in(600 * TICK);

    wheel.expireAll();
    assertThat(fired).containsExactlyInAnyOrder("soon", "far", "next turn");
    assertThat(wheel.size()).isZero();
    wheel.expireAll();
    assertThat(fired).hasSize(3);
  }

  @Test
  void a_deadline_of_no_time_fires_with_the_next_tick() {
    new Deadline("now").in(0);

    advanceTo(START);
    assertThat(fired).isEmpty();
    tick(1);
    assertThat(fired).containsExactly("now");
  }

  @Test
  void a_cancelled_deadline_does_not_fire_and_may_be_set_again() {
    Deadline first = new Deadline("first").in(TICK);
    Deadline second = new Deadline("second").in(TICK);
    Deadline third = new Deadline("third").in(TICK);
    wheel.cancel(second);
    wheel.cancel(second);
    assertThat(wheel.size()).isEqualTo(2);

    tick(1);
    assertThat(fired).containsExactly("first", "third");

    wheel.cancel(first);
    second.in(TICK);
    third.in(TICK);
    wheel.cancel(third);
    tick(1);
    assertThat(fired).containsExactly("first", "third", "second");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void an_entry_has_one_deadline_at_a_time() {
    Deadline deadline = new Deadline("once").in(TICK);

    assertThatThrownBy(() -> deadline.in(TICK)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_expires_may_set_itself_and_others_again() {
    Deadline[] repeated = new Deadline[1];
    repeated[0] =
        new Deadline(
            "repeated",
            () -> {
              repeated[0].in(0);
              new Deadline("turn").in(TICK * SLOTS);
            });
    repeated[0].in(TICK);

    tick(3);
    assertThat(fired).containsExactly("repeated", "repeated", "repeated");
    assertThat(wheel.size()).isEqualTo(4);
    tick(SLOTS - 2);
    assertThat(fired).contains("turn");
    assertThat(fired.stream().filter("repeated"::equals)).hasSize(SLOTS + 1);
  }

  @Test
  void what_expires_may_cancel_another_of_the_same_tick() {
    Deadline[] both = new Deadline[2];
    for (int i = 0; i < 2; i++) {
      Deadline[] pair = both;
      int other = 1 - i;
      both[i] = new Deadline("one", () -> wheel.cancel(pair[other])).in(TICK);
    }

    tick(2);

    assertThat(fired).containsExactly("one");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void what_was_cancelled_and_set_again_meanwhile_is_not_early() {
    Deadline later = new Deadline("later");
    Runnable postpone =
        () -> {
          wheel.cancel(later);
          later.in(5 * TICK);
        };
    new Deadline("before", postpone).in(TICK);
    later.in(TICK);

    tick(1);
    assertThat(fired).containsExactly("before");
    tick(4);
    assertThat(fired).containsExactly("before");
    tick(1);
    assertThat(fired).containsExactly("before", "later");
  }

  @Test
  void what_expires_may_cancel_a_later_one() {
    Deadline later = new Deadline("later");
    Deadline nextTurn = new Deadline("next turn");
    Runnable cancelBoth =
        () -> {
          wheel.cancel(later);
          wheel.cancel(nextTurn);
        };
    new Deadline("before", cancelBoth).in(TICK);
    later.in(2 * TICK);
    nextTurn.in((SLOTS + 1) * TICK);

    advanceTo(now + 2 * SLOTS * TICK);

    assertThat(fired).containsExactly("before");
  }

  @Test
  void the_same_slot_of_later_turns_stays() {
    new Deadline("third turn").in((2 * SLOTS + 3) * TICK);
    new Deadline("first turn").in(3 * TICK);
    new Deadline("second turn").in((SLOTS + 3) * TICK);

    tick(3);
    assertThat(fired).containsExactly("first turn");
    tick(SLOTS - 1);
    assertThat(fired).hasSize(1);
    tick(1);
    assertThat(fired).containsExactly("first turn", "second turn");
    tick(SLOTS - 1);
    assertThat(wheel.size()).isEqualTo(1);
    tick(1);
    assertThat(fired).containsExactly("first turn", "second turn", "third turn");
  }

  @Test
  void after_a_long_pause_everything_due_fires_once_and_the_rest_stays() {
    List<Deadline> due = new ArrayList<>();
    for (int i = 0; i < 3 * SLOTS; i++) {
      due.add(new Deadline("due").in(i * TICK));
    }
    Deadline stays = new Deadline("stays").in(4 * SLOTS * TICK);

    advanceTo(now + 3 * SLOTS * TICK);

    assertThat(due).allMatch(deadline -> deadline.times == 1);
    assertThat(wheel.size()).isEqualTo(1);
    tick(SLOTS - 1);
    assertThat(stays.times).isZero();
    tick(1);
    assertThat(stays.times).isEqualTo(1);
  }

  @Test
  void after_a_short_pause_deadlines_fire_in_their_order() {
    for (String name : List.of("4", "2", "3", "1")) {
      new Deadline(name).in(Long.parseLong(name) * TICK);
    }

    advanceTo(now + 10 * TICK);

    assertThat(fired).containsExactly("1", "2", "3", "4");
  }

  @Test
  void a_clock_that_stands_still_fires_nothing() {
    tick(5);
    new Deadline("next").in(1);

    advanceTo(now);
    advanceTo(now - 2 * TICK);
    assertThat(fired).isEmpty();
    advanceTo(now + 3 * TICK);
    assertThat(fired).containsExactly("next");
  }

  @Test
  void an_entry_that_throws_does_not_take_the_others_with_it() {
    Runnable thrower =
        () -> {
          throw new IllegalStateException("thrown");
        };
    new Deadline("thrower", thrower).in(TICK);
    new Deadline("same tick").in(TICK);
    new Deadline("next tick").in(2 * TICK);

    assertThatThrownBy(() -> advanceTo(now + 2 * TICK)).hasMessage("thrown");
    wheel.advance(now);

    assertThat(fired).containsExactly("thrower", "same tick", "next tick");
  }
}
