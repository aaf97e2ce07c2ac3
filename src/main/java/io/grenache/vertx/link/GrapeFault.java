package io.grenache.vertx.link;

import io.grenache.vertx.message.Failure;
import java.util.List;

/** One grape did not give a usable answer. The message continues a sentence about that grape. */
final class GrapeFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** What several grapes did is named by the one of them that comes last here. */
  private static final List<Failure> BY_WEIGHT =
      List.of(
          Failure.ERR_GRAPE,
          Failure.ERR_PAYLOAD_TOO_LARGE,
          Failure.ERR_BAD_SIGNATURE,
          Failure.ERR_NOT_FOUND);

  private final boolean reached;
  private final Failure failure;

  /** The grape is there, and answered something else. */
  GrapeFault(String message) {
    this(message, true);
  }

  /**
   * @param reached whether the grape is there, and able to answer
   */
  GrapeFault(String message, boolean reached) {
    this(message, reached, Failure.ERR_GRAPE);
  }

  /**
   * @param failure what a call ends in that no grape answers better
   */
  GrapeFault(String message, boolean reached, Failure failure) {
    super(message, null, false, false);
    this.reached = reached;
    this.failure = failure;
  }

  boolean reached() {
    return reached;
  }

  Failure failure() {
    return failure;
  }

  /** The same as a whole sentence. */
  GrapeFault of(String grape) {
    return new GrapeFault(grape + " " + getMessage(), reached, failure);
  }

  /** This one and another grape's, each said once. */
  GrapeFault and(GrapeFault next) {
    boolean said = getMessage().contains(next.getMessage());
    return new GrapeFault(
        said ? getMessage() : getMessage() + "; " + next.getMessage(),
        reached || next.reached,
        BY_WEIGHT.indexOf(failure) < BY_WEIGHT.indexOf(next.failure) ? next.failure : failure);
  }
}
