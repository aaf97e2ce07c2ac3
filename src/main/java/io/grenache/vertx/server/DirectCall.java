package io.grenache.vertx.server;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.DeadlineWheel;
import io.grenache.vertx.transport.Hop;
import io.vertx.core.Completable;

/**
 * A call that went straight to a handler in this process, until it is answered or its time is over.
 * But for {@link #complete} confined to the server's event loop.
 */
abstract class DirectCall extends DeadlineWheel.Entry implements Completable<Payload>, Runnable {
  private final Hop server;
  private Payload result;
  private Throwable failure;
  private boolean ended;

  DirectCall(Hop server) {
    this.server = server;
  }

  /**
   * The handler has answered.
   *
   * @param failure null if it has a result
   */
  abstract void answered(Payload result, Throwable failure);

  /** It has not, in time; what it answers later is dropped. */
  abstract void timedOut();

  /** On the handler's context. */
  @Override
  public final void complete(Payload answer, Throwable cause) {
    result = answer;
    failure = cause;
    server.run(this);
  }

  @Override
  public final void run() {
    if (!ended) {
      ended = true;
      answered(result, failure);
    }
  }

  @Override
  protected final void expired() {
    ended = true;
    timedOut();
  }
}
