package io.grenache.vertx.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.testing.RawSocket;
import io.grenache.vertx.wire.FrameFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a caller sends, the server answers it or ends that socket, in time and with bounded
 * memory, and everybody else is served as before.
 *
 * <p>An input's first byte says what its rest is: {@code H} the bytes of a connection, closed
 * behind them; {@code T} the same, but it is the server that must end what became no WebSocket;
 * {@code R} the bytes behind an upgrade; {@code F} frames behind an upgrade, each the first byte on
 * the wire, a size, and the data, which are masked here. A size of 254 is followed by two bytes
 * with the real one, and 255 means all the rest. The second byte of {@code R} and {@code F}: bit 0,
 * the caller is of this toolkit; bit 1, the bytes come in three parts.
 */
@Timeout(60)
class ServerFuzz {
  private static final long FIXED_BYTES = 256 * 1024;
  private static final long BYTES_A_FRAME = 8 * 1024;
  private static final long BYTES_A_BYTE = 64;
  // a request of HTTP has no less than that
  private static final int HTTP_REQUEST_BYTES = 16;

  private static FuzzedServer server;

  @AfterAll
  static void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @FuzzTest(maxDuration = "")
  void connections(byte[] input) throws Exception {
    if (server == null) {
      // not before the fuzzer's agent sees its classes
      server = new FuzzedServer();
    }
    // what is loaded the first time is not the input's cost
    if (excess(input) > 0) {
      assertThat(excess(input)).as("bytes allocated beyond the bound").isNotPositive();
    }
  }

  private static long excess(byte[] input) throws IOException, FrameFault {
    server.allocation().start();
    long bound = FIXED_BYTES + Allocation.allowed(converse(input));
    long excess = server.allocation().bytes() - bound;
    server.check();
    return excess;
  }

  /** What the exchange may allocate, besides what every one may. */
  private static long converse(byte[] input) throws IOException, FrameFault {
    int mode = input.length == 0 ? 'H' : input[0];
    byte[] rest = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    if (mode == 'T') {
      return unfinished(rest);
    }
    if (mode == 'H' || rest.length == 0 || mode % 3 == 0) {
      return handshake(rest);
    }
    byte[] raw = Arrays.copyOfRange(rest, 1, rest.length);
    boolean framed = mode == 'F' || mode % 3 == 1;
    return socket(framed ? frames(raw) : raw, (rest[0] & 1) != 0, (rest[0] & 2) != 0);
  }

  private static long handshake(byte[] bytes) throws IOException {
    try (RawCaller caller = new RawCaller(server.port())) {
      caller.send(bytes);
      caller.end();
      checkHead(caller.head());
      caller.drain();
    }
    return http(bytes.length);
  }

  private static long unfinished(byte[] bytes) throws IOException {
    try (RawCaller caller = new RawCaller(server.hastyPort())) {
      caller.send(bytes);
      String head = caller.head();
      checkHead(head);
      if (head.startsWith("HTTP/1.1 101 ")) {
        caller.end();
      }
      caller.drain();
    }
    return http(bytes.length);
  }

  private static long http(int bytes) {
    return BYTES_A_BYTE * bytes + BYTES_A_FRAME * (bytes / HTTP_REQUEST_BYTES);
  }

  private static void checkHead(String head) {
    if (!head.isEmpty()) {
      // Vert.x answers strange protocols by their own name
      assertThat(head).containsPattern("^\\S+/-?\\d+\\.-?\\d+ [1-5]\\d\\d ").endsWith("\r\n\r\n");
    }
  }

  private static long socket(byte[] bytes, boolean kin, boolean parts)
      throws IOException, FrameFault {
    Limits limits = FuzzedServer.LIMITS;
    byte[] ping = "the fuzzer's ping".getBytes(StandardCharsets.US_ASCII);
    byte[] wire = concat(ExpectedAnswers.completed(bytes, limits), RawSocket.frame(9, ping));
    ExpectedAnswers expected = ExpectedAnswers.to(wire, limits);
    try (RawCaller caller = new RawCaller(server.port()).upgrade(kin)) {
      int part = parts ? wire.length / 3 : 0;
      boolean open =
          caller.send(wire, 0, part)
              && caller.send(wire, part, 2 * part)
              && caller.send(wire, 2 * part, wire.length);
      Answers answers = new Answers(caller.in(), limits);
      // more than can come if the socket must end
      answers.until(expected.closes() ? Integer.MAX_VALUE : expected.rids().size(), ping);
      check(expected, answers, open && answers.answered(ping));
      caller.end();
      answers.untilEnd();
    }
    return BYTES_A_BYTE * wire.length + BYTES_A_FRAME * expected.frames();
  }

  private static void check(ExpectedAnswers expected, Answers answers, boolean answered) {
    if (answers.closed()) {
      assertThat(expected.closes() || expected.mayClose()).as("the end is due").isTrue();
    } else {
      assertThat(answered).as("the ping is answered").isTrue();
      assertThat(answers.rids()).hasSameSizeAs(expected.rids());
    }
    List<Payload> owed = new ArrayList<>(expected.rids());
    for (Payload rid : answers.rids()) {
      assertThat(owed.remove(rid)).as("an answer was owed").isTrue();
    }
  }

  private static byte[] frames(byte[] script) {
    ByteBuffer in = ByteBuffer.wrap(script);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    while (in.remaining() >= 2) {
      int first = in.get();
      int size = in.get() & 0xFF;
      if (size == 255) {
        size = in.remaining();
      } else if (size == 254 && in.remaining() >= 2) {
        size = in.getShort() & 0xFFFF;
      }
      byte[] data = new byte[Math.min(size, in.remaining())];
      in.get(data);
      wire.writeBytes(frame(first, data));
    }
    return wire.toByteArray();
  }

  private static byte[] frame(int first, byte[] data) {
    byte[] mask = {0x37, (byte) 0xFA, 0x21, (byte) 0x80};
    ByteBuffer frame = ByteBuffer.allocate(data.length + 8);
    frame.put((byte) first);
    if (data.length < 126) {
      frame.put((byte) (0x80 | data.length));
    } else {
      frame.put((byte) 0xFE).putShort((short) data.length);
    }
    frame.put(mask);
    for (int i = 0; i < data.length; i++) {
      frame.put((byte) (data[i] ^ mask[i % 4]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
