package io.grenache.vertx.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an attack did and saw, as {@link HostilePeer} tells it.
 *
 * @param sockets how many were to attack at a time
 * @param connected how many there were, one after the other
 * @param refused how many of them were closed before they could offend
 * @param mostOpen how many there were at a time
 * @param endings how many were closed in which way, see {@link Verdict}
 * @param answers how many answers came, by how they start
 * @param slowestMs the longest time from the offence to its end
 * @param stillOpen how many the server had not closed at the end
 * @param bytes sent
 */
record AttackReport(
    Attack attack,
    int sockets,
    int connected,
    int refused,
    int mostOpen,
    Map<String, Object> endings,
    Map<String, Object> answers,
    long slowestMs,
    int stillOpen,
    long bytes) {

  // only the order of magnitude is held on a busy machine
  static final Duration LATE = Duration.ofSeconds(5);

  static AttackReport of(JsonObject json, Map<Attack, Integer> sockets) {
    Attack attack = Attack.valueOf(json.getString("attack"));
    return new AttackReport(
        attack,
        sockets.get(attack),
        json.getInteger("connected"),
        json.getInteger("refused"),
        json.getInteger("mostOpen"),
        new TreeMap<>(json.getJsonObject("endings").getMap()),
        new TreeMap<>(json.getJsonObject("answers").getMap()),
        json.getLong("slowestMs"),
        json.getInteger("stillOpen"),
        json.getLong("bytes"));
  }

  /** Holds the server to the attack's {@link Verdict}. */
  void check(JsonObject serverOptions) {
    Verdict verdict = attack.verdict;
    assertThat(mostOpen).as("sockets at a time: %s", this).isEqualTo(sockets);
    assertThat(refused).as("closed before they offended: %s", this).isZero();
    assertThat(answers.keySet()).as("answers: %s", this).isEqualTo(verdict.answers());
    Set<String> fitting = verdict.endings();
    assertThat(endings.keySet()).as("endings: %s", this).isSubsetOf(fitting);
    if (verdict.closes()) {
      assertThat(stillOpen).as("still open: %s", this).isZero();
      assertThat(Duration.ofMillis(slowestMs))
          .as("the slowest to be closed: %s", this)
          .isLessThan(verdict.bound(serverOptions).plus(LATE));
    } else if (fitting.isEmpty()) {
      assertThat(stillOpen).as("still open: %s", this).isEqualTo(sockets);
    }
  }

  @Override
  public String toString() {
    return "%s: %d sockets (%d at a time), %d refused, closed %s within %d ms, answers %s, %d open at the end, %d KiB sent"
        .formatted(
            attack,
            connected,
            mostOpen,
            refused,
            endings,
            slowestMs,
            answers,
            stillOpen,
            bytes / 1024);
  }
}
