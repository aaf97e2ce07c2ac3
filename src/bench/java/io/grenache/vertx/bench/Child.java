package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process of a contender, as the coordinator sees it. It ends when its standard input does, so it
 * cannot outlive this one. Used by one thread.
 */
final class Child implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedWriter commands;
  private final CompletableFuture<JsonObject> ready = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private volatile long readyNanos;
  private volatile CompletableFuture<JsonObject> answer;
  private int lastId;

  /**
   * Starts it without waiting for it.
   *
   * @param log where its standard error goes
   */
  Child(String name, List<String> command, Path directory, Path log) throws IOException {
    this.name = name;
    this.log = log;
    process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(log.toFile())
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        if (readyNanos == 0) {
          readyNanos = System.nanoTime();
          ready.complete(new JsonObject(text));
        } else {
          answer.complete(new JsonObject(text));
        }
      }
      end(null);
    } catch (IOException | RuntimeException e) {
      end(e);
    }
  }

  private void end(Exception cause) {
    IllegalStateException end = new IllegalStateException(lament("ended"), cause);
    ready.completeExceptionally(end);
    CompletableFuture<JsonObject> waiting = answer;
    if (waiting != null) {
      waiting.completeExceptionally(end);
    }
  }

  private String lament(String what) {
    try {
      return name + " " + what + "; it wrote: " + Files.readString(log);
    } catch (IOException e) {
      return name + " " + what;
    }
  }

  /** Waits until it takes commands; gives what it tells of itself. */
  JsonObject ready() throws Exception {
    return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** How long it took from its start until it was ready, in milliseconds. */
  double readyMillis() {
    return (readyNanos - startNanos) / 1e6;
  }

  /** Has it do something, and waits for the result. */
  JsonObject ask(String what, JsonObject arguments) throws Exception {
    answer = new CompletableFuture<>();
    commands.write(arguments.copy().put("id", ++lastId).put("do", what).encode());
    commands.newLine();
    commands.flush();
    JsonObject line = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line.containsKey("error")) {
      throw new IllegalStateException(lament(what + ": " + line.getString("error")));
    }
    return line;
  }

  /** Bytes of its heap that live. */
  long live() throws Exception {
    return ask("live", new JsonObject()).getLong("result");
  }

  /** Bytes of its heap that are in use, garbage included. */
  long used() throws Exception {
    return ask("used", new JsonObject()).getLong("result");
  }

  /** Bytes of memory that it holds. */
  long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  /** Waits for its end by itself. */
  void awaitEnd() throws InterruptedException {
    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // it has ended already
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
