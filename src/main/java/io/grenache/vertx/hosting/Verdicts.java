package io.grenache.vertx.hosting;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Handshake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.function.Function;

/** Asks the application, at {@link Addresses#admit()}, whether to let somebody in. */
public final class Verdicts {
  private Verdicts() {}

  /**
   * Asks about a handshake; fails if nobody answers in time.
   *
   * @param timeout how long an answer may take
   */
  public static Function<Handshake, Future<Admission>> of(
      Vertx vertx, Addresses addresses, Duration timeout) {
    DeliveryOptions delivery =
        new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeout.toMillis());
    return handshake ->
        vertx
            .eventBus()
            .request(addresses.admit(), handshake, delivery)
            .map(answer -> Admission.from(answer.body()));
  }
}
