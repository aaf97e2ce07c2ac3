package io.grenache.vertx.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What the compact constructors of the records check alike. */
final class Checks {
  private static final Duration YEAR = Duration.ofDays(365);

  /** A year: more milliseconds than this are a mistake. */
  static final long MAX_MS = YEAR.toMillis();

  /** The largest number that is exact in every language. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");

  private Checks() {}

  static void name(String owner, String service) {
    name(owner, "service", service);
  }

  static void name(String owner, String field, String name) {
    if (name == null || name.isBlank() || name.length() > Addresses.MAX_SERVICE_LENGTH) {
      throw new IllegalArgumentException(
          owner
              + "["
              + field
              + " must be a non-empty string of at most "
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

  /** A text with a UTF-8 form of its own; half of a surrogate pair has none. */
  static void text(String owner, String field, String text) {
    if (text == null || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(owner + "[" + field + " must be a well-formed text]");
    }
  }

  static void number(String owner, String field, long number) {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          owner + "[" + field + " must be from 0 to " + MAX_NUMBER + ", was " + number + "]");
    }
  }

  /** The digits in lower case. What is none is not shown: it may be a key in the wrong place. */
  static String hex(String owner, String field, String text, int digits) {
    if (text == null || text.length() != digits || !HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          owner + "[" + field + " must be " + digits + " hex digits]");
    }
    return text.toLowerCase(Locale.ROOT);
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
