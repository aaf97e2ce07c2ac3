package io.grenache.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
  void a_service_is_announced_by_one_process_and_looked_up_by_another() {
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      try (JavaProcess announce = grenache("announce", "rpc_test", "1337", "--grape", url)) {
        assertThat(announce.line()).isEqualTo("announced rpc_test at port 1337");
        prints("127.0.0.1:1337", "lookup", "rpc_test", "--grape", url);
        try (JavaProcess lookup = grenache("lookup", "rpc_test", "--json", "--grape", url)) {
          assertThat(lookup.line())
              .matches(
                  "\\{\"service\":\"rpc_test\",\"destinations\":\\[\"127\\.0\\.0\\.1:1337\"],"
                      + "\"remainingMs\":\\d+}");
          assertThat(lookup.exitCode()).isZero();
        }
        announce.interrupt();
        assertThat(announce.exitCode()).isEqualTo(130);
        assertThat(announce.errors()).isEmpty();
      }
      try (JavaProcess announce = grenache("announce", "b", "1", "--json", "--grape", url)) {
        assertThat(announce.line()).isEqualTo("{\"service\":\"b\",\"port\":1}");
      }
      failsWith("ERR_GRAPE_LOOKUP_EMPTY: ", "lookup", "nowhere", "--grape", url);
    }
  }

  @Test
  void values_are_put_and_got_and_signed_with_a_key_of_ones_own(@TempDir Path dir)
      throws IOException {
    String file = dir.resolve("my.pem").toString();
    try (JavaProcess grape = grenache("grape", "--port", "0")) {
      String url = grape.line().replace("grape at ", "");
      String hash = "6d33adc2b6b2c14c3036feefb7fedbca1a880527";
      prints(hash, "put", "hello world", "--grape", url);
      prints("{\"hash\":\"" + hash + "\"}", "put", "hello world", "--json", "--grape", url);
      prints("hello world", "get", hash, "--grape", url);
      prints("{\"value\":\"hello world\"}", "get", hash, "--json", "--grape", url);
      failsWith("ERR_NOT_FOUND: ", "get", "ab".repeat(20), "--grape", url);

      String publicKey = printed("keygen", file);
      assertThat(publicKey).matches("[0-9a-f]{64}");
      String signed = printed("put", "v1", "--key", file, "--seq", "1", "--grape", url);
      assertThat(signed).matches("[0-9a-f]{40}");
      prints("v1", "get", signed, "--grape", url);
      String[] salted = {"put", "v2", "--key", file, "--seq", "2", "--salt", "s", "--grape", url};
      String other = printed(salted);
      assertThat(other).isNotEqualTo(signed);
      assertThat(printed("get", other, "--salt", "s", "--json", "--grape", url))
          .startsWith(
              "{\"value\":\"v2\",\"publicKey\":\"" + publicKey + "\",\"seq\":2,\"salt\":\"s\",");
      failsWith("ERR_SEQ: ", salted);
      failsWith(
          "ERR_CAS: ", "put", "v3", "--key", file, "--seq", "3", "--cas", "7", "--grape", url);
    }
  }

  @Test
  void a_key_is_its_owners_alone_and_never_overwritten(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("my.pem");
    assertThat(printed("keygen", "--json", file.toString()))
        .matches("\\{\"file\":\"" + file + "\",\"publicKey\":\"[0-9a-f]{64}\"}");
    String pem = Files.readString(file);
    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    failsWith(file + " exists, and is not overwritten", "keygen", file.toString());
    assertThat(Files.readString(file)).isEqualTo(pem);
    Path broken = Files.writeString(dir.resolve("broken.pem"), "secret");
    failsWith(broken + " holds no key: ", "put", "v", "--seq", "1", "--key", broken.toString());
    failsWith("none.pem cannot be read: ", "put", "v", "--seq", "1", "--key", "none.pem");
  }

  private static String printed(String... arguments) {
    try (JavaProcess command = grenache(arguments)) {
      assertThat(command.exitCode()).as(String.join("\n", command.errors())).isZero();
      assertThat(command.errors()).isEmpty();
      List<String> lines = command.rest();
      assertThat(lines).hasSize(1);
      return lines.get(0);
    }
  }

  private static void failsWith(String error, String... arguments) {
    try (JavaProcess command = grenache(arguments)) {
      assertThat(command.exitCode()).isEqualTo(1);
      assertThat(command.rest()).isEmpty();
      assertThat(command.errors())
          .singleElement()
          .asString()
          .startsWith(error)
          .doesNotContain("secret");
    }
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
        "grape --port x",
        "announce s",
        "announce s 0",
        "announce s x",
        "lookup",
        "lookup s --grape ftp://x",
        "put",
        "put v --seq 1",
        "put v --salt s",
        "put v --key my.pem",
        "get",
        "get 12",
        "keygen"
      })
  void wrong_usage_is_exit_code_2_and_says_what_is_wrong(String line) {
    try (JavaProcess command = grenache(line.isEmpty() ? new String[0] : line.split(" "))) {
      assertThat(command.exitCode()).isEqualTo(2);
      assertThat(command.rest()).isEmpty();
      assertThat(command.errors().get(0)).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"grape", "serve", "request", "announce", "lookup", "put", "get", "keygen"})
  void help_goes_to_standard_output_and_gives_an_example(String name) {
    try (JavaProcess help = grenache(name, "--help")) {
      assertThat(help.exitCode()).isZero();
      assertThat(help.rest())
          .anyMatch(line -> line.matches("Examples?:"))
          .anyMatch(line -> line.contains("  grenache " + name));
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
