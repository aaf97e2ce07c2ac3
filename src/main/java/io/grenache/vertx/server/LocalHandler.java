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
  // guarded by who knows the handlers of its address
  private boolean gone;

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

  /** It is to get no more calls. */
  void leave() {
    gone = true;
  }

  /**
   * Has a call handled.
   *
   * @param answer gets what came of it, on the handler's context
   */
  void handle(Call call, Completable<Payload> answer) {
    context.runApart(() -> handler.apply(call).onComplete(answer));
  }
}
