package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import java.util.ArrayList;
import java.util.List;

/** The runnable jar's commands, each in a process. */
final class RunnableJar {
  private RunnableJar() {}

  static JavaProcess grenache(String... arguments) {
    return new JavaProcess(command(arguments));
  }

  /** A command whose standard input is left open. */
  static JavaProcess typing(String... arguments) {
    return new JavaProcess(command(arguments), true);
  }

  private static List<String> command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-jar", "target/grenache.jar"));
    all.addAll(List.of(arguments));
    return all;
  }

  /** The one line that a command prints, which does well. */
  static String printed(String... arguments) {
    try (JavaProcess command = grenache(arguments)) {
      assertThat(command.exitCode()).as(String.join("\n", command.errors())).isZero();
      assertThat(command.errors()).isEmpty();
      List<String> lines = command.rest();
      assertThat(lines).hasSize(1);
      return lines.get(0);
    }
  }

  static void prints(String expected, String... arguments) {
    assertThat(printed(arguments)).isEqualTo(expected);
  }

  /** A command ends with exit code 1 and one line on standard error that begins with this. */
  static void failsWith(String error, String... arguments) {
    try (JavaProcess command = grenache(arguments)) {
      assertThat(command.exitCode()).isEqualTo(1);
      assertThat(command.rest()).isEmpty();
      assertThat(command.errors()).singleElement().asString().startsWith(error);
    }
  }
}
