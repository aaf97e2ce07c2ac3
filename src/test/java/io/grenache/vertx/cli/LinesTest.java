package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LinesTest {
  private static Lines lines(String text) {
    return new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 5);
  }

  private static List<String> all(String text) throws IOException {
    Lines lines = lines(text);
    List<String> all = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }

  @Test
  void a_line_ends_as_on_any_system_and_the_last_one_need_not() throws IOException {
    assertThat(all("")).isEmpty();
    assertThat(all("\n")).containsExactly("");
    assertThat(all("a\r\nb\n\n c")).containsExactly("a", "b", "", " c");
    assertThat(all("gr\u00fcn\n")).containsExactly("gr\u00fcn");
  }

  @Test
  void a_line_that_is_too_long_is_named_and_not_kept() throws IOException {
    Lines lines = lines("12345\n123456");
    assertThat(lines.next()).isEqualTo("12345");
    assertThatThrownBy(lines::next).hasMessage("line 2 is longer than 5 bytes");
  }
}
