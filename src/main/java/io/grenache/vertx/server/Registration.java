package io.grenache.vertx.server;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;

/** A handler that {@link Service} registered. */
public final class Registration {
  private final MessageConsumer<Object> consumer;
  private final Runnable whenEnded;

  /**
   * @param whenEnded runs as the handler is taken from the bus
   */
  Registration(MessageConsumer<Object> consumer, Runnable whenEnded) {
    this.consumer = consumer;
    this.whenEnded = whenEnded;
  }

  /** Completes when calls reach the handler; what a verticle's {@code start} returns. */
  public Future<Void> completion() {
    return consumer.completion();
  }

  /**
   * Takes the handler from the bus; calls that it has are still answered. Undeploying the verticle
   * that registered it does this by itself.
   */
  public Future<Void> end() {
    whenEnded.run();
    return consumer.unregister();
  }
}
