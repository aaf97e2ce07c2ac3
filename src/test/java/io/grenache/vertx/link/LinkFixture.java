package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A Vert.x with a fake grape, and what a test of the link says to both. */
abstract class LinkFixture {
  static final Addresses AT = Addresses.DEFAULT;

  final Vertx vertx = Vertx.vertx();
  final List<Event> events = new CopyOnWriteArrayList<>();
  FakeGrape grape;

  /** Looks often: most of what is waited for comes within milliseconds. */
  static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  @BeforeEach
  void open() throws Exception {
    Codecs.register(vertx);
    vertx.eventBus().<Event>localConsumer(AT.events(), message -> events.add(message.body()));
    grape = FakeGrape.on(vertx);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  /** Options for one grape, which is asked only what a test causes; overlaid with more. */
  LinkOptions options(JsonObject more) {
    return LinkOptions.fromJson(
        new JsonObject()
            .put("grapes", new JsonArray().add(grape.url()))
            .put("verifyAnnouncements", false)
            .put("checkEveryMs", 0)
            .mergeIn(more));
  }

  String deploy(JsonObject more) throws Exception {
    return vertx.deployVerticle(new LinkVerticle(options(more))).await(5, TimeUnit.SECONDS);
  }

  String deploy() throws Exception {
    return deploy(new JsonObject());
  }

  void undeploy(String id) throws Exception {
    vertx.undeploy(id).await(5, TimeUnit.SECONDS);
  }

  Future<Object> send(String address, Object body) {
    return vertx
        .eventBus()
        .request(address, body, new DeliveryOptions().setLocalOnly(true).setSendTimeout(5000))
        .map(io.vertx.core.eventbus.Message::body);
  }

  Object ask(String address, Object body) throws Exception {
    return send(address, body).await(5, TimeUnit.SECONDS);
  }

  void assertFails(Future<?> answer, Failure failure, String text) {
    Throwable thrown = catchThrowable(() -> answer.await(5, TimeUnit.SECONDS));
    assertThat(thrown).isNotNull();
    assertThat(Failure.of(thrown)).isEqualTo(failure);
    assertThat(thrown).hasMessageContaining(text);
  }

  List<String> eventTypes(String service) {
    return events.stream()
        .filter(event -> service.equals(event.service()))
        .map(Event::type)
        .toList();
  }
}
