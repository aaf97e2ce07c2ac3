package io.grenache.vertx.fault;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one attack did and what it saw. Confined to the peer's only thread. */
final class AttackTally {
  private static final int MAX_KINDS = 20;

  private final Attack attack;
  private final Set<String> expected;
  private final Map<String, Integer> endings = new TreeMap<>();
  private final Map<String, Integer> answers = new TreeMap<>();
  private int connected;
  private int refused;
  private int open;
  private int mostOpen;
  private int ended;
  private long slowestMs;
  private long bytes;

  AttackTally(Attack attack) {
    this.attack = attack;
    this.expected = attack.verdict.answers();
  }

  void connected() {
    connected++;
    open++;
    mostOpen = Math.max(mostOpen, open);
  }

  /** Closed before it could offend. */
  void refused() {
    refused++;
    open--;
  }

  void ended(String ending, long afterMs) {
    open--;
    ended++;
    endings.merge(ending, 1, Integer::sum);
    slowestMs = Math.max(slowestMs, afterMs);
  }

  void answered(String start) {
    String kind =
        expected.stream().filter(start::startsWith).findFirst().orElse("unexpected " + start);
    if (answers.size() < MAX_KINDS || answers.containsKey(kind)) {
      answers.merge(kind, 1, Integer::sum);
    }
  }

  void wrote(int count) {
    bytes += count;
  }

  JsonObject toJson() {
    JsonObject seen = new JsonObject();
    endings.forEach(seen::put);
    JsonObject heard = new JsonObject();
    answers.forEach(heard::put);
    return new JsonObject()
        .put("attack", attack.name())
        .put("connected", connected)
        .put("refused", refused)
        .put("mostOpen", mostOpen)
        .put("ended", ended)
        .put("endings", seen)
        .put("answers", heard)
        .put("slowestMs", slowestMs)
        .put("stillOpen", open)
        .put("bytes", bytes);
  }
}
