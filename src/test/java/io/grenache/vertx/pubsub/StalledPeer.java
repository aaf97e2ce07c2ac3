package io.grenache.vertx.pubsub;

import io.grenache.vertx.testing.RawSocket;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A subscriber that reads nothing before it is told to, and then frame by frame; it answers no
 * ping.
 */
final class StalledPeer implements AutoCloseable {
  private static final int PING = 9;

  private final RawSocket socket;
  private DataInputStream in;
  private int closeCode = 1006;

  StalledPeer(int port) throws IOException {
    socket = new RawSocket(port).upgrade();
  }

  /** The numbers that messages begin with, up to the end of the socket. */
  List<Integer> readToEnd() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String message = next(); message != null; message = next()) {
      numbers.add(number(message));
    }
    return numbers;
  }

  /** The numbers that messages begin with, up to this one. */
  List<Integer> readUpTo(int last) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.isEmpty() || numbers.get(numbers.size() - 1) != last) {
      numbers.add(number(next()));
    }
    return numbers;
  }

  /** Reads so many messages; an end before that is an error. */
  void read(int messages) throws IOException {
    for (int i = 0; i < messages; i++) {
      if (next() == null) {
        throw new EOFException("closed with " + closeCode);
      }
    }
  }

  private static int number(String message) {
    return Integer.parseInt(message.substring(0, message.indexOf(' ')));
  }

  /** The next message; null at the end. */
  private String next() throws IOException {
    if (in == null) {
      in = new DataInputStream(new java.io.BufferedInputStream(socket.socket.getInputStream()));
    }
    try {
      int opcode = in.readUnsignedByte() & 0xF;
      byte[] data = new byte[length(in.readUnsignedByte())];
      in.readFully(data);
      if (opcode == 8) {
        closeCode = (data[0] & 0xFF) << 8 | data[1] & 0xFF;
        return null;
      }
      return opcode == PING ? next() : new String(data, StandardCharsets.UTF_8);
    } catch (EOFException | java.net.SocketException e) {
      return null;
    }
  }

  private int length(int first) throws IOException {
    return switch (first) {
      case 126 -> in.readUnsignedShort();
      case 127 -> (int) in.readLong();
      default -> first;
    };
  }

  int closeCode() {
    return closeCode;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
