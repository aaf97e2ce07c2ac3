package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(20)
class ServiceTest {
  private final Vertx vertx = Vertx.vertx();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Service.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  record Order(String item, BigDecimal amount) {}

  record Receipt(String item, BigDecimal amount) {}

  @BeforeEach
  void listen() {
    logger.setAdditive(false);
    logger.addAppender(logged);
    logged.start();
  }

  @AfterEach
  void close() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    result(vertx.close());
  }

  private static Call call(Payload payload) {
    return new Call("orders", payload, new Caller("h:1"), Duration.ofSeconds(5), Map.of(), null);
  }

  private String answer(Object payload) {
    Call call = call(Payload.of(payload));
    return result(vertx.eventBus().<Payload>request(Addresses.DEFAULT.service("orders"), call))
        .body()
        .text();
  }

  private void fails(int code, String text) {
    assertThatThrownBy(() -> answer(1))
        .isInstanceOfSatisfying(
            ReplyException.class,
            reply -> {
              assertThat(reply.failureType()).isSameAs(ReplyFailure.RECIPIENT_FAILURE);
              assertThat(reply.failureCode()).isEqualTo(code);
              assertThat(reply).hasMessage(text);
            });
  }

  private void registered(Registration registration) {
    result(registration.completion());
  }

  private RawPeer peer() {
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices("orders"));
    result(vertx.deployVerticle(server));
    return new RawPeer(vertx, server.port(), "/ws", true);
  }

  @Test
  void a_handler_answers_with_any_value_that_jackson_can_write() {
    List<Object> results = new ArrayList<>();
    registered(Service.handle(vertx, "orders", c -> Future.succeededFuture(results.remove(0))));
    Map<Object, String> expected = new java.util.LinkedHashMap<>();
    expected.put(new Receipt("tea", new BigDecimal("1.10")), "{\"item\":\"tea\",\"amount\":1.10}");
    expected.put(Payload.ofJson("[ 1.10 ]"), "[ 1.10 ]");
    expected.put("text", "\"text\"");
    expected.put(7, "7");
    expected.put(true, "true");
    expected.put(List.of(1, 2), "[1,2]");
    expected.put(new JsonObject().put("a", 1), "{\"a\":1}");
    expected.put(new JsonArray().add(1), "[1]");
    results.addAll(expected.keySet());
    expected.forEach((value, json) -> assertThat(answer(0)).isEqualTo(json));
    results.add(null);
    assertThat(answer(0)).isEqualTo("null");
  }

  @Test
  void a_typed_handler_gets_its_type_and_may_get_the_call_too() {
    Registration typed =
        Service.handle(
            vertx,
            "orders",
            Order.class,
            order -> Future.succeededFuture(new Receipt(order.item(), order.amount())));
    registered(typed);
    assertThat(answer(Payload.ofJson("{\"item\":\"tea\",\"amount\":1.10,\"new\":1}")))
        .isEqualTo("{\"item\":\"tea\",\"amount\":1.10}");
    result(typed.end());

    registered(
        Service.of(vertx, "orders")
            .handle(
                Order.class,
                (order, call) ->
                    Future.succeededFuture(order.item() + " for " + call.caller().address())));
    assertThat(answer(Payload.ofJson("{\"item\":\"tea\"}"))).isEqualTo("\"tea for h:1\"");
  }

  @Test
  void a_payload_that_does_not_fit_is_refused_without_calling_the_handler() {
    registered(
        Service.handle(
            vertx,
            "orders",
            Order.class,
            order -> {
              throw new AssertionError("called");
            }));

    fails(19, "ERR_BAD_PAYLOAD");
    assertThat(peer().text("[1,\"orders\",[]]").receive())
        .isEqualTo("[1,\"ERR_BAD_PAYLOAD\",null,{\"v\":1,\"f\":19}]");
    assertThat(logged.list).isEmpty();
  }

  @Test
  void what_a_handler_throws_or_fails_with_is_answered_at_once_logged_once_and_not_told() {
    List<Function<Call, Future<?>>> handlers =
        List.of(
            call -> {
              throw new IllegalArgumentException("secret");
            },
            call -> {
              throw new StackOverflowError("secret");
            },
            call -> Future.failedFuture(new IllegalStateException("secret")),
            call -> Future.failedFuture("secret"),
            call -> null,
            call -> Future.succeededFuture(call.payload().as(Order.class)),
            call -> Future.failedFuture(new ReplyException(ReplyFailure.TIMEOUT, "secret address")),
            call -> vertx.eventBus().request("nobody", "x"));
    for (Function<Call, Future<?>> handler : handlers) {
      logged.list.clear();
      Registration registration = Service.handle(vertx, "orders", handler);
      registered(registration);
      fails(12, "ERR_HANDLER");
      assertThat(logged.list)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getFormattedMessage()).isEqualTo("a handler of orders failed");
                assertThat(event.getThrowableProxy()).isNotNull();
              });
      result(registration.end());
    }
  }

  @Test
  void the_servers_caller_learns_that_the_handler_failed_and_not_how() {
    registered(
        Service.handle(
            vertx, "orders", call -> Future.failedFuture(new IllegalStateException("secret"))));

    assertThat(peer().text("[1,\"orders\",0]").receive())
        .isEqualTo("[1,\"ERR_HANDLER\",null,{\"v\":1,\"f\":12}]");
  }

  @Test
  void a_handlers_own_failure_keeps_code_and_text_and_is_not_logged() {
    List<ReplyException> failures = new ArrayList<>();
    registered(Service.handle(vertx, "orders", call -> Future.failedFuture(failures.get(0))));
    for (ReplyException failure :
        List.of(
            new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 42, "out of tea"),
            new ReplyException(ReplyFailure.RECIPIENT_FAILURE, -1, "out of cups"),
            Failure.ERR_FORBIDDEN.with("ERR_FORBIDDEN"),
            Failure.ERR_NOT_FOUND.with("no such order"))) {
      failures.clear();
      failures.add(failure);
      fails(failure.failureCode(), failure.getMessage());
    }
    failures.set(0, Failure.ERR_FORBIDDEN.with(null));
    fails(7, "ERR_FORBIDDEN");
    failures.set(0, new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 42, ""));
    fails(12, "ERR_HANDLER");
    assertThat(logged.list).isEmpty();
  }

  @Test
  void a_thrown_failure_is_as_good_as_a_failed_future() {
    registered(
        Service.handle(
            vertx,
            "orders",
            call -> {
              throw Failure.ERR_NOT_FOUND.with("no such order");
            }));

    fails(15, "no such order");
  }

  @Test
  void a_result_that_is_not_json_is_named_to_the_caller_and_told_to_the_log() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    List<Object> results = new ArrayList<>(List.of(Double.NaN, new Object(), cycle));
    registered(Service.handle(vertx, "orders", c -> Future.succeededFuture(results.remove(0))));

    for (int i = 1; i <= 3; i++) {
      fails(13, "ERR_BAD_RESULT");
      assertThat(logged.list).hasSize(i);
      assertThat(logged.list.get(i - 1).getFormattedMessage())
          .startsWith("a result of orders is not JSON: Payload[");
    }
  }

  @Test
  void interceptors_stand_around_the_handler_in_their_order() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    registered(
        Service.of(vertx, "orders")
            .withInterceptor(
                (call, next) -> {
                  seen.add("first sees " + call.payload().text());
                  return next.apply(call)
                      .onSuccess(result -> seen.add("first gets " + result.text()))
                      .map(result -> Payload.of(result.text() + "!"));
                })
            .withInterceptor(
                (call, next) -> {
                  seen.add("second sees " + call.payload().text());
                  return next.apply(call(Payload.of(2)));
                })
            .handle(
                call -> {
                  seen.add("handler sees " + call.payload().text());
                  return Future.succeededFuture(3);
                }));

    assertThat(answer(1)).isEqualTo("\"3!\"");
    assertThat(seen)
        .containsExactly("first sees 1", "second sees 1", "handler sees 2", "first gets 3");
  }

  @Test
  void an_interceptor_may_refuse_and_sees_what_the_handler_fails_with() {
    List<Throwable> seen = Collections.synchronizedList(new ArrayList<>());
    Registration refused =
        Service.of(vertx, "orders")
            .withInterceptor(
                (call, next) -> Future.failedFuture(Failure.ERR_FORBIDDEN.with("ERR_FORBIDDEN")))
            .handle(
                call -> {
                  throw new AssertionError("called");
                });
    registered(refused);
    fails(7, "ERR_FORBIDDEN");
    result(refused.end());

    IllegalStateException cause = new IllegalStateException("secret");
    registered(
        Service.of(vertx, "orders")
            .withInterceptor((call, next) -> next.apply(call).onFailure(seen::add))
            .withInterceptor((call, next) -> next.apply(call))
            .handle(
                call -> {
                  throw cause;
                }));
    fails(12, "ERR_HANDLER");
    assertThat(seen).containsExactly(cause);
    assertThat(logged.list).hasSize(1);
  }

  @Test
  void an_interceptor_that_throws_or_gives_no_future_fails_its_call_alone() {
    List<CallInterceptor> broken =
        List.of(
            (call, next) -> {
              throw new IllegalStateException("secret");
            },
            (call, next) -> null);
    for (CallInterceptor interceptor : broken) {
      Registration registration =
          Service.of(vertx, "orders")
              .withInterceptor(interceptor)
              .handle(call -> Future.succeededFuture(1));
      registered(registration);
      fails(12, "ERR_HANDLER");
      result(registration.end());
    }
    assertThat(logged.list).hasSize(2);
  }

  @Test
  void an_ended_registration_gets_no_calls_and_still_answers_those_it_has() {
    Promise<String> late = Promise.promise();
    Promise<Void> called = Promise.promise();
    Registration registration =
        Service.handle(
            vertx,
            "orders",
            call -> {
              called.complete();
              return late.future();
            });
    registered(registration);
    var pending =
        vertx.eventBus().<Payload>request(Addresses.DEFAULT.service("orders"), call(Payload.NULL));
    result(called.future());
    result(registration.end());

    assertThatThrownBy(() -> answer(1))
        .isInstanceOfSatisfying(
            ReplyException.class,
            reply -> assertThat(reply.failureType()).isSameAs(ReplyFailure.NO_HANDLERS));
    late.complete("late");
    assertThat(result(pending).body().text()).isEqualTo("\"late\"");
  }

  @Test
  void every_instance_handles_on_its_own_context_and_an_undeployed_one_no_more() {
    Set<Integer> handlers = ConcurrentHashMap.newKeySet();
    Set<String> strays = ConcurrentHashMap.newKeySet();
    class Instance extends VerticleBase {
      @Override
      public Future<?> start() {
        return Service.handle(vertx, "orders", this::answer).completion();
      }

      private Future<String> answer(Call call) {
        handlers.add(System.identityHashCode(this));
        Context now = Vertx.currentContext();
        if (now == null
            || !now.deploymentID().equals(context.deploymentID())
            || !now.isEventLoopContext()) {
          strays.add(String.valueOf(now));
        }
        return Future.succeededFuture("done");
      }
    }
    String deployment =
        result(vertx.deployVerticle(Instance::new, new DeploymentOptions().setInstances(2)));

    for (int i = 0; i < 10; i++) {
      assertThat(answer(i)).isEqualTo("\"done\"");
    }
    assertThat(handlers).hasSize(2);
    assertThat(strays).isEmpty();
    result(vertx.undeploy(deployment));
    assertThatThrownBy(() -> answer(1)).isInstanceOf(ReplyException.class);
  }

  @Test
  void a_service_of_another_network_is_another_service() {
    registered(Service.of(vertx, "orders").withPrefix("b").handle(c -> Future.succeededFuture(1)));

    assertThatThrownBy(() -> answer(1))
        .isInstanceOfSatisfying(
            ReplyException.class,
            reply -> assertThat(reply.failureType()).isSameAs(ReplyFailure.NO_HANDLERS));
    assertThat(
            result(vertx.eventBus().<Payload>request("b.service.orders", call(Payload.NULL)))
                .body()
                .text())
        .isEqualTo("1");
  }

  @Test
  void the_json_form_of_a_call_is_taken_and_what_is_no_call_is_refused() {
    registered(Service.handle(vertx, "orders", call -> Future.succeededFuture(call.payload())));
    String address = Addresses.DEFAULT.service("orders");

    JsonObject json = new JsonObject().put("service", "orders").put("payload", 7);
    assertThat(result(vertx.eventBus().<Payload>request(address, json)).body().text())
        .isEqualTo("7");
    assertThatThrownBy(() -> result(vertx.eventBus().request(address, "call")))
        .isInstanceOfSatisfying(
            ReplyException.class, reply -> assertThat(reply.failureCode()).isEqualTo(9));
    assertThatThrownBy(() -> Service.of(vertx, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Service[name must be a non-empty string]");
  }

  @Test
  void a_call_that_waited_too_long_for_its_handler_is_dropped() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    Promise<Registration> registered = Promise.promise();
    vertx.runOnContext(
        nothing ->
            registered.complete(
                Service.handle(
                    vertx,
                    "orders",
                    call -> {
                      handled.incrementAndGet();
                      awaitUninterruptibly(busy);
                      return Future.succeededFuture("done");
                    })));
    result(result(registered.future()).completion());
    vertx.eventBus().send(Addresses.DEFAULT.service("orders"), call(Payload.NULL));
    await().until(() -> handled.get() == 1);
    Call late =
        new Call("orders", Payload.NULL, new Caller("h:1"), Duration.ofMillis(20), Map.of(), null);
    Future<Message<Object>> answer =
        vertx.eventBus().request(Addresses.DEFAULT.service("orders"), late);
    await().until(() -> late.isExpired());
    busy.countDown();

    assertThatThrownBy(() -> result(answer))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_TIMEOUT));
    assertThat(handled).hasValue(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
