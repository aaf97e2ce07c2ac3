package io.grenache.vertx.json;

import java.time.Duration;

/**
 * The rules that options must keep, however they were made. Errors are {@link
 * IllegalArgumentException}s worded as those of {@link JsonFields}: {@code ServerOptions[port must
 * be from 0 to 65535, was 70000]}.
 */
public final class OptionRules {
  /** The longest time that an option may say: a day. */
  public static final long MAX_MS = Duration.ofDays(1).toMillis();

  private final String owner;

  /**
   * @param owner what the options are, as errors shall name them
   */
  public OptionRules(String owner) {
    this.owner = owner;
  }

  /** A number within bounds. */
  public OptionRules range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          owner + "[" + name + " must be from " + min + " to " + max + ", was " + value + "]");
    }
    return this;
  }

  /** A time from a number of milliseconds to {@link #MAX_MS}. */
  public OptionRules time(String name, Duration value, long minMs) {
    if (value == null || value.compareTo(Duration.ofMillis(MAX_MS)) > 0) {
      throw new IllegalArgumentException(
          owner + "[" + name + " must be from " + minMs + " to " + MAX_MS + ", was " + value + "]");
    }
    return range(name, value.toMillis(), minMs, MAX_MS);
  }

  /** A number that is not above another one. */
  public OptionRules notAbove(String name, long value, String bound, long limit) {
    if (value > limit) {
      throw new IllegalArgumentException(
          owner + "[" + name + " " + value + " must not be above " + bound + " " + limit + "]");
    }
    return this;
  }
}
