package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runnable jar, as a user runs it. */
@Timeout(90)
class CommandLineIT {
  private static JavaProcess grenache(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-jar", "target/grenache.jar"));
    all.addAll(List.of(arguments));
    return new JavaProcess(all);
  }

  @Test
  void a_service_is_served_by_one_process_found_at_another_and_called_by_a_third() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
      try (JavaProcess server =
          grenache("serve", "rpc_test", "--host", "127.0.0.1", "--grape", url)) {
        assertThat(server.line()).matches("serving rpc_test at 127\\.0\\.0\\.1:\\d+");

        prints("{\"a\":[1.10]}", "request", "rpc_test", "{\"a\":[1.10]}", "--grape", url);
        prints("null", "request", "rpc_test", "--grape", url);
        prints("\"say \\\"hi\\\"\"", "request", "--text", "rpc_test", "say \"hi\"", "--grape", url);
        server.interrupt();
        assertThat(server.exitCode()).isEqualTo(130);
        assertThat(server.errors()).isEmpty();
      }
      grape.interrupt();
      assertThat(grape.exitCode()).isEqualTo(130);
      assertThat(grape.errors()).isEmpty();
    }
  }

  @Test
  void a_map_prints_a_line_for_each_destination_and_succeeds_with_one_result() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess one = serve(url, "1.10");
          JavaProcess two = serve(url, "{ \"n\":2 }")) {
        String atOne = address(one);
        String atTwo = address(two);

        try (JavaProcess map = grenache("map", "rpc_test", "\"hello\"", "--grape", url)) {
          assertThat(map.exitCode()).as(String.join("\n", map.errors())).isZero();
          assertThat(map.rest())
              .containsExactlyInAnyOrder(
                  "{\"destination\":\"" + atOne + "\",\"result\":1.10}",
                  "{\"destination\":\"" + atTwo + "\",\"result\":{ \"n\":2 }}");
          assertThat(map.errors()).isEmpty();
        }
        try (JavaProcess map = grenache("map", "--limit", "1", "rpc_test", "--grape", url)) {
          assertThat(map.exitCode()).as(String.join("\n", map.errors())).isZero();
          assertThat(map.rest()).singleElement().asString().startsWith("{\"destination\":\"");
        }
        one.interrupt();
        assertThat(one.exitCode()).isEqualTo(130);
        try (JavaProcess map = grenache("map", "rpc_test", "--grape", url)) {
          assertThat(map.exitCode()).as(String.join("\n", map.errors())).isZero();
          assertThat(map.rest())
              .hasSize(2)
              .anyMatch(line -> line.endsWith(",\"result\":{ \"n\":2 }}"))
              .anyMatch(
                  line ->
                      line.startsWith(
                          "{\"destination\":\"" + atOne + "\",\"error\":\"ERR_CONNECT\","));
        }
      }
    }
  }

  private static JavaProcess serve(String grape, String reply) {
    return grenache("serve", "rpc_test", "--host", "127.0.0.1", "--reply", reply, "--grape", grape);
  }

  private static String address(JavaProcess server) {
    return server.line().replace("serving rpc_test at ", "");
  }

  private static void prints(String expected, String... arguments) {
    try (JavaProcess command = grenache(arguments)) {
      assertThat(command.exitCode()).as(String.join("\n", command.errors())).isZero();
      assertThat(command.rest()).containsExactly(expected);
      assertThat(command.errors()).isEmpty();
    }
  }

  @Test
  void a_failure_is_named_on_standard_error_with_exit_code_1() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess request = grenache("request", "nowhere", "--grape", url)) {
        assertThat(request.exitCode()).isEqualTo(1);
        assertThat(request.rest()).isEmpty();
        assertThat(request.errors())
            .singleElement()
            .asString()
            .startsWith("ERR_GRAPE_LOOKUP_EMPTY: ");
      }
    }
  }

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
        "map",
        "map s 1 --limit 0",
        "grape --port x"
      })
  void wrong_usage_is_exit_code_2_and_says_what_is_wrong(String line) {
    try (JavaProcess command = grenache(line.isEmpty() ? new String[0] : line.split(" "))) {
      assertThat(command.exitCode()).isEqualTo(2);
      assertThat(command.rest()).isEmpty();
      assertThat(command.errors().get(0)).isNotBlank();
    }
  }

  @Test
  void help_goes_to_standard_output_and_gives_an_example() {
    try (JavaProcess help = grenache("serve", "--help")) {
      assertThat(help.exitCode()).isZero();
      assertThat(help.rest())
          .contains("Example:")
          .anyMatch(line -> line.contains("grenache serve"));
    }
  }

  @Test
  void the_librarys_own_jar_is_thin_and_brings_no_logging_configuration() throws IOException {
    try (ZipFile jar = new ZipFile("target/grenache-vertx-0.1.0-SNAPSHOT.jar")) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("module-info.class")
          .noneMatch(name -> name.startsWith("logback"))
          .noneMatch(
              name ->
                  name.endsWith(".class")
                      && !name.startsWith("io/grenache/")
                      && !name.equals("module-info.class"));
    }
  }
}
