package io.grenache.vertx.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the benchmark ran on. */
record Machine(Map<String, String> facts) {
  private static final Path LOAD = Path.of("/proc/loadavg");

  static Machine now(Settings settings) throws Exception {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put(
        "processor",
        Runtime.getRuntime().availableProcessors()
            + " × "
            + first(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("memory", first(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "Java",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    facts.put("Node.js", output(settings, "node", "--version"));
    facts.put("commit", output(settings, "git", "describe", "--always", "--dirty"));
    facts.put("load before", load());
    return new Machine(facts);
  }

  /** With what can only be told at the end. */
  Machine after() {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put("load after", load());
    return new Machine(all);
  }

  private static String load() {
    try {
      return Files.readString(LOAD).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String first(Path file, String field) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String output(Settings settings, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command)).directory(settings.project().toFile()).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return process.waitFor(5, TimeUnit.SECONDS) && !text.isEmpty() ? text : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
