package io.grenache.vertx;

import static io.grenache.vertx.testing.Results.result;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.examples.HelloClient;
import io.grenache.examples.HelloServer;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.JavaProcess;
import io.grenache.vertx.testing.TestCertificates;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ExamplesIT {
  private final Vertx grapes = Vertx.vertx();
  private final Vertx servers = Vertx.vertx();
  private final Vertx clients = Vertx.vertx();

  @AfterEach
  void close() {
    result(clients.close());
    // serves on for callers that still know its address; nobody waits for that here
    servers.close();
    result(grapes.close());
  }

  @Test
  void the_client_finds_the_server_through_a_grape_and_gets_its_answer() {
    GrapeVerticle grape = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0));
    result(grapes.deployVerticle(grape));
    String url = "http://127.0.0.1:" + grape.port();

    result(HelloServer.start(servers, url));
    result(HelloClient.start(clients, url));

    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(result(HelloClient.hello(clients))).isEqualTo("world"));
  }

  @Test
  void orders_are_booked_for_those_who_know_the_password() {
    try (JavaProcess orders = JavaProcess.ofMain("io.grenache.examples.Orders")) {
      assertThat(orders.line()).isEqualTo("Receipt[item=tea, total=3.30]");
      assertThat(orders.line()).isEqualTo("ERR_APPLICATION: quantity must be positive");
      assertThat(orders.line()).startsWith("ERR_BAD_PAYLOAD: ");
      assertThat(orders.line()).startsWith("ERR_FORBIDDEN: ");
      assertThat(orders.exitCode()).as(String.join("\n", orders.errors())).isZero();
      assertThat(orders.rest()).isEmpty();
    }
  }

  @Test
  void who_is_not_listed_may_ping_and_no_more(@TempDir Path directory) throws IOException {
    TestCertificates certificates = TestCertificates.in(directory);
    Issued server = certificates.server();
    Issued client = certificates.client();
    Files.copy(certificates.ca().cert(), directory.resolve("ca.pem"), REPLACE_EXISTING);
    Files.copy(server.key(), directory.resolve("server.key"), REPLACE_EXISTING);
    Files.copy(server.cert(), directory.resolve("server.pem"), REPLACE_EXISTING);
    Files.copy(client.key(), directory.resolve("client.key"), REPLACE_EXISTING);
    Files.copy(client.cert(), directory.resolve("client.pem"), REPLACE_EXISTING);

    try (JavaProcess whitelist =
        JavaProcess.ofMain("io.grenache.examples.Whitelist", directory.toString())) {
      assertThat(whitelist.line()).isEqualTo("pong");
      assertThat(whitelist.line()).isEqualTo("ERR_FORBIDDEN");
      assertThat(whitelist.exitCode()).as(String.join("\n", whitelist.errors())).isZero();
      assertThat(whitelist.rest()).isEmpty();
    }
  }

  @Test
  void the_snippet_of_the_readme_is_an_example_that_compiles_and_says_world() throws IOException {
    String example = Files.readString(Path.of("examples/io/grenache/examples/Hello.java"));
    String body = example.substring(example.indexOf("import"));

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + body + "```");
    try (JavaProcess hello = JavaProcess.ofMain("io.grenache.examples.Hello")) {
      assertThat(hello.line()).isEqualTo("world");
      assertThat(hello.exitCode()).isZero();
    }
  }
}
