package io.grenache.vertx.server;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.function.Function;

/** A handler in this process, and the way to its context. */
final class LocalHandler {
  private final Hop context;
  private final Function<Call, Future<Payload>> handler;
  private volatile boolean gone;

  /**
   * @param context where it was registered
   * @param handler never throws; what it fails with is told to callers as it is
   */
  LocalHandler(Hop context, Function<Call, Future<Payload>> handler) {
    this.context = context;
    this.handler = handler;
  }

  boolean isGone() {
    return gone;
  }

  /** It is to get no more calls; what it was handed before is queued on its context by now. */
  synchronized void leave() {
    gone = true;
  }

  /**
   * Has a call handled.
   *
   * @param answer gets what came of it, on the handler's context
   * @return false if it is gone: then it has not seen the call
   */
  boolean handle(Call call, Completable<Payload> answer) {
    // an event loop outlives its verticles, and may run the handler now; a worker's queue may not
    return context.isEventLoop() ? handOver(call, answer) : handOverBeforeItLeaves(call, answer);
  }

  private synchronized boolean handOverBeforeItLeaves(Call call, Completable<Payload> answer) {
    return handOver(call, answer);
  }

  private boolean handOver(Call call, Completable<Payload> answer) {
    if (gone) {
      return false;
    }
    context.runApart(() -> handler.apply(call).onComplete(answer));
    return true;
  }
}
