package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SubCommandTest {
  @Test
  void a_text_is_printed_as_it_is() {
    assertThat(SubCommand.text("größer")).isEqualTo("größer");
  }

  @Test
  void bytes_are_printed_as_text_if_they_are_and_in_base64_if_not() {
    assertThat(SubCommand.text(Buffer.buffer("größer \uFFFD"))).isEqualTo("größer \uFFFD");
    assertThat(SubCommand.text(Buffer.buffer(new byte[] {0, -1, 65}))).isEqualTo("AP9B");
    assertThat(SubCommand.text(Buffer.buffer())).isEmpty();
  }
}
