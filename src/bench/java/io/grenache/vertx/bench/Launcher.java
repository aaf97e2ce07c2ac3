package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts processes: JVMs with the class path of an application that uses this toolkit, all jars and
 * nothing of the tests; scripts of Node.js.
 */
final class Launcher implements AutoCloseable {
  /** For every JVM; all else is the JDK's own choice. */
  static final List<String> JVM = List.of("-Xmx512m");

  /** What Hazelcast asks for. */
  static final List<String> HAZELCAST =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private static final List<String> TESTS_OWN =
      List.of("junit", "assertj", "awaitility", "archunit", "hamcrest", "-tests.jar", "jmh-");

  private final Settings settings;
  private final Path peers;
  private final Path logs;
  private final List<String> classPath;
  private final List<Child> children = new ArrayList<>();

  /**
   * @param peers where the scripts and their packages are
   */
  Launcher(Settings settings, Path peers) throws IOException {
    this.settings = settings;
    this.peers = peers;
    this.logs = Files.createDirectories(settings.target().resolve("logs"));
    this.classPath = classPath(benchJar());
    try (Stream<Path> scripts = Files.list(settings.project().resolve("src/bench/peers"))) {
      for (Path script : scripts.toList()) {
        Files.write(peers.resolve(script.getFileName()), Files.readAllBytes(script));
      }
    }
  }

  private List<String> classPath(Path bench) {
    List<String> jars = new ArrayList<>();
    jars.add(bench.toString());
    jars.add(System.getProperty("bench.jar"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && TESTS_OWN.stream().noneMatch(entry::contains)) {
        jars.add(entry);
      }
    }
    return jars;
  }

  /** A directory on the class path would keep the JVM from an archive of classes. */
  private Path benchJar() throws IOException {
    Path classes = settings.project().resolve("target/test-classes");
    Path jar = settings.target().resolve("bench.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes.resolve("io/grenache/vertx/bench"))) {
      for (Path path : found.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
      }
    }
    return jar;
  }

  /** The names of the jars. */
  String jars() {
    return classPath.stream()
        .map(jar -> Path.of(jar).getFileName().toString())
        .collect(Collectors.joining(" "));
  }

  Child java(String name, Class<?> main, JsonObject options, List<String> flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(JVM);
    command.addAll(flags);
    command.add("-Dlogback.configurationFile=" + settings.project().resolve("conf/logback.xml"));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(main.getName());
    command.add(options.encode());
    return started(new Child(name, command, settings.target(), log(name)));
  }

  Child node(String name, String script, JsonObject options) throws IOException {
    List<String> command = List.of("node", "--expose-gc", script, options.encode());
    return started(new Child(name, command, peers, log(name)));
  }

  private Path log(String name) {
    return logs.resolve(name.replaceAll("\\W+", "-") + ".log");
  }

  private Child started(Child child) {
    children.add(child);
    return child;
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
