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
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Takes calls to their handlers and brings the replies back: over the event bus, or straight to a
 * handler in this process where nobody else takes calls of that service. Confined to its verticle's
 * event loop.
 */
final class CallDispatcher {
  private final BusCalls bus;
  private final LocalHandlers handlers;
  private final ReplyFrames replies;
  private final Deadlines deadlines;
  private final Hop here;
  private final Map<String, Route> routes = new HashMap<>();
  private final String sampler = UUID.randomUUID().toString();
  private final boolean mayPassBus;
  private final long handlerTimeoutMs;
  private final LongAdder forbidden;
  private long samples;
  private boolean draining;
  private boolean closed;

  /** To be made on the event loop that it is confined to. */
  CallDispatcher(Vertx vertx, Addresses addresses, ServerOptions options, Tally tally) {
    this.handlers = LocalHandlers.of(vertx);
    this.replies = new ReplyFrames(tally.total("server.handlerTimeouts"));
    this.here = Hop.here(vertx);
    this.bus = new BusCalls(vertx.eventBus(), here, handlers, replies);
    this.deadlines = new Deadlines(vertx);
    this.mayPassBus = Hop.mayPassBus(vertx);
    this.forbidden = tally.total("server.forbidden");
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
    Call call;
    try {
      call =
          new Call(
              request.service(),
              request.payload(),
              caller,
              Duration.ofMillis(remainingMs),
              request.headers(),
              request.idempotencyKey());
    } catch (RuntimeException e) {
      answer.accept(ReplyFrames.failed(request, Failure.ERR_BAD_REQUEST, false));
      return;
    }
    List<LocalHandler> local = handlers.at(route.address);
    if (local.isEmpty() || !mayPassBus) {
      bus.send(request, call, route, remainingMs, null, answer);
    } else if (route.shortcut.isOpen(local.size(), call.sinceNanos())) {
      straight(request, call, route, remainingMs, local, answer);
    } else {
      Sample sample = new Sample(sampler + samples++);
      bus.send(request, call, route, remainingMs, sample, answer);
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
                    : replies.error(request, failure));
          }

          @Override
          void timedOut() {
            answer.accept(
                closed
                    ? ReplyFrames.failed(request, Failure.ERR_TIMEOUT, true)
                    : replies.timeout(request));
          }
        };
    deadlines.after(direct, call.sinceNanos(), TimeUnit.MILLISECONDS.toNanos(remainingMs));
    route.turn = (route.turn + 1) % local.size();
    if (!local.get(route.turn).handle(call, direct)) {
      // a moment ago
      deadlines.cancel(direct);
      bus.send(request, call, route, remainingMs, null, answer);
    }
  }

  /**
   * What handlers were handed straight, and still owe, is waited for no more: it would never be
   * counted out, since its time ends with the server's timers. The sockets are closed by now.
   */
  void close() {
    closed = true;
    deadlines.expireAll();
  }
}
