package io.grenache.vertx.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking TCP socket that speaks as much WebSocket as a test needs. */
public final class RawSocket implements AutoCloseable {
  public final Socket socket = new Socket();

  public RawSocket(int port) throws IOException {
    socket.setReceiveBufferSize(8192);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(8000);
  }

  public RawSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawSocket send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads up to the end of a head. */
  public String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        return head + "<end>";
      }
      head.append((char) c);
    }
    return head.toString();
  }

  public RawSocket upgrade() throws IOException {
    send(
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    String head = head();
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new AssertionError(head);
    }
    return this;
  }

  public static byte[] frame(int opcode, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x80 | opcode);
    if (data.length < 126) {
      out.write(0x80 | data.length);
    } else {
      out.write(0x80 | 126);
      out.write(data.length >> 8);
      out.write(data.length);
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(data);
    return out.toByteArray();
  }

  public static byte[] text(String text) {
    return frame(1, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
