package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Unwatch;
import io.grenache.vertx.message.Watch;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells who publishes from a table, in place of a link. */
final class WatchedLink {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final Map<String, List<Destination>> table = new ConcurrentHashMap<>();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<MessageConsumer<?>> consumers;
  private volatile boolean failing;

  WatchedLink(Vertx vertx) {
    this.vertx = vertx;
    Codecs.register(vertx);
    consumers =
        List.of(
            vertx
                .eventBus()
                .<Watch>localConsumer(
                    Addresses.DEFAULT.watch(),
                    message -> {
                      asked.incrementAndGet();
                      String service = message.body().service();
                      watched.add(service);
                      if (failing) {
                        Failure.answer(message, Failure.ERR_GRAPE.with("no grape answers"));
                      } else {
                        message.reply(destinations(service));
                      }
                    }),
            vertx
                .eventBus()
                .<Unwatch>localConsumer(
                    Addresses.DEFAULT.unwatch(),
                    message -> watched.remove(message.body().service())));
    vertx
        .eventBus()
        .publish(Addresses.DEFAULT.events(), Event.of(Event.LINK_READY, null, null, null), LOCAL);
  }

  /** Changes who is listed without telling: the next who asks will know. */
  WatchedLink list(String channel, int... ports) {
    table.put(
        channel,
        Arrays.stream(ports).mapToObj(port -> new Destination("127.0.0.1", port)).toList());
    return this;
  }

  /** Changes who is listed, and tells who watches. */
  void change(String channel, int... ports) {
    list(channel, ports);
    vertx.eventBus().publish(Addresses.DEFAULT.destinations(channel), destinations(channel), LOCAL);
  }

  void failing(boolean value) {
    failing = value;
  }

  Set<String> watched() {
    return watched;
  }

  int asked() {
    return asked.get();
  }

  void close() {
    consumers.forEach(MessageConsumer::unregister);
  }

  private Destinations destinations(String service) {
    return new Destinations(service, table.getOrDefault(service, List.of()), Duration.ofSeconds(5));
  }
}
