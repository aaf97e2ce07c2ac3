package io.grenache.vertx.message;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the compact constructors of the records check alike. */
final class Checks {
  private static final Duration YEAR = Duration.ofDays(365);

  /** A year: more milliseconds than this are a mistake. */
  static final long MAX_MS = YEAR.toMillis();

  private Checks() {}

  static void name(String owner, String service) {
    if (service == null || service.isBlank() || service.length() > Addresses.MAX_SERVICE_LENGTH) {
      throw new IllegalArgumentException(
          owner
              + "[service must be a non-empty string of at most "
              + Addresses.MAX_SERVICE_LENGTH
              + " characters]");
    }
  }

  static void port(String owner, int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          owner + "[port must be from 1 to 65535, was " + port + "]");
    }
  }

  static void notNegative(String owner, String field, Duration duration) {
    if (duration == null || duration.isNegative() || duration.compareTo(YEAR) > 0) {
      throw new IllegalArgumentException(
          owner + "[" + field + " must be from 0 ms to a year, was " + duration + "]");
    }
  }

  static void positiveOrAbsent(String owner, String field, Duration duration) {
    if (duration != null
        && (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(YEAR) > 0)) {
      throw new IllegalArgumentException(
          owner + "[" + field + " must be from 1 ms to a year, was " + duration + "]");
    }
  }

  static void positiveOrAbsent(String owner, String field, Integer number) {
    if (number != null && number < 1) {
      throw new IllegalArgumentException(
          owner + "[" + field + " must be at least 1, was " + number + "]");
    }
  }

  /**
   * An immutable copy that keeps the order, so that what is encoded from it is the same every time.
   */
  static Map<String, String> headers(String owner, Map<String, String> map) {
    if (map == null || map.isEmpty()) {
      return Map.of();
    }
    Map<String, String> copy = new LinkedHashMap<>(map);
    if (copy.containsKey(null) || copy.containsValue(null)) {
      throw new IllegalArgumentException(owner + "[headers must hold no null]");
    }
    return Collections.unmodifiableMap(copy);
  }
}
