package io.grenache.vertx.server;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.transport.Hop;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls to whoever consumes at the address of their service. Confined to its verticle's event
 * loop.
 */
final class BusCalls {
  /** The header of a message by which the server learns who takes its calls. */
  static final String SAMPLE = "grenache-sample";

  private static final Logger LOG = LoggerFactory.getLogger(BusCalls.class);

  /**
   * How the event bus begins to say that a consumer ended, or was full, and did not see a message.
   */
  private static final String DISCARDED = "Discarded the request.";

  /** One after another, all handlers that end at the same time may have a call. */
  private static final int RESENDS = 8;

  /** As W3C Trace Context names them. */
  private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

  private final EventBus bus;
  private final Hop beside;
  private final LocalHandlers handlers;
  private final ReplyFrames replies;
  // never changed, but replaced: most calls have as much time left as the one before
  private DeliveryOptions usual = new DeliveryOptions();

  BusCalls(EventBus bus, Hop here, LocalHandlers handlers, ReplyFrames replies) {
    this.bus = bus;
    this.beside = here.undeployed();
    this.handlers = handlers;
    this.replies = replies;
  }

  /**
   * Answers once, now or later.
   *
   * @param sample by which the handler, if it is here, says that it has the call; null if nobody
   *     wants to know
   * @param answer gets what the caller gets
   */
  void send(
      RequestFrame request,
      Call call,
      Route route,
      long remainingMs,
      Sample sample,
      Consumer<ReplyFrame> answer) {
    send(request, call, route, remainingMs, sample, RESENDS, answer);
  }

  /**
   * @param resends how often it may be sent again if nobody has seen it
   */
  private void send(
      RequestFrame request,
      Call call,
      Route route,
      long remainingMs,
      Sample sample,
      int resends,
      Consumer<ReplyFrame> answer) {
    Object body;
    try {
      body = route.service.body() == ServiceOptions.Body.JSON ? call.toJson() : call;
    } catch (RuntimeException e) {
      answer.accept(ReplyFrames.failed(request, Failure.ERR_BAD_REQUEST, false));
      return;
    }
    DeliveryOptions delivery = delivery(request, remainingMs, sample);
    if (sample != null) {
      handlers.sampled(sample);
      route.shortcut.sent(sample);
    }
    beside.run(
        () -> {
          Future<Message<Object>> answered;
          try {
            answered = bus.request(route.address, body, delivery);
          } catch (RejectedExecutionException e) {
            // the worker pool of who had its turn has closed a moment ago
            ended(sample, route);
            discarded(request, call, route, resends, answer);
            return;
          } catch (RuntimeException e) {
            LOG.warn("a call of {} could not be sent to its handlers", request.service(), e);
            ended(sample, route);
            answer.accept(ReplyFrames.failed(request, Failure.ERR_HANDLER, false));
            return;
          }
          answered.onComplete(
              (reply, failure) -> {
                ended(sample, route);
                if (failure == null) {
                  answer.accept(ReplyFrames.result(request, reply.body()));
                } else if (isDiscarded(failure)) {
                  discarded(request, call, route, resends, answer);
                } else {
                  answer.accept(replies.error(request, failure));
                }
              });
        });
  }

  private void ended(Sample sample, Route route) {
    if (sample != null) {
      handlers.ended(sample);
      route.shortcut.answered(sample);
    }
  }

  /** No handler has seen it, so that another one may get it. */
  private void discarded(
      RequestFrame request, Call call, Route route, int resends, Consumer<ReplyFrame> answer) {
    long remainingMs = call.remaining().toMillis();
    if (resends == 0 || remainingMs == 0) {
      answer.accept(ReplyFrames.failed(request, Failure.ERR_NO_HANDLER, false));
    } else {
      send(request, call, route, remainingMs, null, resends - 1, answer);
    }
  }

  /** A consumer that ended before it was the message's turn; the event bus calls that a timeout. */
  private static boolean isDiscarded(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && reply.getMessage() != null
        && reply.getMessage().startsWith(DISCARDED);
  }

  /** With the caller's trace among the message's headers, where a tracer of Vert.x looks for it. */
  private DeliveryOptions delivery(RequestFrame call, long remainingMs, Sample sample) {
    boolean traced = call.headers().containsKey("traceparent");
    if (!traced && sample == null && usual.getSendTimeout() == remainingMs) {
      return usual;
    }
    DeliveryOptions delivery = new DeliveryOptions().setSendTimeout(remainingMs);
    if (sample != null) {
      delivery.addHeader(SAMPLE, sample.id());
    } else if (!traced) {
      usual = delivery;
    }
    if (traced) {
      for (String name : TRACE_HEADERS) {
        String value = call.headers().get(name);
        if (value != null) {
          delivery.addHeader(name, value);
        }
      }
      // or a tracer would put one of its own in its place
      delivery.setTracingPolicy(TracingPolicy.IGNORE);
    }
    return delivery;
  }
}
