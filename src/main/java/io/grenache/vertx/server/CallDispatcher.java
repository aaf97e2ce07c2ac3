package io.grenache.vertx.server;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.transport.Deadlines;
import io.grenache.vertx.transport.Hop;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls to their handlers and brings the replies back: over the event bus, or straight to a
 * handler in this process where nobody else takes calls of that service. Confined to its verticle's
 * event loop.
 */
final class CallDispatcher {
  /** The header of a message by which the server learns who takes its calls. */
  static final String SAMPLE = "grenache-sample";

  private static final Logger LOG = LoggerFactory.getLogger(CallDispatcher.class);

  /**
   * How the event bus begins to say that a consumer ended, or was full, and did not see a message.
   */
  private static final String DISCARDED = "Discarded the request.";

  /** One after another, all handlers that end at the same time may have a call. */
  private static final int RESENDS = 8;

  /** As W3C Trace Context names them. */
  private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

  private final EventBus bus;
  private final LocalHandlers handlers;
  private final Deadlines deadlines;
  private final Hop here;
  private final Map<String, Route> routes = new HashMap<>();
  private final String sampler = UUID.randomUUID().toString();
  private final boolean mayPassBus;
  private final long handlerTimeoutMs;
  private final LongAdder forbidden;
  private final LongAdder handlerTimeouts;
  // never changed, but replaced: most calls have as much time left as the one before
  private DeliveryOptions usual = new DeliveryOptions();
  private long samples;
  private boolean draining;
  private boolean closed;

  /** Where calls of a service go. */
  private static final class Route {
    final ServiceOptions service;
    final String address;
    final Shortcut shortcut = new Shortcut();
    int turn;

    Route(ServiceOptions service, String address) {
      this.service = service;
      this.address = address;
    }
  }

  /** To be made on the event loop that it is confined to. */
  CallDispatcher(Vertx vertx, Addresses addresses, ServerOptions options, Tally tally) {
    this.bus = vertx.eventBus();
    this.handlers = LocalHandlers.of(vertx);
    this.deadlines = new Deadlines(vertx);
    this.here = Hop.here(vertx);
    this.mayPassBus = Hop.mayPassBus(vertx);
    this.forbidden = tally.total("server.forbidden");
    this.handlerTimeouts = tally.total("server.handlerTimeouts");
    this.handlerTimeoutMs = options.handlerTimeout().toMillis();
    for (ServiceOptions service : options.services()) {
      routes.put(service.name(), new Route(service, addresses.service(service.name())));
    }
  }

  /** From now on no handler is called. */
  void drain() {
    draining = true;
  }

  /**
   * Answers once, now or later.
   *
   * @param answer gets what the caller gets
   */
  void dispatch(RequestFrame request, Caller caller, Consumer<ReplyFrame> answer) {
    Route route = routes.get(request.service());
    Failure refusal = refusal(route, caller);
    long remainingMs =
        request.ttlMs() < 0 ? handlerTimeoutMs : Math.min(request.ttlMs(), handlerTimeoutMs);
    if (refusal == null && remainingMs == 0) {
      refusal = Failure.ERR_TIMEOUT;
    }
    if (refusal != null) {
      answer.accept(ReplyFrames.failed(request, refusal, false));
      return;
    }
    long now = System.nanoTime();
    Call call;
    try {
      call =
          new Call(
              request.service(),
              request.payload(),
              caller,
              Duration.ofMillis(remainingMs),
              request.headers(),
              request.idempotencyKey(),
              now);
    } catch (RuntimeException e) {
      answer.accept(ReplyFrames.failed(request, Failure.ERR_BAD_REQUEST, false));
      return;
    }
    List<LocalHandler> local = handlers.at(route.address);
    if (local.isEmpty() || !mayPassBus) {
      overTheBus(request, call, route, remainingMs, null, RESENDS, answer);
    } else if (route.shortcut.isOpen(local.size())) {
      straight(request, call, route, remainingMs, local, answer);
    } else {
      overTheBus(
          request, call, route, remainingMs, new Sample(sampler + samples++), RESENDS, answer);
    }
  }

  private Failure refusal(Route route, Caller caller) {
    if (draining) {
      return Failure.ERR_DRAINING;
    }
    if (route == null) {
      return Failure.ERR_UNKNOWN_SERVICE;
    }
    if (!route.service.allows(caller)) {
      forbidden.increment();
      return Failure.ERR_FORBIDDEN;
    }
    return null;
  }

  private void straight(
      RequestFrame request,
      Call call,
      Route route,
      long remainingMs,
      List<LocalHandler> local,
      Consumer<ReplyFrame> answer) {
    DirectCall direct =
        new DirectCall(here) {
          @Override
          void answered(Payload result, Throwable failure) {
            deadlines.cancel(this);
            answer.accept(
                failure == null
                    ? ReplyFrames.result(request, result)
                    : failedWith(request, failure));
          }

          @Override
          void timedOut() {
            if (!closed) {
              handlerTimeouts.increment();
            }
            answer.accept(ReplyFrames.failed(request, Failure.ERR_TIMEOUT, true));
          }
        };
    deadlines.after(direct, call.sinceNanos(), TimeUnit.MILLISECONDS.toNanos(remainingMs));
    route.turn = (route.turn + 1) % local.size();
    try {
      local.get(route.turn).handle(call, direct);
    } catch (RejectedExecutionException e) {
      // its context has closed a moment ago
      deadlines.cancel(direct);
      overTheBus(request, call, route, remainingMs, null, RESENDS, answer);
    }
  }

  /**
   * @param sample by which the handler, if it is here, says that it has the call; null if nobody
   *     wants to know
   * @param resends how often it may be sent again if nobody has seen it
   */
  private void overTheBus(
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
            answer.accept(failedWith(request, failure));
          }
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
      overTheBus(request, call, route, remainingMs, null, resends - 1, answer);
    }
  }

  /** A consumer that ended before it was the message's turn; the event bus calls that a timeout. */
  private static boolean isDiscarded(Throwable cause) {
    return cause instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.TIMEOUT
        && reply.getMessage() != null
        && reply.getMessage().startsWith(DISCARDED);
  }

  /**
   * What handlers still owe is waited for no more: it would never be counted out, since its time
   * ends with the server's timers. The sockets are closed by now.
   */
  void close() {
    closed = true;
    deadlines.expireAll();
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
      // or a tracer would put the trace of the socket, if there is one, in its place
      delivery.setTracingPolicy(TracingPolicy.IGNORE);
    }
    return delivery;
  }

  private ReplyFrame failedWith(RequestFrame request, Throwable cause) {
    if (ReplyFrames.isUnanswered(cause)) {
      handlerTimeouts.increment();
    }
    return ReplyFrames.error(request, cause);
  }
}
