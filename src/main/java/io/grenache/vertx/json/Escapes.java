package io.grenache.vertx.json;

import java.nio.charset.StandardCharsets;

/** The escapes in strings. */
final class Escapes {
  private Escapes() {}

  /**
   * A string whose escapes were checked.
   *
   * @param from behind the opening quote
   * @param to at the closing one
   */
  static String decoded(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int run = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\\') {
        continue;
      }
      text.append(utf8(bytes, run, i));
      char escape = (char) bytes[++i];
      if (escape == 'u') {
        text.append((char) Integer.parseInt(utf8(bytes, i + 1, i + 5), 16));
        i += 4;
      } else {
        text.append(
            switch (escape) {
              case 'b' -> '\b';
              case 'f' -> '\f';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> escape;
            });
      }
      run = i + 1;
    }
    return text.append(utf8(bytes, run, to)).toString();
  }

  private static String utf8(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
