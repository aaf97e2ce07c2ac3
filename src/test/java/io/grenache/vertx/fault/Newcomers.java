package io.grenache.vertx.fault;

import io.grenache.vertx.testing.RawSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Well-behaved callers that connect, call once and leave, one after the other, for as long as it is
 * open.
 */
final class Newcomers implements AutoCloseable {
  private static final int PAUSE_MS = 200;

  private final int port;
  private final Thread thread;
  private final List<Long> tookMs = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private volatile boolean closed;

  Newcomers(int port) {
    this.port = port;
    thread = new Thread(this::run, "newcomers");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Calls a service that answers at once, on a connection of its own.
   *
   * @return the result
   */
  static String call(int port, String service) throws IOException {
    try (RawSocket socket = new RawSocket(port).upgrade()) {
      socket.send(RawSocket.text("[7,\"" + service + "\",42]"));
      DataInputStream in = new DataInputStream(socket.socket.getInputStream());
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      byte[] frame = new byte[length == 126 ? in.readUnsignedShort() : length];
      in.readFully(frame);
      String text = new String(frame, StandardCharsets.UTF_8);
      if (first != 0x81 || !text.startsWith("[7,null,")) {
        throw new IOException("not an answer: " + text);
      }
      return text.substring("[7,null,".length(), text.length() - 1);
    }
  }

  private void run() {
    while (!closed) {
      long start = System.nanoTime();
      try {
        String result = call(port, "echo");
        took((System.nanoTime() - start) / 1_000_000, result.equals("42") ? null : result);
        Thread.sleep(PAUSE_MS);
      } catch (IOException | AssertionError e) {
        took((System.nanoTime() - start) / 1_000_000, e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void took(long ms, String failure) {
    tookMs.add(ms);
    if (failure != null) {
      failures.add(failure);
    }
  }

  /** How many there were. */
  synchronized int count() {
    return tookMs.size();
  }

  /** What went wrong, for each that was not answered. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  synchronized long slowestMs() {
    return tookMs.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
