package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class MessageAssemblerTest {
  private final MessageAssembler assembler = new MessageAssembler(10);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] first(String text, boolean last) throws MessageAssembler.Fault {
    return assembler.add(ascii(text), false, last);
  }

  private byte[] more(String text, boolean last) throws MessageAssembler.Fault {
    return assembler.add(ascii(text), true, last);
  }

  private int closeCode(String text, boolean continuation, boolean last) {
    return catchThrowableOfType(
            MessageAssembler.Fault.class, () -> assembler.add(ascii(text), continuation, last))
        .closeCode();
  }

  @Test
  void a_message_in_one_frame_is_that_frame() throws Exception {
    byte[] frame = ascii("0123456789");

    assertThat(assembler.add(frame, false, true)).isSameAs(frame);
    assertThat(first("", true)).isEmpty();
  }

  @Test
  void fragments_are_put_together_message_after_message() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(first("012", false)).isNull();
      assertThat(more("3", false)).isNull();
      assertThat(more("456789", true)).isEqualTo(ascii("0123456789"));
      assertThat(first("x", true)).isEqualTo(ascii("x"));
    }
  }

  @Test
  void fragments_of_no_length_are_fragments() throws Exception {
    assertThat(first("", false)).isNull();
    for (int i = 0; i < 1000; i++) {
      assertThat(more("", false)).isNull();
    }
    assertThat(more("ab", false)).isNull();
    assertThat(more("", true)).isEqualTo(ascii("ab"));

    assertThat(first("", false)).isNull();
    assertThat(more("", true)).isEmpty();
  }

  @Test
  void a_message_handed_out_is_not_written_to_by_the_next_one() throws Exception {
    first("abc", false);
    byte[] message = more("defg", true);
    first("xxx", false);
    more("yyyy", true);

    assertThat(message).isEqualTo(ascii("abcdefg"));
  }

  @Test
  void a_continuation_of_nothing_is_a_protocol_error() throws Exception {
    assertThat(closeCode("a", true, true)).isEqualTo(1002);
    first("a", true);
    assertThat(closeCode("a", true, false)).isEqualTo(1002);
  }

  @Test
  void a_message_inside_another_is_a_protocol_error() throws Exception {
    first("", false);
    assertThat(closeCode("a", false, true)).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_message_above_the_limit_is_refused_as_soon_as_it_is_known(boolean last) throws Exception {
    assertThat(closeCode("0123456789x", false, last)).isEqualTo(1009);
    first("012345678", false);
    assertThat(closeCode("9x", true, last)).isEqualTo(1009);
  }

  @Test
  void a_message_of_the_limit_is_taken() throws Exception {
    first("0123456789", false);
    more("", false);
    assertThat(more("", true)).isEqualTo(ascii("0123456789"));
  }

  @Test
  void growth_stays_within_the_limit() throws Exception {
    int limit = 40_000_000;
    MessageAssembler large = new MessageAssembler(limit);
    large.add(new byte[limit / 2 + 1], false, false);
    large.add(new byte[1], true, false);
    assertThat(large.capacity()).isLessThanOrEqualTo(limit);
    assertThat(large.add(new byte[limit / 2 - 2], true, true)).hasSize(limit);
    assertThat(large.capacity()).isZero();
  }
}
