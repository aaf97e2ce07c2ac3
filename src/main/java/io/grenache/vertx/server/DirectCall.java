package io.grenache.vertx.server;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.DeadlineWheel;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.AsyncResult;
import java.util.function.Consumer;

/**
 * A call that went straight to a handler in this process, until it is answered or its time is over.
 * But for {@link #accept} confined to the server's event loop.
 */
abstract class DirectCall extends DeadlineWheel.Entry
    implements Consumer<AsyncResult<Payload>>, Runnable {
  private final Hop server;
  private AsyncResult<Payload> outcome;
  private boolean ended;

  DirectCall(Hop server) {
    this.server = server;
  }

  /** The handler has answered. */
  abstract void answered(AsyncResult<Payload> outcome);

  /** It has not, in time; what it answers later is dropped. */
  abstract void timedOut();

  /** On the handler's context. */
  @Override
  public final void accept(AsyncResult<Payload> result) {
    outcome = result;
    server.run(this);
  }

  @Override
  public final void run() {
    if (!ended) {
      ended = true;
      answered(outcome);
    }
  }

  @Override
  protected final void expired() {
    ended = true;
    timedOut();
  }
}
