package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line says before it starts anything. */
@Timeout(20)
class UsageTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine grenache =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "request",
        "request s {bad",
        "request s 1 --timeout 0s",
        "request s 1 --timeout soon",
        "request s --grape ftp://x",
        "serve s --port 70000",
        "serve s --reply nojson",
        "serve s --lame-duck-ms soon",
        "serve s --lame-duck-ms -1",
        "map",
        "map s {bad",
        "map s 1 --limit 0",
        "map s 1 --limit some",
        "pub",
        "pub c --port 70000",
        "pub c --grape ftp://x",
        "grape --port x",
        "sub",
        "sub subscribe",
        "sub s --grape ftp://x",
        "announce s",
        "announce s 0",
        "announce s x",
        "lookup",
        "lookup s --grape ftp://x",
        "put",
        "put v --seq 1",
        "put v --salt s",
        "put v --cas 1",
        "put v --key my.pem",
        "get",
        "get 12",
        "keygen"
      })
  void wrong_usage_is_exit_code_2_and_says_what_is_wrong(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(grenache.execute(arguments)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines().findFirst()).get().asString().isNotBlank();
  }

  @Test
  void help_of_every_command_goes_to_standard_output_and_gives_an_example() {
    Set<String> names = new TreeSet<>(grenache.getSubcommands().keySet());
    assertThat(names)
        .containsExactly(
            "announce",
            "get",
            "grape",
            "keygen",
            "lookup",
            "map",
            "pub",
            "put",
            "request",
            "serve",
            "sub");
    for (String name : names) {
      out.getBuffer().setLength(0);

      assertThat(grenache.execute(name, "--help")).isZero();
      assertThat(out.toString().lines())
          .as(name)
          .anyMatch(line -> line.matches("Examples?:"))
          .anyMatch(line -> line.startsWith("  grenache " + name));
      assertThat(err.toString()).isEmpty();
    }
  }
}
