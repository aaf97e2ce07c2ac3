package io.grenache.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A Maven project of somebody else depends on the artifact, as it is deployed: the thin jar with
 * its pom. What was downloaded already is linked into a repository of the test's own, so that
 * nothing of ours ends up in the user's.
 */
@Timeout(180)
class ForeignProjectIT {
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>foreign</groupId>
        <artifactId>foreign</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.release>17</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <repositories>
          <repository>
            <id>deployed</id>
            <url>%1$s</url>
            <releases><enabled>true</enabled></releases>
            <snapshots><enabled>true</enabled></snapshots>
          </repository>
        </repositories>
        <dependencies>
          <dependency>
            <groupId>io.grenache</groupId>
            <artifactId>grenache-vertx</artifactId>
            <version>%2$s</version>
          </dependency>
        </dependencies>
        <build>
          <plugins>
            <plugin>
              <artifactId>maven-resources-plugin</artifactId>
              <version>3.3.1</version>
            </plugin>
            <plugin>
              <artifactId>maven-compiler-plugin</artifactId>
              <version>3.16.0</version>
            </plugin>
            <plugin>
              <groupId>org.codehaus.mojo</groupId>
              <artifactId>exec-maven-plugin</artifactId>
              <version>3.6.4</version>
              <configuration>
                <mainClass>foreign.Main</mainClass>
              </configuration>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  private static final String MAIN =
      """
      package foreign;

      import io.grenache.vertx.message.Codecs;
      import io.grenache.vertx.message.Payload;
      import io.grenache.vertx.message.Request;
      import io.vertx.core.Vertx;
      import java.util.concurrent.TimeUnit;

      public class Main {
        public static void main(String[] args) throws Exception {
          Vertx vertx = Vertx.vertx();
          try {
            Codecs.register(vertx);
            vertx.eventBus().<Request>consumer(
                "echo", message -> message.reply(message.body().payload()));
            Payload reply =
                (Payload)
                    vertx.eventBus().request("echo", Request.of("s", Payload.ofJson("1.10")))
                        .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS)
                        .body();
            long versions =
                io.netty.util.Version.identify().values().stream()
                    .map(io.netty.util.Version::artifactVersion)
                    .filter(version -> version.startsWith("4."))
                    .distinct().count();
            System.out.println("foreign got " + reply.text() + " with Nettys: " + versions);
          } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
          }
        }
      }
      """;

  @Test
  void aForeignProjectUsesTheDeployedArtifact() throws Exception {
    Path base = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path dir = base.resolve("target/foreign");
    delete(dir);
    try {
      useDeployedArtifact(base, Files.createDirectories(dir));
    } finally {
      delete(dir.resolve("local"));
    }
  }

  private static void useDeployedArtifact(Path base, Path dir) throws Exception {
    Path jar = thinJar(base.resolve("target"));
    String version = jar.getFileName().toString().replaceAll("^grenache-vertx-(.*)\\.jar$", "$1");
    Path local = linkedRepository(dir.resolve("local"));
    String deployed = dir.resolve("deployed").toUri().toString();

    maven(
        dir,
        local,
        "org.apache.maven.plugins:maven-deploy-plugin:3.1.4:deploy-file",
        "-Dfile=" + jar,
        "-DpomFile=" + base.resolve("pom.xml"),
        "-DrepositoryId=deployed",
        "-Durl=" + deployed);
    Path sources = Files.createDirectories(dir.resolve("src/main/java/foreign"));
    Files.writeString(sources.resolve("Main.java"), MAIN);
    Files.writeString(dir.resolve("pom.xml"), POM.formatted(deployed, version));
    assertThat(maven(dir, local, "compile", "exec:java"))
        .contains("foreign got 1.10 with Nettys: 1");
    assertThat(local.resolve("io/grenache/grenache-vertx").resolve(version)).isDirectory();
  }

  private static Path thinJar(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      List<Path> jars =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches("grenache-vertx-[0-9.]+(-SNAPSHOT)?\\.jar"))
              .toList();
      assertThat(jars).as("the packaged jar in %s", target).hasSize(1);
      return jars.get(0);
    }
  }

  /** Everything that is in the local repository, but for what is of this project. */
  private static Path linkedRepository(Path linked) throws IOException {
    Path core =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(entry -> entry.getFileName().toString().matches("vertx-core-[0-9.]+\\.jar"))
            .findFirst()
            .orElseThrow();
    Path repository = core.resolve("../../../../..").normalize();
    link(repository, linked, "io");
    link(repository.resolve("io"), linked.resolve("io"), "grenache");
    return linked;
  }

  /** Deletes links, and never what they lead to. */
  private static void delete(Path dir) throws IOException {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(dir)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  private static void link(Path from, Path to, String except) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.endsWith(except)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static String maven(Path dir, Path local, String... arguments)
      throws IOException, InterruptedException {
    Path said = dir.resolve("said");
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-Dmaven.repo.local=" + local));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(80, TimeUnit.SECONDS)).as(() -> read(said)).isTrue();
      assertThat(process.exitValue()).as(() -> read(said)).isZero();
      return read(said);
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
}
