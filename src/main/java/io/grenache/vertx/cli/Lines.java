package io.grenache.vertx.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lines of a text in UTF-8, each within a bound. */
final class Lines {
  private final InputStream in;
  private final int maxBytes;
  private long number;

  /**
   * @param in buffered
   * @param maxBytes of a line, at most
   */
  Lines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * The next line, without its end: a line feed, a carriage return before it, or the end of the
   * text. Null if there is none.
   *
   * @throws IllegalStateException it is too long
   */
  String next() throws IOException {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == maxBytes) {
        throw new IllegalStateException(
            "line " + number + " is longer than " + maxBytes + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
