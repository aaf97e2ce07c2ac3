package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.telemetry.Tally;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** A Vert.x in which publishers are deployed. */
abstract class PubFixture {
  static final PubOptions OPTIONS =
      PubOptions.DEFAULTS.withHost("127.0.0.1").withChannels("prices");

  final Vertx vertx;
  final List<Event> events = new CopyOnWriteArrayList<>();
  String deployment;

  PubFixture() {
    this(new VertxOptions());
  }

  PubFixture(VertxOptions options) {
    vertx = Vertx.vertx(options);
    Codecs.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), event -> events.add(event.body()));
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  static PubOptions with(PubOptions options, Object... changes) {
    JsonObject json = options.toJson();
    for (int i = 0; i < changes.length; i += 2) {
      json.put((String) changes[i], changes[i + 1]);
    }
    return PubOptions.fromJson(json);
  }

  /** Deploys, and tells any of the instances, which agree on the ports. */
  PubVerticle deploy(PubOptions options, int instances) {
    List<PubVerticle> deployed = Collections.synchronizedList(new ArrayList<>());
    deployment =
        result(
            vertx.deployVerticle(
                () -> {
                  PubVerticle pub = new PubVerticle(options);
                  deployed.add(pub);
                  return pub;
                },
                new DeploymentOptions().setInstances(instances)));
    for (String channel : options.channels()) {
      assertThat(deployed)
          .hasSize(instances)
          .extracting(pub -> pub.port(channel))
          .containsOnly(deployed.get(0).port(channel));
    }
    return deployed.get(0);
  }

  int deploy(PubOptions options) {
    return deploy(options, 1).port(options.channels().get(0));
  }

  /** For how many subscribers it was queued. */
  int publish(String channel, Object body) {
    return result(
            vertx
                .eventBus()
                .request(Addresses.DEFAULT.pub(channel), body)
                .map(Message::body)
                .map(Integer.class::cast))
        .intValue();
  }

  int publish(Object body) {
    return publish("prices", body);
  }

  long total(String name) {
    return Tally.of(vertx, "grenache").total("pub." + name).sum();
  }

  void untilSubscribers(int count) {
    await().until(() -> total("subscribers") == count);
  }

  List<Event> events(String type) {
    return events.stream().filter(event -> event.type().equals(type)).toList();
  }
}
