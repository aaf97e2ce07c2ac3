package io.grenache.vertx.testing;

import io.grenache.vertx.message.Addresses;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of a service that reach handlers over the event bus of a Vert.x. */
public final class BusCalls {
  private final AtomicInteger count = new AtomicInteger();

  public BusCalls(Vertx vertx, String service) {
    String address = Addresses.DEFAULT.service(service);
    vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (address.equals(delivery.message().address())) {
                count.incrementAndGet();
              }
              delivery.next();
            });
  }

  public int count() {
    return count.get();
  }
}
