package io.grenache.vertx.server;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.atomic.LongAdder;

/** What a caller gets for what became of its call. */
final class ReplyFrames {
  private final LongAdder handlerTimeouts;

  /**
   * @param handlerTimeouts counts the calls that had no answer in time
   */
  ReplyFrames(LongAdder handlerTimeouts) {
    this.handlerTimeouts = handlerTimeouts;
  }

  /** The handler gave no answer in time. */
  ReplyFrame timeout(RequestFrame request) {
    handlerTimeouts.increment();
    return failed(request, Failure.ERR_TIMEOUT, true);
  }

  /** For what a handler answered; null stands for JSON's. */
  static ReplyFrame result(RequestFrame request, Object body) {
    try {
      return ReplyFrame.result(request.rid(), Payload.of(body));
    } catch (IllegalArgumentException e) {
      return failed(request, Failure.ERR_BAD_RESULT, true);
    }
  }

  /** A handler's own text goes out alone; failures of the toolkit go out by name and number. */
  ReplyFrame error(RequestFrame request, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (!isHandlersOwn(cause)) {
      return failure == Failure.ERR_TIMEOUT
          ? timeout(request)
          : failed(request, failure, failure != Failure.ERR_NO_HANDLER);
    }
    String text = cause.getMessage();
    if (text == null || text.isEmpty()) {
      return failed(request, Failure.ERR_HANDLER, true);
    }
    boolean named = failure != Failure.ERR_APPLICATION && text.equals(failure.name());
    return named ? failed(request, failure, true) : ReplyFrame.error(request.rid(), text, 0, true);
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
