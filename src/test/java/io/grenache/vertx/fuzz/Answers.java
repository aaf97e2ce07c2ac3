package io.grenache.vertx.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a server sends on an open WebSocket, held to RFC 6455 while it is read. */
final class Answers {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PONG = 10;

  private final DataInputStream in;
  private final Limits limits;
  private final List<Payload> rids = new ArrayList<>();
  private final List<byte[]> pongs = new ArrayList<>();
  private ByteArrayOutputStream message;
  private boolean closed;
  private boolean ended;

  Answers(InputStream in, Limits limits) {
    this.in = new DataInputStream(in);
    this.limits = limits;
  }

  /**
   * Reads until that many requests are answered and the ping is, or the server has ended the
   * socket.
   */
  void until(int answers, byte[] ping) throws IOException, FrameFault {
    while (!closed && (rids.size() < answers || !answered(ping))) {
      frame();
    }
  }

  /** Reads what is left; behind the goodbye no message may come. */
  void untilEnd() throws IOException, FrameFault {
    while (!ended) {
      frame();
    }
  }

  /** The rids of the answers, in the order in which they came. */
  List<Payload> rids() {
    return rids;
  }

  /** Whether the server has said goodbye, or gone without. */
  boolean closed() {
    return closed;
  }

  /** Whether the ping was answered. */
  boolean answered(byte[] ping) {
    return pongs.stream().anyMatch(pong -> Arrays.equals(pong, ping));
  }

  private void frame() throws IOException, FrameFault {
    int first;
    int size;
    byte[] data;
    try {
      first = in.readUnsignedByte();
      size = in.readUnsignedByte();
      assertThat(size).as("size of a frame that is not masked").isLessThan(127);
      size = size == 126 ? in.readUnsignedShort() : size;
      assertThat(size).as("size of a frame").isLessThanOrEqualTo(limits.frameBytes());
      data = in.readNBytes(size);
    } catch (EOFException | SocketException e) {
      closed = true;
      ended = true;
      return;
    }
    assertThat(first & 0x70).as("reserved bits").isZero();
    take(first & 0xF, first >= 0x80, data);
  }

  private void take(int opcode, boolean last, byte[] data) throws FrameFault {
    switch (opcode) {
      case PONG -> pongs.add(data);
      case CLOSE -> {
        assertThat(closed).as("a goodbye behind the goodbye").isFalse();
        closed = true;
        assertThat(data.length == 0 || code(data) >= 1000).as("a close code").isTrue();
      }
      default -> {
        assertThat(closed).as("a message behind the goodbye").isFalse();
        assertThat(opcode).as("opcode").isEqualTo(message == null ? TEXT : 0);
        message = message == null ? new ByteArrayOutputStream() : message;
        message.writeBytes(data);
        if (last) {
          rids.add(ReplyFrame.decode(message.toByteArray()).rid());
          message = null;
        }
      }
    }
  }

  private static int code(byte[] goodbye) {
    return (goodbye[0] & 0xFF) << 8 | goodbye[1] & 0xFF;
  }
}
