package io.grenache.vertx.testing;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java process of its own, with the JDK that runs the tests. Closing ends it. */
public final class JavaProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  /**
   * @param arguments what follows {@code java}
   */
  public JavaProcess(List<String> arguments) {
    this(arguments, false);
  }

  /**
   * @param arguments what follows {@code java}
   * @param typing whether standard input is left open, for {@link #type} and {@link #endInput}
   */
  public JavaProcess(List<String> arguments, boolean typing) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    // these processes are short: what starts soon counts
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(arguments);
    try {
      process = new ProcessBuilder(command).start();
      input = process.outputWriter(StandardCharsets.UTF_8);
      if (!typing) {
        input.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    read(process.getInputStream(), output::add);
    read(process.getErrorStream(), errors::add);
  }

  /** Runs a main class of this build on the class path of the tests. */
  public static JavaProcess ofMain(String mainClass, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Dlogback.configurationFile=conf/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
    all.addAll(List.of(arguments));
    return new JavaProcess(all);
  }

  private void read(InputStream stream, java.util.function.Consumer<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                in.lines().forEach(lines);
              } catch (IOException | UncheckedIOException e) {
                errors.add("reading ended: " + e.getMessage());
              }
            });
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  /** Writes to standard input. */
  public void type(String text) {
    try {
      input.write(text);
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends standard input. */
  public void endInput() {
    try {
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next line of standard output. */
  public String line() {
    try {
      String line = output.poll(15, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no line within 15 s; standard error: " + errors);
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The exit code, once the process has ended and all it wrote has been read. */
  public int exitCode() {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after 20 s; standard error: " + errors);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The lines of standard output that were not read yet. */
  public List<String> rest() {
    List<String> lines = new ArrayList<>();
    output.drainTo(lines);
    return lines;
  }

  /** What stands on standard error. */
  public List<String> errors() {
    return errors;
  }

  /** Ctrl-C. */
  public void interrupt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
