package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MainTest {
  @Test
  void a_payload_that_starts_with_an_at_sign_is_not_taken_for_a_file() {
    assertThat(Main.commandLine().isExpandAtFiles()).isFalse();
  }
}
