package io.grenache.vertx.json;

/**
 * A text is not the JSON that was asked for. The message says where and why, and shows nothing of
 * the text.
 */
public final class JsonFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** Not UTF-8, or not JSON. */
    MALFORMED,
    /** Nested deeper, or a number longer, than the limits allow. */
    TOO_DEEP
  }

  private final Kind kind;

  JsonFault(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
