package io.grenache.vertx.telemetry;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has keys and certificates read again, every now and then and on a message to {@link
 * Addresses#reloadTls()}, and reports what came of it.
 */
public final class TlsReloads {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReloads.class);
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final Addresses addresses;
  private final String who;
  private final Supplier<Future<Boolean>> reload;
  private boolean failing;

  private TlsReloads(
      Vertx vertx, Addresses addresses, String who, Supplier<Future<Boolean>> reload) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.who = who;
    this.reload = reload;
  }

  /**
   * Begins, and ends with the verticle on whose context this runs.
   *
   * @param every 0 for on messages alone
   * @param who what the events name as their destination: the address that is listened on; null for
   *     a client
   * @param reload says whether what was read is other than before
   */
  public static void begin(
      Vertx vertx,
      Addresses addresses,
      Duration every,
      String who,
      Supplier<Future<Boolean>> reload) {
    TlsReloads reloads = new TlsReloads(vertx, addresses, who, reload);
    if (!every.isZero()) {
      vertx.setPeriodic(every.toMillis(), id -> reloads.run(false));
    }
    vertx.eventBus().localConsumer(addresses.reloadTls()).handler(message -> reloads.run(true));
  }

  private void run(boolean asked) {
    reload
        .get()
        .onSuccess(
            changed -> {
              failing = false;
              if (asked || changed) {
                publish(Event.TLS_RELOADED, changed ? null : "nothing has changed");
              }
            })
        .onFailure(
            cause -> {
              if (asked || !failing) {
                LOG.warn("keys and certificates stay as they are: {}", cause.getMessage());
                publish(Event.TLS_RELOAD_FAILED, cause.getMessage());
              }
              failing = true;
            });
  }

  private void publish(String type, String message) {
    vertx.eventBus().publish(addresses.events(), Event.of(type, null, who, message), LOCAL);
  }
}
