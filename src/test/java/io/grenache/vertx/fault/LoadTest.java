package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LoadTest {
  private static final Duration TIMEOUT = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private Accounts accounts(Consumer<Message<Request>> client) {
    Codecs.register(vertx);
    vertx.eventBus().<Request>consumer("grenache.rpc.request", client::accept);
    return new Load(vertx, "x", 500, TIMEOUT).start().send(50).stop();
  }

  private static void echo(Message<Request> message) {
    answer(message, message.body().payload());
  }

  private static void answer(Message<Request> message, Payload result) {
    message.reply(new Reply(result, new Destination("127.0.0.1", 7)));
  }

  private static int id(Message<Request> message) {
    return message.body().payload().as(Integer.class);
  }

  @Test
  void a_client_that_answers_everything_once_is_told_so() {
    Accounts accounts = accounts(LoadTest::echo);

    assertThatCode(() -> accounts.isComplete().hasNoFailure()).doesNotThrowAnyException();
    assertThat(accounts.answeredBy(7)).isEqualTo(accounts.sent()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void a_request_without_an_answer_is_seen() {
    Accounts accounts =
        accounts(
            message -> {
              if (id(message) != 3) {
                echo(message);
              }
            });

    assertThatThrownBy(accounts::isComplete).hasMessageContaining("given up by the bus");
  }

  @Test
  void a_second_answer_is_seen() {
    Accounts accounts =
        accounts(
            message -> {
              echo(message);
              if (id(message) == 3) {
                message.fail(2, "after all");
              }
            });

    assertThatThrownBy(accounts::isComplete).hasMessageContaining("answered twice");
  }

  @Test
  void another_requests_answer_is_seen() {
    Accounts accounts = accounts(message -> answer(message, Payload.of(-1)));

    assertThatThrownBy(accounts::isComplete).hasMessageContaining("answers to another request");
  }

  @Test
  void late_ends_and_early_timeouts_are_seen() {
    Accounts late =
        accounts(
            message -> {
              if (id(message) == 3) {
                vertx.setTimer(
                    TIMEOUT.plus(Load.TOLERANCE).toMillis() + 50, timer -> echo(message));
              } else if (id(message) == 4) {
                message.fail(Failure.ERR_TIMEOUT.code(), "at once");
              } else {
                echo(message);
              }
            });

    assertThatThrownBy(late::isComplete).hasMessageContaining("late; ");
    assertThat(late.failed(1)).extracting(Outcome::id).containsExactly(4);
    assertThatThrownBy(() -> late.failedOnlyIfWritten(Set.of(4), Failure.ERR_CONNECT))
        .hasMessageContaining("ERR_TIMEOUT");
    assertThatThrownBy(() -> late.failedOnlyIfWritten(Set.of(), Failure.ERR_TIMEOUT))
        .hasMessageContaining("never written");
    assertThatCode(() -> late.failedOnlyIfWritten(Set.of(4), Failure.ERR_TIMEOUT))
        .doesNotThrowAnyException();
  }
}
