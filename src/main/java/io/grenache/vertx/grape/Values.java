package io.grenache.vertx.grape;

import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.grape.Storage.Outcome;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The values put, by hash, within bounds: where there is no room, the oldest goes. A value lives
 * for an age from when it was last put. Not safe for use by several threads.
 */
final class Values {
  private record Held(Item value, long putAtMs) {}

  private final long ageMs;
  private final int max;
  // in the order in which they were last put
  private final LinkedHashMap<String, Held> held = new LinkedHashMap<>();

  Values(long ageMs, int max) {
    this.ageMs = ageMs;
    this.max = max;
  }

  /** Stores, unless a stored value of this owner is in the way. */
  Outcome put(Item value, Long cas, long nowMs) {
    expire(nowMs);
    String hash = value.hash();
    Held before = held.get(hash);
    // a key and salt may, with effort, read like a bencoded value: then neither owns the other
    if (before != null && value.owner() != null && before.value.owner() != null) {
      long stored = before.value.owner().seq();
      if (cas != null && cas != stored) {
        return Outcome.CAS_MISMATCH;
      }
      if (value.owner().seq() <= stored) {
        // the owner put the very same again, which is how BEP 44 keeps a value alive
        if (value.owner().seq() == stored && Arrays.equals(value.v(), before.value.v())) {
          hold(hash, before.value, nowMs);
        }
        return Outcome.SEQUENCE_NOT_HIGHER;
      }
    }
    hold(hash, value, nowMs);
    return Outcome.STORED;
  }

  /** The value of this hash; null if there is none. */
  Item get(String hash, long nowMs) {
    expire(nowMs);
    Held found = held.get(hash);
    return found == null ? null : found.value;
  }

  /** Values held, ended ones among them until the next call. */
  int size() {
    return held.size();
  }

  private void hold(String hash, Item value, long nowMs) {
    held.remove(hash);
    held.put(hash, new Held(value, nowMs));
    if (held.size() > max) {
      held.remove(held.keySet().iterator().next());
    }
  }

  private void expire(long nowMs) {
    Iterator<Held> oldest = held.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next().putAtMs >= ageMs) {
      oldest.remove();
    }
  }
}
