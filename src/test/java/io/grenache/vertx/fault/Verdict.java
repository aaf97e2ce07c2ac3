package io.grenache.vertx.fault;

import io.grenache.vertx.transport.WireSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/**
 * What a server must make of each socket of an {@link Attack}.
 *
 * @param closes whether it is closed in any case
 * @param option the option that says within which time it is closed; null for at once
 * @param endings how it may be closed: by a WebSocket close code, an HTTP status, {@code end}
 *     without a word, {@code reset}, or {@code left} if the peer does it; empty if it is left alone
 * @param answers how each kind of answer starts that must come, and no others
 */
record Verdict(boolean closes, String option, Set<String> endings, Set<String> answers) {

  static final String END = "end";
  static final String RESET = "reset";
  static final String LEFT = "left";

  // what was sent behind the offence is not read any more, and then TCP ends in a reset
  static Verdict closedAtOnce(String... endings) {
    return new Verdict(true, null, Set.of(endings), Set.of());
  }

  static Verdict closedWithin(String option, String... endings) {
    return new Verdict(true, option, Set.of(endings), Set.of());
  }

  /** It does no harm, and goes on. */
  static Verdict borne() {
    return new Verdict(false, null, Set.of(), Set.of());
  }

  static Verdict leaves() {
    return new Verdict(true, null, Set.of(LEFT), Set.of());
  }

  Verdict orClosed(String... ways) {
    return new Verdict(closes, option, Set.of(ways), answers);
  }

  Verdict answering(String... starts) {
    return new Verdict(closes, option, endings, Set.of(starts));
  }

  /** Within which time a server of these options has closed it; a goodbye takes its time too. */
  Duration bound(JsonObject options) {
    // what the server has no option for yet ends when nothing moves any more
    Duration time =
        option == null
            ? Duration.ZERO
            : Duration.ofMillis(options.getLong(option, options.getLong("idleTimeoutMs")));
    return time.plus(WireSocket.GOODBYE);
  }
}
