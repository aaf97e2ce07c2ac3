package io.grenache.vertx.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each byte, at each place of a word and beside it. */
@Timeout(10)
class WordsTest {
  private static final int LENGTH = 27;

  private static byte[] letters(int at, int b) {
    byte[] letters = new byte[LENGTH];
    Arrays.fill(letters, (byte) 'a');
    letters[at] = (byte) b;
    return letters;
  }

  @Test
  void bytes_that_end_a_string_or_must_be_escaped_are_not_plain_wherever_they_stand() {
    for (int at = 0; at < LENGTH; at++) {
      for (int b = 0; b < 256; b++) {
        boolean plain = b >= ' ' && b != '"' && b != '\\';
        assertThat(Words.arePlain(letters(at, b))).as("%d at %d", b, at).isEqualTo(plain);
      }
    }
  }

  @Test
  void a_character_is_found_wherever_it_stands() {
    for (int at = 0; at < LENGTH; at++) {
      for (int b = 0; b < 256; b++) {
        assertThat(Words.contain(letters(at, b), '?')).isEqualTo(b == '?');
      }
    }
  }

  @Test
  void a_string_ends_and_is_refused_where_its_bytes_say_so() throws JsonFault {
    for (int at = 1; at < LENGTH - 1; at++) {
      for (int b = 0; b < 128; b++) {
        byte[] text = letters(at, b);
        text[0] = '"';
        text[LENGTH - 1] = '"';
        if (b < ' ' || b == '\\' || b == '"') {
          assertThatThrownBy(() -> JsonCursor.check(text, 0, LENGTH))
              .as("%d at %d", b, at)
              .isInstanceOf(JsonFault.class);
        } else {
          JsonCursor.check(text, 0, LENGTH);
        }
      }
    }
  }

  @Test
  void one_byte_that_is_no_utf_8_is_found_wherever_it_stands() {
    for (int at = 0; at < LENGTH; at++) {
      assertThat(Utf8.firstBad(letters(at, 0xFF), 0, LENGTH)).isEqualTo(at);
      assertThat(Utf8.firstBad(letters(at, 0x7F), 0, LENGTH)).isEqualTo(-1);
      // bytes before and behind are not looked at
      assertThat(Utf8.firstBad(letters(at, 0xFF), at + 1, LENGTH)).isEqualTo(-1);
      assertThat(Utf8.firstBad(letters(at, 0xFF), 0, at)).isEqualTo(-1);
    }
  }
}
