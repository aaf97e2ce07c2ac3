package io.grenache.vertx.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ServerBoundsTest {
  @ParameterizedTest
  @CsvSource({"maxDepth, 3", "maxNumberLength, 19", "maxInFlightBytes, 1000000"})
  void what_would_refuse_requests_of_our_own_clients_is_refused(String option, int value) {
    assertThatThrownBy(() -> ServerOptions.fromJson(new JsonObject().put(option, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option + " ");
  }
}
