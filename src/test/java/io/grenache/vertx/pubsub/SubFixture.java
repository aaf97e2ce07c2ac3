package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Unsubscribe;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Vert.x with a subscriber in it; what it receives and tells is kept. */
final class SubFixture {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  final Vertx vertx = Vertx.vertx();
  final List<Event> events = new CopyOnWriteArrayList<>();

  SubFixture() {
    Codecs.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), message -> events.add(message.body()));
  }

  /** With short waits, unless the options say others. */
  static JsonObject quick() {
    return new JsonObject().put("backoffMs", 20).put("maxBackoffMs", 100);
  }

  String deploy(JsonObject options) {
    return deploy(SubOptions.fromJson(quick().mergeIn(options)));
  }

  String deploy(SubOptions options) {
    return result(vertx.deployVerticle(new SubVerticle(options)));
  }

  String deploy() {
    return deploy(new JsonObject());
  }

  /** From now on what is received of the channel is kept in this list. */
  List<Object> received(String channel) {
    List<Object> received = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .localConsumer(
            Addresses.DEFAULT.sub(channel),
            message -> received.add(message.body() == null ? "<null>" : message.body()));
    return received;
  }

  void subscribe(Subscribe subscribe) {
    result(ask(Addresses.DEFAULT.subscribe(), subscribe));
  }

  void subscribe(String channel) {
    subscribe(new Subscribe(channel));
  }

  void unsubscribe(String channel) {
    result(ask(Addresses.DEFAULT.unsubscribe(), new Unsubscribe(channel)));
  }

  Future<Object> ask(String address, Object body) {
    return vertx.eventBus().request(address, body, LOCAL).map(answer -> answer.body());
  }

  /** Whether the publisher has that many sockets, and this side counts so many of all. */
  void untilConnected(TestPublisher... publishers) {
    await()
        .until(
            () -> {
              for (TestPublisher publisher : publishers) {
                if (publisher.sockets().size() != 1) {
                  return false;
                }
              }
              return total("publishers") == publishers.length;
            });
  }

  long total(String name) {
    return Tally.of(vertx, "grenache").total("sub." + name).sum();
  }

  List<Event> events(String type) {
    return events.stream().filter(event -> event.type().equals(type)).toList();
  }

  /** The messages of the events of that type about a destination. */
  List<String> told(String type, String destination) {
    return events(type).stream()
        .filter(event -> destination.equals(event.destination()))
        .map(event -> String.valueOf(event.message()))
        .toList();
  }

  void close() {
    result(vertx.close());
  }
}
