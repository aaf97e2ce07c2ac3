package io.grenache.vertx.interop;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer script that runs in a Node.js process. Commands go to its standard input and answers come
 * from its standard output, as JSON, one a line; {@code src/test/peers} says which there are. It
 * ends when its standard input is closed, so it cannot outlive this JVM.
 */
final class NodePeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final String script;
  private final Path errors;
  private final Process process;
  private final BufferedWriter commands;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonObject> ready = new CompletableFuture<>();

  private NodePeer(Path directory, String script, JsonObject options) throws IOException {
    this.script = script;
    Path logs = Files.createDirectories(directory.resolve("logs"));
    errors = logs.resolve(script + "." + STARTED.incrementAndGet() + ".log");
    process =
        new ProcessBuilder("node", script, options.encode())
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    commands = process.outputWriter();
    Thread reader = new Thread(this::readAnswers, script);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a script, without waiting for it.
   *
   * @param directory where the scripts and their packages are
   * @param options what the script gets as its argument
   */
  static NodePeer start(Path directory, String script, JsonObject options) {
    try {
      return new NodePeer(directory, script, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the script takes commands.
   *
   * @return what it tells of itself
   * @throws IllegalStateException it ended, or took too long
   */
  JsonObject ready() {
    return await(ready, PATIENCE);
  }

  /** Sends a command and waits for its answer, as {@link #ask(String, JsonObject, Duration)}. */
  Object ask(String command, JsonObject arguments) {
    return ask(command, arguments, PATIENCE);
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @return the result: a String, Number, Boolean, JsonObject, JsonArray or null
   * @throws PeerError the command failed
   * @throws IllegalStateException the process ended, or took too long
   */
  Object ask(String command, JsonObject arguments, Duration patience) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    awaited.put(id, answer);
    send(arguments.copy().put("id", id).put("do", command));
    JsonObject line = await(answer, patience);
    if (line.containsKey("error")) {
      throw new PeerError(line.getString("error"));
    }
    return line.getValue("result");
  }

  private synchronized void send(JsonObject command) {
    try {
      commands.write(command.encode());
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new IllegalStateException(lament("takes no commands any more"), e);
    }
  }

  private JsonObject await(CompletableFuture<JsonObject> line, Duration patience) {
    try {
      return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(lament("gave no answer in " + patience), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(lament("was not waited for"), e);
    }
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader()) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        JsonObject line = new JsonObject(text);
        if (line.getBoolean("ready", false)) {
          ready.complete(line);
        } else {
          awaited.remove(line.getInteger("id")).complete(line);
        }
      }
      end("ended");
    } catch (IOException | RuntimeException e) {
      end("cannot be read: " + e);
    }
  }

  private void end(String how) {
    IllegalStateException end = new IllegalStateException(lament(how));
    ready.completeExceptionally(end);
    awaited.values().forEach(answer -> answer.completeExceptionally(end));
  }

  private String lament(String what) {
    try {
      return script + " " + what + "; it wrote: " + Files.readString(errors);
    } catch (IOException e) {
      return script + " " + what;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process with no chance to say good-bye. */
  void kill() {
    process.destroyForcibly();
  }

  /** Closes its standard input, upon which it ends; kills it if it does not. */
  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // it has ended already
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** What a script answered in place of a result. */
  static final class PeerError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PeerError(String message) {
      super(message);
    }
  }
}
