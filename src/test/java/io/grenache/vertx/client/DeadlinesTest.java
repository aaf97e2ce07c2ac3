package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.transport.DeadlineWheel;
import io.grenache.vertx.transport.Deadlines;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DeadlinesTest {
  private final Map<Long, Handler<Long>> timers = new LinkedHashMap<>();
  private long lastTimer;
  private final Deadlines deadlines = new Deadlines(vertx());

  /** Has timers that turn when the test says so. */
  private Vertx vertx() {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "setPeriodic" -> {
                    @SuppressWarnings("unchecked")
                    Handler<Long> handler = (Handler<Long>) arguments[1];
                    timers.put(++lastTimer, handler);
                    yield lastTimer;
                  }
                  case "cancelTimer" -> timers.remove(arguments[0]) != null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      List.copyOf(timers.values()).forEach(timer -> timer.handle(0L));
    }
  }

  private static final class Deadline extends DeadlineWheel.Entry {
    private int expired;

    @Override
    protected void expired() {
      expired++;
    }
  }

  private Deadline deadline(Duration after) {
    Deadline deadline = new Deadline();
    deadlines.after(deadline, after.toNanos());
    return deadline;
  }

  @Test
  void nothing_turns_before_there_is_something_to_time() {
    assertThat(timers).isEmpty();
  }

  @Test
  void any_number_of_deadlines_has_one_timer_that_turns_while_one_is_open() {
    for (int i = 0; i < 10; i++) {
      deadline(Duration.ofHours(1));
    }

    tick(1000);

    assertThat(timers).hasSize(1);
  }

  @Test
  void the_timer_stops_a_second_after_the_last_deadline_and_starts_with_the_next_one() {
    Deadline cancelled = deadline(Duration.ofHours(1));
    tick(10);
    deadlines.cancel(cancelled);

    tick(100);
    assertThat(timers).as("a busy client keeps its timer between two calls").hasSize(1);
    tick(1);
    assertThat(timers).isEmpty();

    deadline(Duration.ofHours(1));
    assertThat(timers).hasSize(1);
    tick(1000);
    assertThat(timers).hasSize(1);
    assertThat(cancelled.expired).isZero();
  }

  @Test
  void the_wait_before_it_stops_begins_anew_with_each_deadline() {
    deadlines.cancel(deadline(Duration.ofHours(1)));
    tick(90);
    Deadline second = deadline(Duration.ofHours(1));
    tick(1);
    deadlines.cancel(second);

    tick(100);

    assertThat(timers).hasSize(1);
  }

  @Test
  void a_deadline_fires_once_and_not_early() {
    long start = System.nanoTime();
    Deadline soon = deadline(Duration.ofMillis(30));
    Deadline late = deadline(Duration.ofHours(1));

    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              tick(1);
              return soon.expired > 0;
            });

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    tick(10);
    assertThat(soon.expired).isEqualTo(1);
    assertThat(late.expired).isZero();
  }

  @Test
  void a_deadline_set_after_a_long_stop_is_not_early_either() {
    Deadline first = deadline(Duration.ofMillis(1));
    await().pollInterval(Duration.ofMillis(1)).until(() -> ticked(first));
    tick(101);
    assertThat(timers).isEmpty();

    long start = System.nanoTime();
    Deadline second = deadline(Duration.ofMillis(30));
    await().pollInterval(Duration.ofMillis(1)).until(() -> ticked(second));

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
  }

  private boolean ticked(Deadline deadline) {
    tick(1);
    return deadline.expired > 0;
  }

  @Test
  void closing_stops_the_timer() {
    Deadline open = deadline(Duration.ofMillis(1));

    deadlines.close();

    assertThat(timers).isEmpty();
    assertThat(open.expired).isZero();
  }
}
