package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** What came of many requests. May be used from any thread. */
final class RequestTally {
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> strays = new ArrayList<>();
  private int asked;
  private int ended;

  /**
   * Asks the service "s".
   *
   * @param then gets the outcome where the future completes
   */
  void ask(Function<Request, Future<Reply>> requests, int payload, Consumer<String> then) {
    synchronized (this) {
      asked++;
    }
    AtomicBoolean once = new AtomicBoolean();
    requests
        .apply(ClientFixture.in(5000, payload))
        .onComplete(
            result -> {
              String outcome = outcome(result, payload);
              ended(once.compareAndSet(false, true) ? outcome : "twice");
              then.accept(outcome);
            });
  }

  private static String outcome(AsyncResult<Reply> result, int payload) {
    if (result.failed()) {
      return Failure.of(result.cause()).name();
    }
    String text = result.result().result().text();
    return text.equals(String.valueOf(payload)) ? "done" : "another's result";
  }

  private synchronized void ended(String outcome) {
    ended++;
    outcomes.merge(outcome, 1, Integer::sum);
    notifyAll();
  }

  synchronized void stray(String what) {
    strays.add(what);
  }

  synchronized List<String> strays() {
    return List.copyOf(strays);
  }

  synchronized Map<String, Integer> outcomes() {
    return new TreeMap<>(outcomes);
  }

  /** Until so many more have ended. */
  synchronized void awaitMore(int more) throws InterruptedException {
    int until = ended + more;
    await(() -> ended >= until);
  }

  /** Until all have ended. */
  synchronized void awaitAll() throws InterruptedException {
    await(() -> ended >= asked);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s of %s ended: %s", ended, asked, outcomes)
          .isLessThan(end);
      wait(100);
    }
  }
}
