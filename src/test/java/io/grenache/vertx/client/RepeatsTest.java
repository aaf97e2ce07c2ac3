package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.fails;
import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.StaticLink;
import io.grenache.vertx.transport.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are written more than once: hedged ones, and those with more than one attempt. */
@Timeout(30)
class RepeatsTest {
  private final ClientFixture client = new ClientFixture();
  private final Vertx vertx = client.vertx;
  private final StaticLink link = new StaticLink(vertx);
  private final List<JsonArray> frames = new CopyOnWriteArrayList<>();
  private final List<Long> arrivals = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    client.close();
  }

  private interface Script {
    void received(int number, ServerWebSocket socket, JsonArray frame);
  }

  /** Two destinations of "s"; the script gets every frame with its number among all, from 1. */
  private List<KinPeer> serve(Script script) {
    BiConsumer<ServerWebSocket, JsonArray> counted =
        (socket, frame) -> {
          int number;
          synchronized (frames) {
            frames.add(frame);
            arrivals.add(System.nanoTime());
            number = frames.size();
          }
          script.received(number, socket, frame);
        };
    List<KinPeer> peers = List.of(new KinPeer(vertx, counted), new KinPeer(vertx, counted));
    link.route("s", peers.get(0).port(), peers.get(1).port());
    return peers;
  }

  private static Request hedged(int afterMs) {
    return in(5000, "x").withIdempotencyKey("k").withHedgeAfter(Duration.ofMillis(afterMs));
  }

  @Test
  void a_hedged_call_goes_to_another_destination_too_with_the_same_key_and_its_answer_wins() {
    List<KinPeer> peers =
        serve(
            (number, socket, frame) -> {
              if (number == 2) {
                KinPeer.answer(socket, frame, "second");
              }
            });
    client.deploy(new JsonObject());

    assertThat(result(client.request(hedged(100))).result().json()).isEqualTo("second");

    assertThat(peers).allSatisfy(peer -> assertThat(peer.frames()).hasSize(1));
    assertThat(frames)
        .allSatisfy(f -> assertThat(KinPeer.extension(f).getString("id")).isEqualTo("k"));
    assertThat(arrivals.get(1) - arrivals.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void the_first_answer_wins_even_if_the_second_call_was_written() {
    List<Runnable> first = new CopyOnWriteArrayList<>();
    serve(
        (number, socket, frame) -> {
          if (number == 1) {
            first.add(() -> KinPeer.answer(socket, frame, "first"));
          } else {
            first.forEach(Runnable::run);
          }
        });
    client.deploy(new JsonObject());

    assertThat(result(client.request(hedged(50))).result().json()).isEqualTo("first");
    assertThat(frames).hasSize(2);
  }

  @Test
  void a_hedged_call_survives_the_loss_of_either_of_its_sockets() {
    serve(
        (number, socket, frame) -> {
          if (number == 1) {
            vertx.setTimer(150, id -> KinPeer.answer(socket, frame, "first"));
          } else {
            socket.close((short) 1011);
          }
        });
    client.deploy(new JsonObject());

    assertThat(result(client.request(hedged(50))).result().json()).isEqualTo("first");
  }

  @Test
  void an_answer_in_time_leaves_nothing_of_the_hedge() {
    link.route("s", KinPeer.echo(vertx).port(), KinPeer.echo(vertx).port());
    Set<DeadlineWheel.Entry> open = ConcurrentHashMap.newKeySet();
    DeadlineWheel.Timer timer =
        new DeadlineWheel.Timer() {
          @Override
          public void after(DeadlineWheel.Entry entry, long delayNanos) {
            open.add(entry);
          }

          @Override
          public void cancel(DeadlineWheel.Entry entry) {
            open.remove(entry);
          }
        };
    Promise<Reply> answer = Promise.promise();
    vertx.runOnContext(
        nothing -> {
          ClientOptions options = ClientOptions.DEFAULTS;
          Routes routes = new Routes(vertx.eventBus(), Addresses.DEFAULT, options);
          Connector connector = new Connector(vertx, options, new LongAdder());
          connector.open();
          Dispatcher dispatcher = new Dispatcher(routes, connector, options, timer);
          dispatcher.dispatch(
              new Exchange(
                  hedged(3_600_000),
                  null,
                  1,
                  System.nanoTime() + 5_000_000_000L,
                  of(answer),
                  done -> {}),
              System.nanoTime());
        });

    assertThat(result(answer.future()).result().json()).isEqualTo("x");
    assertThat(open).as("a hedge would keep its request for an hour").isEmpty();
  }

  private static Exchange.Outcome of(Promise<Reply> promise) {
    return new Exchange.Outcome() {
      @Override
      public void succeeded(Reply reply) {
        promise.complete(reply);
      }

      @Override
      public void failed(Failure failure, String detail) {
        promise.fail(failure.with(detail));
      }
    };
  }

  @Test
  void with_one_destination_there_is_nothing_to_hedge_with() {
    KinPeer only =
        new KinPeer(
            vertx,
            (socket, frame) -> vertx.setTimer(200, id -> KinPeer.answer(socket, frame, "late")));
    link.route("s", only.port());
    client.deploy(new JsonObject());

    assertThat(result(client.request(hedged(30))).result().json()).isEqualTo("late");
    assertThat(only.frames()).hasSize(1);
  }

  @Test
  void a_hedge_without_a_key_is_refused() {
    client.deploy(new JsonObject());
    JsonObject json = new JsonObject().put("service", "s").put("hedgeAfterMs", 10);

    assertThatThrownBy(() -> in(100, 1).withHedgeAfter(Duration.ofMillis(10)))
        .hasMessageContaining("needs an idempotencyKey");
    fails(vertx.eventBus().request("grenache.rpc.request", json), Failure.ERR_BAD_REQUEST);
  }

  @Test
  void every_repetition_has_the_same_key_although_the_caller_gave_none() {
    serve(
        (number, socket, frame) -> {
          if (number < 4) {
            socket.close((short) 1011);
          } else {
            KinPeer.answer(socket, frame, number);
          }
        });
    client.deploy(new JsonObject());

    Reply reply = result(client.request(in(5000, "x").withAttempts(4)));

    assertThat(reply.result().json()).isEqualTo(4);
    assertThat(frames).extracting(f -> KinPeer.extension(f).getString("id")).hasSize(4);
    assertThat(frames)
        .extracting(f -> KinPeer.extension(f).getString("id"))
        .containsOnly(KinPeer.extension(frames.get(0)).getString("id"))
        .doesNotContainNull();
    assertThat(frames).extracting(f -> f.getString(0)).doesNotHaveDuplicates();
    assertThat(result(client.request(in(5000, "y").withAttempts(2))).result().json()).isEqualTo(5);
    assertThat(KinPeer.extension(frames.get(4)).getString("id"))
        .as("another request's key")
        .isNotEqualTo(KinPeer.extension(frames.get(0)).getString("id"));
  }

  @Test
  void a_call_that_is_written_once_has_no_key_but_its_callers() {
    serve((number, socket, frame) -> KinPeer.answer(socket, frame, number));
    client.deploy(new JsonObject());

    result(client.request(in(5000, "x")));
    result(client.request(in(5000, "x").withAttempts(3).withIdempotencyKey("own")));

    assertThat(KinPeer.extension(frames.get(0)).containsKey("id")).isFalse();
    assertThat(KinPeer.extension(frames.get(1)).getString("id")).isEqualTo("own");
  }

  @Test
  void an_applications_error_is_not_repeated_whatever_its_attempts() {
    serve(
        (number, socket, frame) ->
            socket.writeTextMessage(
                new JsonArray().add(frame.getValue(0)).add("no funds").addNull().encode()));
    client.deploy(new JsonObject().put("attempts", 5));

    assertThatThrownBy(() -> result(client.request(in(5000, "x")))).hasMessage("no funds");
    assertThat(frames).hasSize(1);
  }

  @Test
  void the_trace_of_the_message_on_the_bus_reaches_the_wire() {
    serve((number, socket, frame) -> KinPeer.answer(socket, frame, number));
    client.deploy(new JsonObject());
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    DeliveryOptions traced =
        new DeliveryOptions().addHeader("traceparent", trace).addHeader("tracestate", "a=1");

    result(vertx.eventBus().request("grenache.rpc.request", in(5000, "x"), traced));
    result(
        vertx.eventBus().request("grenache.rpc.map", new JsonObject().put("service", "s"), traced));

    JsonObject headers = new JsonObject().put("traceparent", trace).put("tracestate", "a=1");
    assertThat(frames)
        .hasSize(3)
        .allSatisfy(f -> assertThat(KinPeer.extension(f).getJsonObject("h")).isEqualTo(headers));
  }

  @Test
  void undeploying_leaves_no_timers_behind() {
    int later = ClientFixture.freePort();
    List<KinPeer> peers = serve((number, socket, frame) -> {});
    link.route("aside", later);
    String deployment =
        client.deploy(new JsonObject().put("drainMs", 1).put("asideMs", 60).put("maxAsideMs", 60));
    fails(client.request(Request.of("aside", 0)), Failure.ERR_CONNECT);
    List<Future<Reply>> open = new ArrayList<>();
    open.add(client.request(hedged(700)));
    open.add(client.request(in(3000, 0)));
    await().until(() -> frames.size() == 2);

    result(vertx.undeploy(deployment));

    open.forEach(reply -> fails(reply, Failure.ERR_TRANSPORT_CLOSE));
    KinPeer probed = new KinPeer(vertx, later, (socket, frame) -> {});
    await()
        .during(Duration.ofMillis(600))
        .until(() -> probed.sockets().isEmpty() && frames.size() == 2);
    await().until(() -> peers.stream().allMatch(peer -> peer.sockets().isEmpty()));
  }
}
