package io.grenache.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module of somebody else requires ours, and sends a record. */
@Timeout(120)
class ModulePathIT {
  private static final Pattern TEST_ONLY =
      Pattern.compile(
          "(vertx-core-.*-tests|vertx-junit5|junit|opentest4j|apiguardian|assertj|byte-buddy"
              + "|awaitility|hamcrest|archunit|surefire|jazzer|bcpkix|bcprov|bcutil).*\\.jar");

  private static final String MODULE =
      """
      module consumer {
        requires io.grenache.vertx;
      }
      """;

  private static final String MAIN =
      """
      package consumer;

      import io.grenache.vertx.message.Addresses;
      import io.grenache.vertx.message.Codecs;
      import io.grenache.vertx.message.Payload;
      import io.grenache.vertx.message.Reply;
      import io.grenache.vertx.message.Request;
      import io.vertx.core.Vertx;
      import java.util.concurrent.TimeUnit;

      public class Main {
        public static void main(String[] args) throws Exception {
          Vertx vertx = Vertx.vertx();
          try {
            Codecs.register(vertx);
            String address = Addresses.DEFAULT.rpcRequest();
            vertx.eventBus().<Request>consumer(
                address, message -> message.reply(new Reply(message.body().payload(), null)));
            Request request = Request.of("s", Payload.ofJson("1.10"));
            Reply reply =
                (Reply)
                    vertx.eventBus().request(address, request, request.delivery())
                        .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS)
                        .body();
            System.out.println(
                Main.class.getModule().getName()
                    + " asked "
                    + Request.class.getModule().getName()
                    + ": "
                    + reply.result().text()
                    + " "
                    + reply.result().as(java.math.BigDecimal.class)
                    + " "
                    + request.toJson().encode());
          } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
          }
        }
      }
      """;

  @Test
  void aConsumerOnTheModulePathSendsARecord(@TempDir Path dir) throws Exception {
    Path sources = Files.createDirectories(dir.resolve("src/consumer"));
    Path module = Files.writeString(dir.resolve("src/module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    Path classes = Files.createDirectories(dir.resolve("classes"));
    String path = dependencies();
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out, out, "-p", path, "-d", classes.toString(), module.toString(), main.toString());
    assertThat(compiled).as(said::toString).isZero();

    String printed =
        java(dir, "-p", classes + File.pathSeparator + path, "-m", "consumer/consumer.Main");
    assertThat(printed)
        .isEqualTo(
            "consumer asked io.grenache.vertx: 1.10 1.10 {\"service\":\"s\",\"payload\":1.1}");
  }

  private static String java(Path dir, String... arguments)
      throws IOException, InterruptedException {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(() -> read(err)).isZero();
      return read(out)
          .lines()
          .filter(line -> line.startsWith("consumer "))
          .findFirst()
          .orElse(read(out));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String dependencies() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> Files.exists(entry) && !entry.endsWith("test-classes"))
        .filter(entry -> !TEST_ONLY.matcher(entry.getFileName().toString()).matches())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
