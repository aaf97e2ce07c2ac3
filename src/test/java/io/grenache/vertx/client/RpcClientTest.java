package io.grenache.vertx.client;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RpcClientTest {
  private static final Destination AT = new Destination("h", 1);

  private final Vertx vertx = Vertx.vertx();
  private final RpcClient client = RpcClient.create(vertx);
  private final List<Object> asked = Collections.synchronizedList(new ArrayList<>());

  record Order(String item, BigDecimal amount) {}

  record Receipt(String item, BigDecimal amount) {}

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private void consume(String address, Consumer<Message<Object>> handler) {
    result(
        vertx
            .eventBus()
            .consumer(address)
            .handler(
                message -> {
                  asked.add(message.body());
                  handler.accept(message);
                })
            .completion());
  }

  /** In place of a client verticle. */
  private void answer(Function<Request, Payload> answers) {
    consume(
        Addresses.DEFAULT.rpcRequest(),
        message -> message.reply(new Reply(answers.apply((Request) message.body()), AT)));
  }

  private static void fails(Future<?> future, Failure failure, String text) {
    assertThatThrownBy(() -> result(future))
        .isInstanceOfSatisfying(
            ReplyException.class,
            reply -> {
              assertThat(reply.failureType()).isSameAs(ReplyFailure.RECIPIENT_FAILURE);
              assertThat(reply.failureCode()).isEqualTo(failure.code());
              assertThat(reply).hasMessage(text);
            });
  }

  @Test
  void a_java_value_goes_out_and_a_java_value_comes_back() {
    answer(Request::payload);

    Receipt receipt =
        result(client.request("orders", new Order("tea", new BigDecimal("1.10")), Receipt.class));

    assertThat(receipt).isEqualTo(new Receipt("tea", new BigDecimal("1.10")));
    assertThat(asked)
        .containsExactly(
            Request.of("orders", Payload.ofJson("{\"item\":\"tea\",\"amount\":1.10}")));
  }

  @Test
  void a_payload_passes_as_it_is_and_generic_types_come_back_too() {
    answer(request -> Payload.ofJson("[{\"item\":\"tea\",\"amount\":1.10}]"));

    assertThat(
            result(
                client.request(
                    "orders", Payload.ofJson("[ 1.10 ]"), new TypeReference<List<Receipt>>() {})))
        .containsExactly(new Receipt("tea", new BigDecimal("1.10")));
    assertThat(asked).containsExactly(Request.of("orders", Payload.ofJson("[ 1.10 ]")));
    assertThat(result(client.request("orders", null, Object.class))).isInstanceOf(List.class);
  }

  @Test
  void options_are_those_of_a_request_and_a_whole_request_gets_a_whole_reply() {
    answer(request -> Payload.of("done"));
    Request request =
        Request.of("orders", 1)
            .withTimeout(Duration.ofSeconds(5))
            .withAttempts(3)
            .withIdempotencyKey("k")
            .withAffinity("a")
            .withHedgeAfter(Duration.ofMillis(20))
            .withMaxActiveKeyDests(2)
            .withMaxActiveDestTransports(1)
            .withHeaders(Map.of("h", "v"));

    assertThat(
            result(
                client.request(
                    "orders",
                    1,
                    String.class,
                    options ->
                        options
                            .withTimeout(Duration.ofSeconds(5))
                            .withAttempts(3)
                            .withIdempotencyKey("k")
                            .withAffinity("a")
                            .withHedgeAfter(Duration.ofMillis(20))
                            .withMaxActiveKeyDests(2)
                            .withMaxActiveDestTransports(1)
                            .withHeaders(Map.of("h", "v")))))
        .isEqualTo("done");
    assertThat(result(client.request(request))).isEqualTo(new Reply(Payload.of("done"), AT));
    assertThat(asked).containsExactly(request, request);
  }

  @Test
  void a_send_waits_a_second_longer_than_its_request() {
    consume(Addresses.DEFAULT.rpcRequest(), message -> {});
    long start = System.nanoTime();

    fails(
        client.request(Request.of("orders", 1).withTimeout(Duration.ofMillis(1))),
        Failure.ERR_TIMEOUT,
        "no answer from grenache.rpc.request in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
  }

  @Test
  void failures_have_the_numbers_of_the_table() {
    fails(
        client.request("orders", 1, String.class),
        Failure.ERR_NO_HANDLER,
        "nobody consumes grenache.rpc.request; is a ClientVerticle deployed?");
    consume(
        Addresses.DEFAULT.rpcRequest(),
        message -> Failure.answer(message, Failure.ERR_APPLICATION.with("out of tea")));
    fails(client.request("orders", 1, String.class), Failure.ERR_APPLICATION, "out of tea");
    fails(
        client.request(" ", 1, String.class),
        Failure.ERR_BAD_REQUEST,
        "Request[service must be a non-empty string of at most 1024 characters]");
    fails(
        client.request("orders", 1, String.class, r -> r.withHedgeAfter(Duration.ofMillis(20))),
        Failure.ERR_BAD_REQUEST,
        "Request[hedgeAfter PT0.02S needs an idempotencyKey, since two handlers may see the call]");
    fails(
        client.request("orders", Double.NaN, String.class),
        Failure.ERR_BAD_PAYLOAD,
        "Payload[numbers must be finite: JSON has no NaN and no infinity]");
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_result_of_another_type_is_a_bad_result_and_not_shown() {
    answer(request -> Payload.of("secret"));

    fails(
        client.request("orders", 1, Integer.class),
        Failure.ERR_BAD_RESULT,
        "Payload[value must be a java.lang.Integer, is not at line 1, column 1]");
  }

  @Test
  void an_answer_that_is_no_reply_is_a_bad_result() {
    consume(Addresses.DEFAULT.rpcRequest(), message -> message.reply("secret"));

    fails(
        client.request("orders", 1, String.class),
        Failure.ERR_BAD_RESULT,
        "who consumes grenache.rpc.request did not answer with a Reply");
  }

  @Test
  void a_client_of_another_network_asks_there() {
    consume("b.rpc.request", message -> message.reply(new Reply(Payload.of(2), null)));
    answer(request -> Payload.of(1));

    assertThat(result(RpcClient.create(vertx, "b").request("orders", 1, Integer.class)))
        .isEqualTo(2);
    assertThat(result(client.request("orders", 1, Integer.class))).isEqualTo(1);
  }

  @Test
  void every_destinations_outcome_comes_back_from_a_map() {
    Replies replies =
        new Replies(
            List.of(
                Outcome.of(AT, Payload.ofJson("{\"item\":\"tea\",\"amount\":1.10}")),
                Outcome.failed(new Destination("h", 2), Failure.ERR_CONNECT.with("refused"))));
    consume(Addresses.DEFAULT.rpcMap(), message -> message.reply(replies));

    assertThat(result(client.map("orders", List.of(1)))).isEqualTo(replies);
    assertThat(
            result(client.map("orders", 1, o -> o.withLimit(2).withTimeout(Duration.ofSeconds(5)))))
        .isEqualTo(replies);
    assertThat(asked)
        .containsExactly(
            MapRequest.of("orders", Payload.ofJson("[1]")),
            MapRequest.of("orders", 1).withLimit(2).withTimeout(Duration.ofSeconds(5)));
    assertThat(replies.replies().get(0).result().as(Receipt.class).item()).isEqualTo("tea");
    fails(
        client.map("orders", 1, o -> o.withLimit(0)),
        Failure.ERR_BAD_REQUEST,
        "MapRequest[limit must be at least 1, was 0]");
  }

  @Test
  void interceptors_stand_around_the_network_in_their_order() {
    answer(Request::payload);
    RpcClient intercepted =
        client
            .withInterceptor(
                (request, next) ->
                    next.apply(Request.of("orders", request.payload().text() + "1"))
                        .map(reply -> new Reply(Payload.of(reply.result().text() + "4"), null)))
            .withInterceptor(
                (request, next) ->
                    next.apply(request.withHeaders(Map.of("token", "t")))
                        .map(reply -> new Reply(Payload.of(reply.result().size()), null)));

    assertThat(result(intercepted.request("orders", 0, String.class))).isEqualTo("44");
    assertThat(asked).containsExactly(Request.of("orders", "01").withHeaders(Map.of("token", "t")));
    assertThat(result(client.request("orders", 0, Integer.class))).isZero();
  }

  @Test
  void an_interceptor_may_answer_ask_again_or_fail_in_its_own_words() {
    consume(
        Addresses.DEFAULT.rpcRequest(),
        message ->
            Failure.answer(message, Failure.ERR_CONNECT.with("refused, time " + asked.size())));
    RpcClient twice =
        client.withInterceptor(
            (request, next) -> next.apply(request).recover(cause -> next.apply(request)));
    fails(twice.request("orders", 1, String.class), Failure.ERR_CONNECT, "refused, time 2");

    RpcClient cached =
        client.withInterceptor(
            (request, next) -> Future.succeededFuture(new Reply(Payload.of("cached"), null)));
    assertThat(result(cached.request("orders", 1, String.class))).isEqualTo("cached");

    IllegalStateException own = new IllegalStateException("no token");
    RpcClient signed =
        client
            .withInterceptor((request, next) -> next.apply(request))
            .withInterceptor(
                (request, next) -> {
                  throw own;
                });
    assertThatThrownBy(() -> result(signed.request("orders", 1, String.class))).isSameAs(own);
    assertThatThrownBy(
            () ->
                result(
                    client
                        .withInterceptor((request, next) -> null)
                        .request("orders", 1, String.class)))
        .isInstanceOf(NullPointerException.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void an_interceptor_sees_maps_if_it_wants_to() {
    consume(Addresses.DEFAULT.rpcMap(), message -> message.reply(new Replies(List.of())));
    RequestInterceptor ofRequestsAlone =
        (request, next) -> {
          throw new AssertionError("called");
        };
    RequestInterceptor ofMaps =
        new RequestInterceptor() {
          @Override
          public Future<Reply> intercept(Request request, Function<Request, Future<Reply>> next) {
            return next.apply(request);
          }

          @Override
          public Future<Replies> interceptMap(
              MapRequest request, Function<MapRequest, Future<Replies>> next) {
            return next.apply(request.withHeaders(Map.of("token", "t")));
          }
        };

    result(client.withInterceptor(ofRequestsAlone).withInterceptor(ofMaps).map("orders", 1));
    assertThat(asked).containsExactly(MapRequest.of("orders", 1).withHeaders(Map.of("token", "t")));
  }
}
