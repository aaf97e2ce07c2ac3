package io.grenache.vertx.server;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** What a caller gets for what became of its call. */
final class ReplyFrames {
  private ReplyFrames() {}

  /** For what a handler answered; null stands for JSON's. */
  static ReplyFrame result(RequestFrame request, Object body) {
    try {
      return ReplyFrame.result(request.rid(), Payload.of(body));
    } catch (IllegalArgumentException e) {
      return failed(request, Failure.ERR_BAD_RESULT, true);
    }
  }

  /** A handler's own text goes out alone; failures of the toolkit go out by name and number. */
  static ReplyFrame error(RequestFrame request, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (!isHandlersOwn(cause)) {
      return failed(request, failure, failure != Failure.ERR_NO_HANDLER);
    }
    String text = cause.getMessage();
    if (text == null || text.isEmpty()) {
      return failed(request, Failure.ERR_HANDLER, true);
    }
    boolean named = failure != Failure.ERR_APPLICATION && text.equals(failure.name());
    return named ? failed(request, failure, true) : ReplyFrame.error(request.rid(), text, 0, true);
  }

  /** Whether the handler gave no answer in time. */
  static boolean isUnanswered(Throwable cause) {
    return !isHandlersOwn(cause) && Failure.of(cause) == Failure.ERR_TIMEOUT;
  }

  private static boolean isHandlersOwn(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
  }

  /**
   * @param ran whether a handler may have seen the call
   */
  static ReplyFrame failed(RequestFrame request, Failure failure, boolean ran) {
    return ReplyFrame.error(request.rid(), failure.name(), failure.code(), ran);
  }
}
