package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Unwatch;
import io.grenache.vertx.message.Watch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LinkWatchTest extends LinkFixture {
  private static final JsonObject OFTEN = new JsonObject().put("watchEveryMs", 20);
  private static final Destination FIRST = new Destination("10.0.0.5", 7001);
  private static final Destination SECOND = new Destination("10.0.0.6", 7001);

  private final List<List<Destination>> published = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<Destinations>localConsumer(
            AT.destinations("orders"), message -> published.add(message.body().destinations()));
  }

  private List<Destination> watch(String holder) throws Exception {
    return ((Destinations) ask(AT.watch(), new Watch("orders", holder))).destinations();
  }

  private void awaitPublished(List<List<Destination>> all) {
    await()
        .untilAsserted(
            () ->
                assertThat(published.stream().map(Set::copyOf).toList())
                    .isEqualTo(all.stream().map(Set::copyOf).toList()));
  }

  private void awaitLookups(int more) {
    int before = grape.count("/lookup");
    await().until(() -> grape.count("/lookup") >= before + more);
  }

  private void assertNoMoreLookups() {
    int count = grape.count("/lookup");
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(5))
        .until(() -> grape.count("/lookup") == count);
  }

  @Test
  void changesArePublishedAndNothingElse() throws Exception {
    grape.answers("/lookup", "[]");
    deploy(OFTEN);
    assertThat(watch("")).isEmpty();
    awaitLookups(3);
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    awaitPublished(List.of(List.of(), List.of(FIRST)));
    grape.answers("/lookup", "[\"10.0.0.6:7001\",\"10.0.0.5:7001\"]");
    awaitPublished(List.of(List.of(), List.of(FIRST), List.of(FIRST, SECOND)));
    grape.answers("/lookup", "[\"10.0.0.5:7001\",\"10.0.0.6:7001\"]");
    awaitLookups(3);
    grape.answers("/lookup", "[]");
    awaitPublished(List.of(List.of(), List.of(FIRST), List.of(FIRST, SECOND), List.of()));

    assertThat(events)
        .filteredOn(event -> event.type().equals(Event.DESTINATIONS_CHANGED))
        .extracting(Event::message)
        .containsExactly(
            "no destinations",
            "1 destination: 10.0.0.5:7001",
            "2 destinations: 10.0.0.5:7001, 10.0.0.6:7001",
            "no destinations");
  }

  @Test
  void aFailureIsNoChange() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    deploy(OFTEN);
    assertThat(watch("")).containsExactly(FIRST);
    grape.answers("/lookup", "\"All queries failed\"");
    awaitLookups(5);

    awaitPublished(List.of(List.of(FIRST)));
  }

  @Test
  void aWatchThatNoGrapeAnswersFailsAndGoesOn() throws Exception {
    grape.answers("/lookup", 500, "");
    deploy(OFTEN);
    assertFails(send(AT.watch(), new Watch("orders")), Failure.ERR_GRAPE, "status 500");
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");

    awaitPublished(List.of(List.of(FIRST)));
    assertThat(watch("")).containsExactly(FIRST);
  }

  @Test
  void theJsonFormIsAnsweredWithAResult() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    deploy(OFTEN);
    JsonObject json = new JsonObject().put("service", "orders");

    JsonObject result = ((JsonObject) ask(AT.watch(), json)).getJsonObject("result");
    assertThat(result.getJsonArray("destinations")).isEqualTo(new JsonArray().add("10.0.0.5:7001"));
    assertThat(ask(AT.unwatch(), json)).isEqualTo(new JsonObject().putNull("result"));
    assertNoMoreLookups();
  }

  @Test
  void aWatchGoesOnUntilItsLastHolderTookItBack() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    deploy(OFTEN);
    watch("a");
    watch("b");
    ask(AT.unwatch(), new Unwatch("orders", "nobody"));
    ask(AT.unwatch(), new Unwatch("orders", "a"));
    awaitLookups(3);
    ask(AT.unwatch(), new Unwatch("orders", "b"));

    assertNoMoreLookups();
  }

  @Test
  void aWatchEndsWithTheDeploymentThatHeldIt() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    deploy(OFTEN);
    String holder =
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    return send(AT.watch(), new Watch("orders", deploymentID()));
                  }
                })
            .await(5, TimeUnit.SECONDS);
    awaitLookups(3);
    undeploy(holder);

    assertNoMoreLookups();
  }

  @Test
  void watchesAreBounded() throws Exception {
    grape.answers("/lookup", "[]");
    deploy(new JsonObject().put("maxWatches", 1));
    watch("");

    assertFails(send(AT.watch(), new Watch("prices")), Failure.ERR_OVERLOADED, "1 services");
    ask(AT.unwatch(), new Unwatch("orders"));
    ask(AT.watch(), new Watch("prices"));
  }

  @Test
  void samplesOfAVeryLongListAreNoChange() throws Exception {
    grape.does(
        "/lookup",
        request -> {
          JsonArray hundred = new JsonArray();
          int from = grape.count("/lookup");
          for (int i = 0; i < 100; i++) {
            hundred.add("10.0.0.1:" + (7000 + from + i));
          }
          request.response().end(hundred.encode());
        });
    deploy(OFTEN);
    watch("");
    awaitLookups(5);

    assertThat(published).hasSize(1);
  }

  @Test
  void undeployEndsAllWatching() throws Exception {
    grape.answers("/lookup", "[]");
    String link = deploy(OFTEN);
    watch("");
    undeploy(link);

    assertNoMoreLookups();
  }
}
