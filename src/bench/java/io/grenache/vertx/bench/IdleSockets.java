package io.grenache.vertx.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** WebSockets to a server that were opened by hand and on which nothing is ever sent. */
final class IdleSockets implements AutoCloseable {
  private static final int ANSWER_LIMIT_MS = 10_000;

  private final int port;
  private final byte[] handshake;
  private final Deque<Socket> open = new ArrayDeque<>();

  IdleSockets(int port) {
    this.port = port;
    this.handshake =
        ("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens or closes until there are so many. */
  void hold(int count) throws IOException {
    while (open.size() > count) {
      open.pop().close();
    }
    while (open.size() < count) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      open.push(socket);
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      socket.getOutputStream().write(handshake);
      readAnswer(socket.getInputStream());
    }
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed a socket that shook hands");
      }
      answer.append((char) next);
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("the server refused a socket: " + answer);
    }
  }

  @Override
  public void close() throws IOException {
    hold(0);
  }
}
