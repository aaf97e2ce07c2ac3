package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoutesTest {
  private static final Destination A = new Destination("h", 1);
  private static final Destination B = new Destination("h", 2);
  private static final Duration REMAINING = Duration.ofSeconds(100);
  private static final Duration STALE = Duration.ofSeconds(1000);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Lookup> asked = new CopyOnWriteArrayList<>();
  private volatile Consumer<Message<Lookup>> link = message -> answer(message, A);
  private Routes routes;
  private long start;

  @BeforeEach
  void open() {
    Codecs.register(vertx);
    ClientOptions options =
        ClientOptions.fromJson(new JsonObject().put("staleMs", STALE.toMillis()));
    routes = new Routes(vertx.eventBus(), Addresses.DEFAULT, options);
    vertx
        .eventBus()
        .<Lookup>consumer(
            Addresses.DEFAULT.lookup(),
            message -> {
              asked.add(message.body());
              link.accept(message);
            });
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private static void answer(Message<Lookup> message, Destination... found) {
    message.reply(new Destinations(message.body().service(), List.of(found), REMAINING));
  }

  private <T> T onLoop(Supplier<T> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(nothing -> done.complete(action.get()));
    return result(done.future());
  }

  private void lookUp() {
    Promise<List<Destination>> found = Promise.promise();
    loop.runOnContext(nothing -> routes.lookup("s").onComplete(found));
    result(found.future());
    start = System.nanoTime();
  }

  private List<Destination> knownAfter(long seconds) {
    return onLoop(() -> routes.known("s", start + Duration.ofSeconds(seconds).toNanos()));
  }

  @Test
  void what_was_looked_up_is_known_and_not_asked_for_again_in_most_of_its_time() {
    assertThat(knownAfter(0)).isNull();
    lookUp();

    assertThat(knownAfter(0)).containsExactly(A);
    assertThat(knownAfter(78)).containsExactly(A);
    assertThat(asked).containsExactly(new Lookup("s", false));
  }

  @Test
  void it_is_renewed_before_its_time_is_over_and_nobody_waits_for_that() {
    lookUp();
    List<Message<Lookup>> held = new CopyOnWriteArrayList<>();
    link = held::add;

    assertThat(knownAfter(81)).containsExactly(A);
    await().until(() -> held.size() == 1);
    for (int second = 81; second < 120; second++) {
      assertThat(knownAfter(second)).containsExactly(A);
    }
    assertThat(asked).as("one renewal at a time").hasSize(2);

    answer(held.get(0), A, B);
    await().until(() -> knownAfter(0).equals(List.of(B, A)));
  }

  @Test
  void what_cannot_be_renewed_is_used_until_it_is_stale_and_asked_for_once_a_second() {
    lookUp();
    link = message -> Failure.answer(message, Failure.ERR_GRAPE.with("down"));

    assertThat(knownAfter(500)).containsExactly(A);
    assertThat(knownAfter(500)).containsExactly(A);
    await().until(() -> asked.size() == 2);
    assertThat(knownAfter(502)).containsExactly(A);
    await().until(() -> asked.size() == 3);
    assertThat(knownAfter(1098)).containsExactly(A);
    assertThat(knownAfter(1101)).isNull();
  }

  @Test
  void a_service_that_nobody_announces_any_more_is_forgotten_at_once() {
    lookUp();
    link = message -> Failure.answer(message, Failure.ERR_GRAPE_LOOKUP_EMPTY.with("gone"));

    assertThat(knownAfter(81)).containsExactly(A);

    await().until(() -> knownAfter(0) == null);
  }

  @Test
  void a_doubt_asks_early_and_past_the_links_cache_but_once_a_second() {
    lookUp();
    link = message -> answer(message, A, B);

    for (int i = 0; i < 10; i++) {
      onLoop(
          () -> {
            routes.doubt(A, start);
            return null;
          });
    }

    await().until(() -> knownAfter(0).equals(List.of(B, A)));
    assertThat(asked).containsExactly(new Lookup("s", false), new Lookup("s", true));
    onLoop(
        () -> {
          routes.doubt(new Destination("h", 3), start + 5_000_000_000L);
          return null;
        });
    assertThat(asked).as("nobody uses that one").hasSize(2);
  }
}
