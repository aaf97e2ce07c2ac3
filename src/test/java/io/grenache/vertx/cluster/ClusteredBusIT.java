package io.grenache.vertx.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.message.Samples;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes in one JVM: bodies go through their codecs and a socket. */
@Timeout(30)
class ClusteredBusIT {
  private static Vertx one;
  private static Vertx two;

  @BeforeAll
  static void start() throws Exception {
    one = node();
    two = node();
  }

  @AfterAll
  static void stop() throws Exception {
    for (Vertx node : new Vertx[] {one, two}) {
      if (node != null) {
        get(node.close());
      }
    }
    FakeClusterManager.reset();
  }

  @Test
  void everyBodyIsSentAndRepliedInBothDirections() throws Exception {
    for (Vertx[] way : new Vertx[][] {{one, two}, {two, one}}) {
      List<Object> seen = new CopyOnWriteArrayList<>();
      MessageConsumer<Object> consumer =
          consumer(
              way[1],
              "echo",
              message -> {
                seen.add(message.body());
                message.reply(message.body());
              });
      for (Object body : Samples.ALL) {
        Object back = get(way[0].eventBus().request("echo", body)).body();
        assertThat(back).isEqualTo(body).hasSameClassAs(body);
        // what passed by reference was no test of the codec
        assertThat(back).isNotSameAs(body);
        assertThat(seen.get(seen.size() - 1)).isEqualTo(body).isNotSameAs(back);
      }
      assertThat(seen).containsExactlyElementsOf(Samples.ALL);
      get(consumer.unregister());
    }
  }

  @Test
  void payloadsArriveByteForByteBareAndInRecords() throws Exception {
    String text = Samples.VERBATIM.text();
    assertThat(text).contains("1.10", "0.12345678901234567891", "\\u20ac");
    MessageConsumer<Object> consumer =
        consumer(
            two,
            "verbatim",
            message -> {
              Payload payload =
                  message.body() instanceof Request request
                      ? request.payload()
                      : (Payload) message.body();
              message.reply(payload.text().equals(text) ? new Reply(payload, null) : null);
            });
    for (Object body : new Object[] {Samples.VERBATIM, Samples.REQUEST}) {
      Reply reply = (Reply) get(one.eventBus().request("verbatim", body)).body();
      assertThat(reply.result().text()).isEqualTo(text);
    }
    get(consumer.unregister());
  }

  @Test
  void aPayloadOfManyMegabytesArrivesWhole() throws Exception {
    MessageConsumer<Object> consumer =
        consumer(two, "large", message -> message.reply(message.body()));
    Request request = Request.of("s", "é".repeat(4 << 20));
    assertThat(get(one.eventBus().request("large", request)).body().equals(request)).isTrue();
    get(consumer.unregister());
  }

  @Test
  void theDeepestPayloadStillArrivesInsideARecord() throws Exception {
    MessageConsumer<Object> consumer =
        consumer(two, "deep", message -> message.reply(message.body()));
    Payload deepest = Payload.ofJson("[".repeat(999) + "]".repeat(999));
    Request request = Request.of("s", deepest);
    assertThat(get(one.eventBus().request("deep", request)).body()).isEqualTo(request);
    Replies replies = new Replies(List.of(Outcome.of(new Destination("h", 1), deepest)));
    assertThat(get(one.eventBus().request("deep", replies)).body()).isEqualTo(replies);
    get(consumer.unregister());
  }

  @Test
  void everyResultOfAMapArrivesByteForByte() throws Exception {
    MessageConsumer<Object> consumer =
        consumer(
            two,
            Addresses.DEFAULT.rpcMap(),
            message -> {
              MapRequest request = MapRequest.from(message.body());
              message.reply(
                  new Replies(
                      List.of(
                          Outcome.of(new Destination("h", 1), request.payload()),
                          Outcome.failed(new Destination("h", 2), Failure.ERR_CONNECT.with("no")),
                          Outcome.of(new Destination("h", 3), request.payload()))));
            });
    MapRequest request = MapRequest.of("s", Samples.VERBATIM);
    Replies replies =
        (Replies)
            get(one.eventBus().request(Addresses.DEFAULT.rpcMap(), request, request.delivery()))
                .body();
    assertThat(replies.replies()).hasSize(3);
    for (int i : new int[] {0, 2}) {
      assertThat(replies.replies().get(i).result().text()).isEqualTo(Samples.VERBATIM.text());
    }
    assertThat(replies.replies().get(1).failure()).isSameAs(Failure.ERR_CONNECT);
    get(consumer.unregister());
  }

  @Test
  void aJsonObjectIsTakenInPlaceOfTheRecord() throws Exception {
    MessageConsumer<Object> consumer =
        consumer(
            two,
            "json",
            message -> {
              Request request = Request.from(message.body());
              message.reply(new Reply(request.payload(), null).toJson());
            });
    JsonObject body =
        new JsonObject().put("service", "s").put("payload", new JsonObject().put("a", 1));
    assertThat(get(one.eventBus().request("json", body)).body())
        .isEqualTo(new JsonObject().put("result", new JsonObject().put("a", 1)));
    get(consumer.unregister());
  }

  @Test
  void aFailureKeepsItsNumberAndText() throws Exception {
    MessageConsumer<Object> consumer =
        consumer(
            two,
            "fails",
            message -> Failure.answer(message, Failure.ERR_GRAPE_LOOKUP_EMPTY.with("nobody")));
    try {
      get(one.eventBus().request("fails", Samples.LOOKUP));
      throw new AssertionError("no failure");
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              ReplyException.class,
              reply -> {
                assertThat(reply.failureCode()).isEqualTo(Failure.ERR_GRAPE_LOOKUP_EMPTY.code());
                assertThat(reply).hasMessage("nobody");
                assertThat(Failure.of(reply)).isSameAs(Failure.ERR_GRAPE_LOOKUP_EMPTY);
              });
    }
    get(consumer.unregister());
  }

  @Test
  void publishedBodiesReachEveryNode() throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> here = consumer(one, "news", message -> seen.add(message.body()));
    MessageConsumer<Object> there = consumer(two, "news", message -> seen.add(message.body()));
    one.eventBus().publish("news", Samples.EVENT);
    await().until(() -> seen.size() == 2);
    assertThat(seen).containsExactly(Samples.EVENT, Samples.EVENT);
    get(here.unregister());
    get(there.unregister());
  }

  private static Vertx node() throws Exception {
    VertxOptions options =
        new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
    Vertx vertx =
        get(
            Vertx.builder()
                .with(options)
                .withClusterManager(new FakeClusterManager())
                .buildClustered());
    Codecs.register(vertx);
    return vertx;
  }

  private static MessageConsumer<Object> consumer(
      Vertx node, String address, Consumer<Message<Object>> handler) throws Exception {
    MessageConsumer<Object> consumer =
        node.eventBus().consumer(address, message -> handler.accept(message));
    get(consumer.completion());
    return consumer;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
