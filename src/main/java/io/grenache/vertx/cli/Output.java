package io.grenache.vertx.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output in UTF-8, whatever the terminal's locale: a value must come out as it is. */
final class Output {
  static final PrintStream STREAM =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Output() {}

  static void line(String text) {
    STREAM.println(text);
  }
}
