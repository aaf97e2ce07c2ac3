package io.grenache.vertx.fuzz;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.RequestFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a server owes for the bytes that a caller sent on an open WebSocket, by RFC 6455 and the
 * rules of the RPC alone: an answer for each request, or the end of the socket.
 */
final class ExpectedAnswers {
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PONG = 10;
  private static final int MAX_CONTROL_BYTES = 125;

  // what an answer may be longer by than its rid
  private static final int ANSWER_BYTES = 64;

  private final byte[] wire;
  private final Limits limits;
  private final List<Payload> rids = new ArrayList<>();
  private ByteArrayOutputStream message;
  private int at;
  private int frames;
  private int missing;
  private boolean closes;
  private boolean mayClose;

  private ExpectedAnswers(byte[] wire, Limits limits) {
    this.wire = wire;
    this.limits = limits;
  }

  static ExpectedAnswers to(byte[] wire, Limits limits) {
    ExpectedAnswers expected = new ExpectedAnswers(wire, limits);
    while (expected.at < wire.length && !expected.closes && expected.missing == 0) {
      expected.frame();
    }
    return expected;
  }

  /** The same bytes, and what their last frame lacks to be whole or wrong. */
  static byte[] completed(byte[] wire, Limits limits) {
    byte[] whole = wire;
    for (ExpectedAnswers it = to(whole, limits); it.missing > 0; it = to(whole, limits)) {
      int end = whole.length;
      whole = Arrays.copyOf(whole, end + it.missing);
      if (end - it.at == 1) {
        // or each cut frame would be an unmasked one
        whole[end] = (byte) 0x80;
      }
    }
    return whole;
  }

  /** The rids of the requests, each of which is answered; one that came twice is in it twice. */
  List<Payload> rids() {
    return rids;
  }

  /** Whether the server must end the socket. */
  boolean closes() {
    return closes;
  }

  /** Whether it may, since an answer may be too long to be sent. */
  boolean mayClose() {
    return mayClose;
  }

  /** How many frames are read. */
  int frames() {
    return frames;
  }

  private void frame() {
    if (!has(2)) {
      return;
    }
    frames++;
    int first = wire[at] & 0xFF;
    int second = wire[at + 1] & 0xFF;
    boolean last = first >= 0x80;
    int opcode = first & 0xF;
    int code = second & 0x7F;
    // a reserved bit, no mask
    if ((first & 0x70) != 0 || second < 0x80 || !known(opcode)) {
      closes = true;
      return;
    }
    if (opcode >= CLOSE ? !last || code > MAX_CONTROL_BYTES : broken(opcode)) {
      closes = true;
      return;
    }
    int sizeBytes = code == 126 ? 2 : code == 127 ? 8 : 0;
    if (!has(2 + sizeBytes)) {
      return;
    }
    long size = sizeBytes == 0 ? code : size(sizeBytes);
    if (size < 0 || sizeBytes > 0 && size < (sizeBytes == 2 ? 126 : 65536)) {
      closes = true;
    } else if (size > limits.frameBytes()) {
      closes = true;
    } else if (has(2 + sizeBytes + 4 + (int) size)) {
      int mask = at + 2 + sizeBytes;
      at = mask + 4 + (int) size;
      whole(opcode, last, unmasked(mask, (int) size));
    }
  }

  private static boolean known(int opcode) {
    return opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
  }

  private boolean broken(int opcode) {
    return (opcode == CONTINUATION) != (message != null);
  }

  private boolean has(int bytes) {
    missing = Math.max(0, at + bytes - wire.length);
    return missing == 0;
  }

  private long size(int bytes) {
    long size = 0;
    for (int i = 0; i < bytes; i++) {
      size = size << 8 | wire[at + 2 + i] & 0xFF;
    }
    return size;
  }

  private byte[] unmasked(int mask, int size) {
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) (wire[mask + 4 + i] ^ wire[mask + i % 4]);
    }
    return data;
  }

  private void whole(int opcode, boolean last, byte[] data) {
    if (opcode >= CLOSE) {
      closes = opcode == CLOSE;
      return;
    }
    if (message == null) {
      message = new ByteArrayOutputStream();
    }
    message.writeBytes(data);
    if (message.size() > limits.messageBytes()) {
      closes = true;
    } else if (last) {
      request(message.toByteArray());
      message = null;
    }
  }

  private void request(byte[] json) {
    Payload rid;
    try {
      rid = RequestFrame.decode(json).rid();
    } catch (FrameFault fault) {
      rid = fault.rid();
    }
    if (rid == null) {
      closes = true;
    } else {
      rids.add(rid);
      mayClose |= rid.size() + ANSWER_BYTES > limits.messageBytes();
    }
  }
}
