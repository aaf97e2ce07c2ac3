package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DialerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void one_that_was_never_opened_can_be_closed() {
    result(new Dialer(vertx, new DialOptions(null, Duration.ofSeconds(1), 1000, 1000)).close());
  }
}
