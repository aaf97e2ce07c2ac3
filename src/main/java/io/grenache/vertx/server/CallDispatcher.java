package io.grenache.vertx.server;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls to their handlers and brings the replies back. Confined to its verticle's event loop.
 */
final class CallDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(CallDispatcher.class);

  /** As W3C Trace Context names them. */
  private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

  private final EventBus bus;
  private final Map<String, Route> routes = new HashMap<>();
  private final long handlerTimeoutMs;
  private final LongAdder forbidden;
  private final LongAdder handlerTimeouts;
  private boolean draining;

  /** Where calls of a service go. */
  private record Route(String address, ServiceOptions service) {}

  CallDispatcher(EventBus bus, Addresses addresses, ServerOptions options, Tally tally) {
    this.bus = bus;
    this.forbidden = tally.total("server.forbidden");
    this.handlerTimeouts = tally.total("server.handlerTimeouts");
    this.handlerTimeoutMs = options.handlerTimeout().toMillis();
    for (ServiceOptions service : options.services()) {
      routes.put(service.name(), new Route(addresses.service(service.name()), service));
    }
  }

  /** From now on no handler is called. */
  void drain() {
    draining = true;
  }

  /** What the caller gets; never fails. */
  Future<ReplyFrame> dispatch(RequestFrame request, Caller caller) {
    if (draining) {
      return notRun(request, Failure.ERR_DRAINING);
    }
    Route route = routes.get(request.service());
    if (route == null) {
      return notRun(request, Failure.ERR_UNKNOWN_SERVICE);
    }
    if (!route.service.allows(caller)) {
      forbidden.increment();
      return notRun(request, Failure.ERR_FORBIDDEN);
    }
    long remainingMs =
        request.ttlMs() < 0 ? handlerTimeoutMs : Math.min(request.ttlMs(), handlerTimeoutMs);
    if (remainingMs == 0) {
      return notRun(request, Failure.ERR_TIMEOUT);
    }
    Object body;
    try {
      Call call =
          new Call(
              request.service(),
              request.payload(),
              caller,
              Duration.ofMillis(remainingMs),
              request.headers(),
              request.idempotencyKey());
      body = route.service.body() == ServiceOptions.Body.JSON ? call.toJson() : call;
    } catch (RuntimeException e) {
      return notRun(request, Failure.ERR_BAD_REQUEST);
    }
    Future<Message<Object>> answered;
    try {
      answered = bus.request(route.address, body, delivery(request, remainingMs));
    } catch (RuntimeException e) {
      LOG.warn("a call of {} could not be sent to its handlers", request.service(), e);
      return notRun(request, Failure.ERR_HANDLER);
    }
    return answered.transform(
        answer ->
            Future.succeededFuture(
                answer.succeeded()
                    ? result(request, answer.result().body())
                    : error(request, answer.cause())));
  }

  /** With the caller's trace among the message's headers, where a tracer of Vert.x looks for it. */
  private static DeliveryOptions delivery(RequestFrame call, long remainingMs) {
    DeliveryOptions delivery = new DeliveryOptions().setSendTimeout(remainingMs);
    if (call.headers().containsKey("traceparent")) {
      for (String name : TRACE_HEADERS) {
        String value = call.headers().get(name);
        if (value != null) {
          delivery.addHeader(name, value);
        }
      }
      // or a tracer would put the trace of the socket, if there is one, in its place
      delivery.setTracingPolicy(TracingPolicy.IGNORE);
    }
    return delivery;
  }

  private static ReplyFrame result(RequestFrame request, Object body) {
    try {
      return ReplyFrame.result(request.rid(), Payload.of(body));
    } catch (IllegalArgumentException e) {
      return failed(request, Failure.ERR_BAD_RESULT, true);
    }
  }

  /** A handler's own text goes out alone; failures of the toolkit go out by name and number. */
  private ReplyFrame error(RequestFrame request, Throwable cause) {
    Failure failure = Failure.of(cause);
    if (!(cause instanceof ReplyException reply)
        || reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) {
      if (failure == Failure.ERR_TIMEOUT) {
        handlerTimeouts.increment();
      }
      return failed(request, failure, failure != Failure.ERR_NO_HANDLER);
    }
    String text = reply.getMessage();
    if (text == null || text.isEmpty()) {
      return failed(request, Failure.ERR_HANDLER, true);
    }
    boolean named = failure != Failure.ERR_APPLICATION && text.equals(failure.name());
    return named ? failed(request, failure, true) : ReplyFrame.error(request.rid(), text, 0, true);
  }

  private static Future<ReplyFrame> notRun(RequestFrame request, Failure failure) {
    return Future.succeededFuture(failed(request, failure, false));
  }

  private static ReplyFrame failed(RequestFrame request, Failure failure, boolean ran) {
    return ReplyFrame.error(request.rid(), failure.name(), failure.code(), ran);
  }
}
