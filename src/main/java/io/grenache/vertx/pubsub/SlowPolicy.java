package io.grenache.vertx.pubsub;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a publisher does when the queue of a subscriber is full. */
public enum SlowPolicy {
  /** The message that waits the longest makes room; the subscriber gets the latest ones. */
  DROP_OLDEST("drop-oldest"),
  /** The new message is dropped; the subscriber gets what waits already. */
  DROP_NEWEST("drop-newest"),
  /** The subscriber's socket is closed with 1013. */
  DISCONNECT("disconnect");

  private final String json;

  SlowPolicy(String json) {
    this.json = json;
  }

  /** The name in JSON. */
  String json() {
    return json;
  }

  static SlowPolicy fromJson(String name) {
    return Arrays.stream(values())
        .filter(policy -> policy.json.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "PubOptions[onSlow must be "
                        + Arrays.stream(values())
                            .map(SlowPolicy::json)
                            .collect(Collectors.joining(", "))
                        + "]"));
  }
}
