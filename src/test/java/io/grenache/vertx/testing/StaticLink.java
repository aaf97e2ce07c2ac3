package io.grenache.vertx.testing;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers lookups from a table, in place of a link. */
public final class StaticLink {
  private final Map<String, List<Destination>> table = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile Duration remaining = Duration.ofSeconds(10);

  public StaticLink(Vertx vertx) {
    Codecs.register(vertx);
    vertx.eventBus().consumer(Addresses.DEFAULT.lookup(), this::answer);
  }

  public StaticLink route(String service, int... ports) {
    table.put(
        service,
        java.util.Arrays.stream(ports)
            .mapToObj(port -> new Destination("127.0.0.1", port))
            .toList());
    return this;
  }

  public StaticLink remaining(Duration value) {
    remaining = value;
    return this;
  }

  public int lookups() {
    return lookups.get();
  }

  private void answer(Message<Lookup> message) {
    lookups.incrementAndGet();
    String service = message.body().service();
    List<Destination> found = table.get(service);
    if (found == null) {
      Failure.answer(message, Failure.ERR_GRAPE_LOOKUP_EMPTY.with("nobody announces " + service));
    } else {
      message.reply(new Destinations(service, found, remaining));
    }
  }
}
