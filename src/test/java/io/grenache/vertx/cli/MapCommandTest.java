package io.grenache.vertx.cli;

import static io.grenache.vertx.testing.Results.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Replies;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command, with a consumer in place of a client verticle. */
@Timeout(10)
class MapCommandTest {
  private static final Outcome ANSWERED =
      Outcome.of(new Destination("::1", 1), Payload.ofJson("{ \"p\":1.10,\r\n \"t\":\"\\n\" }"));
  private static final Outcome FAILED =
      Outcome.failed(
          new Destination("h", 2), Failure.ERR_APPLICATION.with("say \"please\"\nor leave"));
  private static final MapRequest REQUEST =
      MapRequest.of("orders", 1).withTimeout(Duration.ofSeconds(1)).withLimit(2);

  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private int ask(Handler<Message<MapRequest>> client) {
    Codecs.register(vertx);
    var consumer = vertx.eventBus().<MapRequest>consumer(Addresses.DEFAULT.rpcMap());
    result(consumer.handler(client).completion());
    try {
      return MapCommand.ask(vertx, REQUEST, new PrintStream(printed, true, UTF_8));
    } finally {
      result(consumer.unregister());
    }
  }

  @Test
  void each_outcome_is_one_line_and_a_result_is_as_it_came() {
    int exitCode =
        ask(
            message -> {
              assertThat(message.body()).isEqualTo(REQUEST);
              message.reply(new Replies(List.of(ANSWERED, FAILED)));
            });

    assertThat(exitCode).isZero();
    assertThat(printed.toString(UTF_8).lines())
        .containsExactly(
            "{\"destination\":\"[::1]:1\",\"result\":{ \"p\":1.10,   \"t\":\"\\n\" }}",
            "{\"destination\":\"h:2\",\"error\":\"ERR_APPLICATION\","
                + "\"message\":\"say \\\"please\\\"\\nor leave\"}");
  }

  @Test
  void without_any_result_the_exit_code_is_1() {
    assertThat(ask(message -> message.reply(new Replies(List.of(FAILED))))).isEqualTo(1);
    assertThat(ask(message -> message.reply(new Replies(List.of())))).isEqualTo(1);
  }

  @Test
  void a_failure_of_the_whole_is_thrown() {
    Failure failure = Failure.ERR_GRAPE_LOOKUP_EMPTY;

    assertThatThrownBy(() -> ask(message -> Failure.answer(message, failure.with("nobody"))))
        .isInstanceOfSatisfying(
            ReplyException.class,
            reply -> assertThat(reply.failureCode()).isEqualTo(failure.code()));
    assertThat(printed.size()).isZero();
  }
}
