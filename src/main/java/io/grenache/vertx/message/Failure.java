package io.grenache.vertx.message;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeoutException;

/**
 * Every way in which a message of this toolkit fails. A failed send ends with a {@link
 * ReplyException} whose {@link ReplyException#failureCode() code} is the number here; decide on the
 * number, since a message is for people. Numbers are never reused. The first three names are those
 * of the reference's client, where callers match on them.
 */
public enum Failure {
  /** Used when no answer came before the deadline. */
  ERR_TIMEOUT(1),
  /** Used when the socket closed while a call waited on it, or the client was undeployed. */
  ERR_TRANSPORT_CLOSE(2),
  /** Used when no destination announces the service. */
  ERR_GRAPE_LOOKUP_EMPTY(3),
  /** Used when no destination could be connected to; the call was never written. */
  ERR_CONNECT(4),
  /** Used when as many calls as allowed are in flight; the call was never written. */
  ERR_OVERLOADED(5),
  /** Used when the server is about to stop; no handler saw the call. */
  ERR_DRAINING(6),
  /** Used when the caller may not do this. */
  ERR_FORBIDDEN(7),
  /** Used when a message is larger than the options allow; nothing was written. */
  ERR_PAYLOAD_TOO_LARGE(8),
  /** Used when a message or a frame is not of the form it must have. */
  ERR_BAD_REQUEST(9),
  /** Used when the server is not configured for the service. */
  ERR_UNKNOWN_SERVICE(10),
  /** Used when nobody consumes the address. */
  ERR_NO_HANDLER(11),
  /** Used when a handler threw, or failed without a text. */
  ERR_HANDLER(12),
  /**
   * Used when what a handler answered is not JSON, or not of the type that its caller asked for.
   */
  ERR_BAD_RESULT(13),
  /** Used when no grape answered, or one answered with an error. */
  ERR_GRAPE(14),
  /** Used when nothing is stored under a hash. */
  ERR_NOT_FOUND(15),
  /** Used when a value was changed by somebody else meanwhile. */
  ERR_CAS(16),
  /** Used when a value's sequence number is below the stored one. */
  ERR_SEQ(17),
  /** Used when a signature does not match its value and key. */
  ERR_BAD_SIGNATURE(18),
  /** Used when a payload is not JSON, or not of the type that its handler takes. */
  ERR_BAD_PAYLOAD(19),
  /** Used for a handler's own error; the message is its text. */
  ERR_APPLICATION(100);

  private static final Failure[] BY_CODE = new Failure[101];

  private static final Failure[] VALUES = values();

  static {
    for (Failure failure : VALUES) {
      BY_CODE[failure.code] = failure;
    }
  }

  private final int code;

  Failure(int code) {
    this.code = code;
  }

  /** The stable number: the {@code failureCode} of a {@link ReplyException}. */
  public int code() {
    return code;
  }

  /** The failure of this number; {@link #ERR_APPLICATION} for a number that is not in the table. */
  public static Failure of(int code) {
    Failure known = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    return known == null ? ERR_APPLICATION : known;
  }

  /**
   * What went wrong, in this table's terms. Vert.x's own failures of a send are named too: its
   * {@code TIMEOUT} is {@link #ERR_TIMEOUT}, {@code NO_HANDLERS} {@link #ERR_NO_HANDLER}, {@code
   * ERROR} {@link #ERR_HANDLER}.
   */
  public static Failure of(Throwable cause) {
    if (cause instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case TIMEOUT -> ERR_TIMEOUT;
        case NO_HANDLERS -> ERR_NO_HANDLER;
        case ERROR -> ERR_HANDLER;
        case RECIPIENT_FAILURE -> of(reply.failureCode());
      };
    }
    if (cause instanceof BadPayload) {
      return ERR_BAD_PAYLOAD;
    }
    if (cause instanceof IllegalArgumentException) {
      return ERR_BAD_REQUEST;
    }
    return cause instanceof TimeoutException ? ERR_TIMEOUT : ERR_HANDLER;
  }

  /**
   * The failure of this name; {@link #ERR_APPLICATION} for a name that is not in the table, as a
   * newer node may send.
   */
  static Failure named(String name) {
    for (Failure failure : VALUES) {
      if (failure.name().equals(name)) {
        return failure;
      }
    }
    return ERR_APPLICATION;
  }

  /** This failure as an exception; the detail is for people. */
  public ReplyException with(String detail) {
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, detail);
  }

  /**
   * Fails a message with what its treatment ended in: a {@link ReplyException} as it is, a bad
   * argument or payload as {@link #ERR_BAD_REQUEST} or {@link #ERR_BAD_PAYLOAD} with its text,
   * anything else by its name alone, since an exception's text may tell too much. That includes the
   * subclasses of {@link IllegalArgumentException}: a {@link NumberFormatException} quotes its
   * input.
   */
  public static void answer(Message<?> message, Throwable cause) {
    message.fail(
        cause instanceof ReplyException reply
                && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
            ? reply.failureCode()
            : of(cause).code,
        text(cause));
  }

  /** What callers are told of a cause; never empty. */
  public static String text(Throwable cause) {
    boolean meantForCallers =
        cause instanceof ReplyException
            || cause instanceof BadPayload
            || cause != null && cause.getClass() == IllegalArgumentException.class;
    String text = meantForCallers ? cause.getMessage() : null;
    return text == null || text.isEmpty() ? of(cause).name() : text;
  }
}
