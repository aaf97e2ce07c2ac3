package io.grenache.vertx.cli;

import static io.grenache.vertx.cli.RunnableJar.failsWith;
import static io.grenache.vertx.cli.RunnableJar.grenache;
import static io.grenache.vertx.cli.RunnableJar.prints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.testing.JavaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The runnable jar, as a user runs it. */
@Timeout(90)
class CommandLineIT {
  @Test
  void a_service_is_served_by_one_process_found_at_another_and_called_by_a_third() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
      try (JavaProcess server =
          grenache(
              "serve", "rpc_test", "--host", "127.0.0.1", "--lame-duck-ms", "0", "--grape", url)) {
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
    return serve(grape, reply, 0);
  }

  private static JavaProcess serve(String grape, String reply, int lameDuckMs) {
    return grenache(
        "serve",
        "rpc_test",
        "--host",
        "127.0.0.1",
        "--lame-duck-ms",
        Integer.toString(lameDuckMs),
        "--reply",
        reply,
        "--grape",
        grape);
  }

  private static String address(JavaProcess server) {
    return server.line().replace("serving rpc_test at ", "");
  }

  @Test
  void a_service_that_is_interrupted_says_that_it_serves_on_and_does() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess server = serve(url, "1.10", 6000)) {
        address(server);
        server.interrupt();
        await().atMost(Duration.ofSeconds(15)).until(() -> !server.errors().isEmpty());
        prints("1.10", "request", "rpc_test", "--grape", url);
        assertThat(server.exitCode()).isEqualTo(130);
        assertThat(server.errors())
            .containsExactly("still serving for 6000 ms, for callers that know this address");
      }
    }
  }

  @Test
  void a_failure_is_named_on_standard_error_with_exit_code_1() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      failsWith("ERR_GRAPE_LOOKUP_EMPTY: ", "request", "nowhere", "--grape", url);
    }
  }

  @Test
  void wrong_usage_is_exit_code_2() {
    try (JavaProcess command = grenache("serve", "s", "--port", "70000")) {
      assertThat(command.exitCode()).isEqualTo(2);
      assertThat(command.rest()).isEmpty();
      assertThat(command.errors().get(0)).isNotBlank();
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
