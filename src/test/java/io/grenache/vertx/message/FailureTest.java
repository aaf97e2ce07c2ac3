package io.grenache.vertx.message;

import static io.vertx.core.eventbus.ReplyFailure.RECIPIENT_FAILURE;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FailureTest {
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void numbersAreThoseOfTheDocumentation() {
    Map<String, Integer> table = new HashMap<>();
    table.put("ERR_TIMEOUT", 1);
    table.put("ERR_TRANSPORT_CLOSE", 2);
    table.put("ERR_GRAPE_LOOKUP_EMPTY", 3);
    table.put("ERR_CONNECT", 4);
    table.put("ERR_OVERLOADED", 5);
    table.put("ERR_DRAINING", 6);
    table.put("ERR_FORBIDDEN", 7);
    table.put("ERR_PAYLOAD_TOO_LARGE", 8);
    table.put("ERR_BAD_REQUEST", 9);
    table.put("ERR_UNKNOWN_SERVICE", 10);
    table.put("ERR_NO_HANDLER", 11);
    table.put("ERR_HANDLER", 12);
    table.put("ERR_BAD_RESULT", 13);
    table.put("ERR_GRAPE", 14);
    table.put("ERR_NOT_FOUND", 15);
    table.put("ERR_CAS", 16);
    table.put("ERR_SEQ", 17);
    table.put("ERR_BAD_SIGNATURE", 18);
    table.put("ERR_BAD_PAYLOAD", 19);
    table.put("ERR_APPLICATION", 100);
    assertThat(Arrays.stream(Failure.values()).collect(toMap(Failure::name, Failure::code)))
        .isEqualTo(table);
    assertThat(Arrays.stream(Failure.values()).map(Failure::code)).doesNotHaveDuplicates();
  }

  @Test
  void aNumberNamesItsFailureAndAnyOtherIsTheApplications() {
    for (Failure failure : Failure.values()) {
      assertThat(Failure.of(failure.code())).isSameAs(failure);
    }
    for (int other : new int[] {Integer.MIN_VALUE, -1, 0, 20, 99, 101, Integer.MAX_VALUE}) {
      assertThat(Failure.of(other)).isSameAs(Failure.ERR_APPLICATION);
    }
  }

  @Test
  void whatWentWrongIsNamed() {
    assertThat(of(ReplyFailure.TIMEOUT, -1)).isSameAs(Failure.ERR_TIMEOUT);
    assertThat(of(ReplyFailure.NO_HANDLERS, -1)).isSameAs(Failure.ERR_NO_HANDLER);
    assertThat(of(ReplyFailure.ERROR, 3)).isSameAs(Failure.ERR_HANDLER);
    assertThat(of(RECIPIENT_FAILURE, 14)).isSameAs(Failure.ERR_GRAPE);
    assertThat(of(RECIPIENT_FAILURE, 4711)).isSameAs(Failure.ERR_APPLICATION);
    assertThat(Failure.of(new TimeoutException())).isSameAs(Failure.ERR_TIMEOUT);
    assertThat(Failure.of(new IllegalArgumentException())).isSameAs(Failure.ERR_BAD_REQUEST);
    assertThat(Failure.of(catchThrowable(() -> Payload.ofJson("x"))))
        .isSameAs(Failure.ERR_BAD_PAYLOAD);
    assertThat(Failure.of(catchThrowable(() -> Payload.of(Double.NaN))))
        .isSameAs(Failure.ERR_BAD_PAYLOAD);
    assertThat(Failure.of(catchThrowable(() -> Payload.of("a").as(Integer.class))))
        .isSameAs(Failure.ERR_BAD_PAYLOAD);
    assertThat(Failure.of(new IOException())).isSameAs(Failure.ERR_HANDLER);
    assertThat(Failure.of((Throwable) null)).isSameAs(Failure.ERR_HANDLER);
  }

  @Test
  void aFailureAsAnExceptionHasItsNumberAndText() {
    ReplyException exception = Failure.ERR_CONNECT.with("no way");
    assertThat(exception.failureType()).isSameAs(RECIPIENT_FAILURE);
    assertThat(exception.failureCode()).isEqualTo(4);
    assertThat(exception).hasMessage("no way");
  }

  @Test
  void anAnswerCarriesNumberAndTextToTheSender() throws Exception {
    answered(Failure.ERR_CAS.with("changed"), 16, "changed");
    answered(new ReplyException(RECIPIENT_FAILURE, 4711, "own"), 4711, "own");
    answered(new ReplyException(RECIPIENT_FAILURE, 4711, ""), 4711, "ERR_APPLICATION");
    answered(Failure.ERR_GRAPE.with(null), 14, "ERR_GRAPE");
    answered(new ReplyException(ReplyFailure.TIMEOUT, "late"), 1, "late");
    answered(new ReplyException(ReplyFailure.NO_HANDLERS, "none"), 11, "none");
    answered(
        catchThrowable(() -> new Lookup("")),
        9,
        "Lookup[service must be a non-empty string of at most 1024 characters]");
    answered(
        catchThrowable(() -> Payload.ofJson("secret")),
        19,
        "Payload[text must be JSON: the text is not JSON]");
  }

  @Test
  void anAnswerKeepsTheTextOfOtherExceptionsToItself() throws Exception {
    answered(new IOException("secret"), 12, "ERR_HANDLER");
    answered(new IllegalStateException("secret"), 12, "ERR_HANDLER");
    answered(new TimeoutException("secret"), 1, "ERR_TIMEOUT");
    answered(catchThrowable(() -> Integer.parseInt("secret")), 9, "ERR_BAD_REQUEST");
    answered(null, 12, "ERR_HANDLER");
  }

  private static Failure of(ReplyFailure type, int code) {
    return Failure.of(new ReplyException(type, code, "text"));
  }

  private static void answered(Throwable cause, int code, String text) throws Exception {
    var consumer =
        vertx.eventBus().localConsumer("answer", message -> Failure.answer(message, cause));
    try {
      vertx
          .eventBus()
          .request("answer", "?", new DeliveryOptions().setLocalOnly(true))
          .toCompletionStage()
          .toCompletableFuture()
          .get(5, TimeUnit.SECONDS);
      throw new AssertionError("no failure");
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              ReplyException.class,
              reply -> {
                assertThat(reply.failureType()).isSameAs(RECIPIENT_FAILURE);
                assertThat(reply.failureCode()).isEqualTo(code);
                assertThat(reply).hasMessage(text);
              });
    } finally {
      consumer.unregister().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
  }
}
