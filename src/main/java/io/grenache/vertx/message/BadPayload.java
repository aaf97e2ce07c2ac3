package io.grenache.vertx.message;

/** A value is no payload, or not of the type asked for: {@link Failure#ERR_BAD_PAYLOAD}. */
final class BadPayload extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  BadPayload(String rule, Throwable cause) {
    super("Payload[" + rule + "]", cause);
  }
}
