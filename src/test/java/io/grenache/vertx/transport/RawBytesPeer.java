package io.grenache.vertx.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that writes and reads bytes by hand, and reads only when told. */
final class RawBytesPeer implements AutoCloseable {
  /** Asks for an upgrade. */
  static final String UPGRADE =
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

  private final SocketChannel channel;

  RawBytesPeer(int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) read(1)[0]);
    }
  }

  /** A final frame with a mask of zeroes, which leaves the data as it is. */
  static byte[] frame(int opcode, byte[] data) {
    if (data.length > 125) {
      throw new IllegalArgumentException("frame[data must have at most 125 bytes]");
    }
    byte[] frame = new byte[6 + data.length];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (0x80 | data.length);
    System.arraycopy(data, 0, frame, 6, data.length);
    return frame;
  }

  void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Exactly so many bytes. */
  byte[] read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the other side has closed");
      }
    }
    return buffer.array();
  }

  /** The first two bytes of the next frame that is no sign of life, which is an empty pong. */
  byte[] readPastSignsOfLife() throws IOException {
    byte[] start = read(2);
    while (start[1] == 0) {
      start = read(2);
    }
    return start;
  }

  /** Reads to the end, and tells how many bytes came before it. */
  long readToEnd() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long total = 0;
    try {
      for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
        total += read;
        buffer.clear();
      }
    } catch (IOException e) {
      // a reset is an end too
      return total;
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
