package io.grenache.vertx.link;

/** One grape did not give a usable answer. The message continues a sentence about that grape. */
final class GrapeFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean reached;

  /** The grape is there, and answered something else. */
  GrapeFault(String message) {
    this(message, true);
  }

  /**
   * @param reached whether the grape is there, and able to answer
   */
  GrapeFault(String message, boolean reached) {
    super(message, null, false, false);
    this.reached = reached;
  }

  boolean reached() {
    return reached;
  }
}
