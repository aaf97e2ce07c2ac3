package io.grenache.vertx.link;

/** One grape did not give a usable answer. The message continues a sentence about that grape. */
final class GrapeFault extends Exception {
  private static final long serialVersionUID = 1L;

  GrapeFault(String message) {
    super(message, null, false, false);
  }
}
