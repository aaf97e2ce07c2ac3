package io.grenache.vertx.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A TCP socket that sends what it is told to, and waits 20 s for whatever is to come. */
final class RawCaller implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;
  private static final String HEAD =
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private final Socket socket = new Socket();
  private final InputStream in;

  RawCaller(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
  }

  /**
   * Becomes a WebSocket.
   *
   * @param kin whether it shows itself to be of this toolkit
   */
  RawCaller upgrade(boolean kin) throws IOException {
    String head = HEAD + (kin ? "Grenache-Vertx: 1\r\n\r\n" : "\r\n");
    assertThat(send(head.getBytes(StandardCharsets.US_ASCII))).isTrue();
    assertThat(head()).startsWith("HTTP/1.1 101 ");
    return this;
  }

  /** False if the other side has left. */
  boolean send(byte[] bytes) {
    return send(bytes, 0, bytes.length);
  }

  /** False if the other side has left. */
  boolean send(byte[] bytes, int from, int to) {
    try {
      socket.getOutputStream().write(bytes, from, to - from);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends no more. */
  void end() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException e) {
      // the other side was faster
    }
  }

  /** Reads to the empty line behind a head, or to the end. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = read(); c >= 0; c = read()) {
      head.append((char) c);
      if (c == '\n' && head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        break;
      }
    }
    return head.toString();
  }

  /** Reads to the end. */
  void drain() throws IOException {
    while (read() >= 0) {
      // not looked at
    }
  }

  /** What comes in. */
  InputStream in() {
    return in;
  }

  private int read() throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      // reset: that is an end as well
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
