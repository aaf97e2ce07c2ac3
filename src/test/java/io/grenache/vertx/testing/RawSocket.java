package io.grenache.vertx.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A blocking TCP socket that speaks as much WebSocket as a test needs. */
public final class RawSocket implements AutoCloseable {
  public final Socket socket;

  public RawSocket(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /**
   * @param from the address that the other side sees
   */
  public RawSocket(int port, String from) throws IOException {
    this(new Socket());
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port));
  }

  /**
   * @param socket connected, or about to be
   */
  public RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setReceiveBufferSize(8192);
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

  /** A message in one frame. */
  public static byte[] frame(int opcode, byte[] data) {
    return whole(0x80 | opcode, data);
  }

  /** The beginning of a message, or with opcode 0 a further part of it, but not its end. */
  public static byte[] fragment(int opcode, byte[] data) {
    return whole(opcode, data);
  }

  private static byte[] whole(int first, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frameHead(first, data.length));
    out.writeBytes(data);
    return out.toByteArray();
  }

  /** What stands before the data of a frame, with a mask of zeroes, which leaves it as it is. */
  public static byte[] frameHead(int first, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length < 65_536) {
      out.write(0x80 | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x80 | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
    out.writeBytes(new byte[4]);
    return out.toByteArray();
  }

  /** The data of the next frame. */
  public String receive() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    byte[] data =
        new byte
            [length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong()];
    in.readFully(data);
    return new String(data, StandardCharsets.UTF_8);
  }

  /** The code of the goodbye that comes next; 1006 if the socket ends without one. */
  public int closeCode() throws IOException {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int first = in.readUnsignedByte();
      if (first != 0x88) {
        throw new AssertionError("a frame that begins with " + first + " in place of a goodbye");
      }
      in.readUnsignedByte();
      return in.readUnsignedShort();
    } catch (EOFException | SocketException e) {
      return 1006;
    }
  }

  /** Waits for the end of what the other side sends, which is dropped. */
  public void readToEnd() throws IOException {
    byte[] dropped = new byte[1 << 16];
    try {
      while (socket.getInputStream().read(dropped) >= 0) {
        // more
      }
    } catch (SocketException e) {
      // a reset is an end too
    }
  }

  public static byte[] text(String text) {
    return frame(1, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
