package io.grenache.vertx.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What became of all requests of a {@link Load}.
 *
 * @param sent how many requests there were
 * @param outcomes how they ended, in the order they did
 * @param timeout of each request
 * @param doubled answers to a message that had one already
 */
record Accounts(int sent, List<Outcome> outcomes, Duration timeout, int doubled) {

  List<Outcome> where(Predicate<Outcome> predicate) {
    return outcomes.stream().filter(predicate).toList();
  }

  List<Outcome> failed(int attempts) {
    return where(o -> !o.succeeded() && o.attempts() == attempts);
  }

  long answeredBy(int port) {
    return where(o -> o.port() == port).size();
  }

  /** Every request ended once, with its own answer or a failure, not late, none timed out early. */
  Accounts isComplete() {
    assertThat(outcomes).as("requests that ended; %s", this).hasSize(sent);
    assertThat(where(Outcome::unanswered)).as("given up by the bus; %s", this).isEmpty();
    assertThat(doubled).as("messages answered twice; %s", this).isZero();
    assertThat(where(Outcome::wrong)).as("answers to another request; %s", this).isEmpty();
    Duration latest = timeout.plus(Load.TOLERANCE);
    assertThat(where(o -> o.took().compareTo(latest) > 0)).as("late; %s", this).isEmpty();
    assertThat(where(o -> o.failure() == Failure.ERR_TIMEOUT && o.took().compareTo(timeout) < 0))
        .as("timed out early; %s", this)
        .isEmpty();
    return this;
  }

  /** None failed, however often it might be written. */
  Accounts hasNoFailure() {
    assertThat(where(o -> !o.succeeded())).as("failed; %s", this).isEmpty();
    return this;
  }

  /** Requests that may be written three times all succeeded. */
  Accounts hasNoFailureWithThreeAttempts() {
    assertThat(failed(3)).as("failed although three attempts were allowed; %s", this).isEmpty();
    return this;
  }

  /**
   * A request that failed was one of those that were written to where the fault is, and failed as
   * is fitting.
   */
  Accounts failedOnlyIfWritten(Set<Integer> written, Failure... fitting) {
    assertThat(where(o -> !o.succeeded()))
        .as("failures; %s", this)
        .allSatisfy(o -> assertThat(o.failure()).as("%s", o).isIn((Object[]) fitting));
    assertThat(where(o -> !o.succeeded() && !written.contains(o.id())))
        .as("failed, but never written to the faulty destination; %s", this)
        .isEmpty();
    return this;
  }

  /** All requests that were sent from that one on succeeded. */
  Accounts hasNoFailureSince(int id) {
    assertThat(where(o -> !o.succeeded() && o.id() >= id))
        .as("failed from request %d on; %s", id, this)
        .isEmpty();
    return this;
  }

  @Override
  public String toString() {
    Map<Failure, Long> failures =
        outcomes.stream()
            .filter(o -> o.failure() != null)
            .collect(Collectors.groupingBy(Outcome::failure, TreeMap::new, Collectors.counting()));
    Map<Integer, Long> ports =
        outcomes.stream()
            .filter(o -> o.port() != 0)
            .collect(Collectors.groupingBy(Outcome::port, TreeMap::new, Collectors.counting()));
    long slowest = outcomes.stream().mapToLong(o -> o.took().toMillis()).max().orElse(0);
    return "sent %d, ended %d, succeeded by port %s, failed %s, doubled %d, slowest %d ms"
        .formatted(sent, outcomes.size(), ports, failures, doubled, slowest);
  }
}
