package io.grenache.vertx.json;

/**
 * How deep and with how long numbers a text may be.
 *
 * @param maxDepth arrays and objects inside one another
 * @param maxNumberLength characters of a number
 */
public record JsonLimits(int maxDepth, int maxNumberLength) {
  /** The most that any text may have. */
  public static final JsonLimits DEFAULTS =
      new JsonLimits(JsonCursor.MAX_DEPTH, JsonCursor.MAX_NUMBER_LENGTH);
}
