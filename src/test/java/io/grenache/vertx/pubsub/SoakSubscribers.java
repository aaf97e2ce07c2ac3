package io.grenache.vertx.pubsub;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Many subscribers in a process of their own, a socket each, read by one thread that does no more
 * than it must. Arguments: the port, and how many. Prints {@code ready}; then takes lines with the
 * number of the last message, and answers each, once all have got it, with what came since the line
 * before.
 */
final class SoakSubscribers {
  /** The width of a class of delays. */
  static final int STEP_US = 100;

  private static final int STEPS = 300_000;
  private static final long PATIENCE_US = 12_000_000;
  private static final String UPGRADE =
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private final Selector selector = Selector.open();
  private final List<Socket> sockets = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private int[] delays = new int[STEPS];
  private long measured;
  private long missing;
  private long disordered;
  private long closed;
  private long lastUs;
  private volatile long wanted;

  private SoakSubscribers() throws IOException {}

  /** Microseconds since 1970. */
  static long nowUs() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  public static void main(String[] arguments) throws IOException {
    SoakSubscribers all = new SoakSubscribers();
    int port = Integer.parseInt(arguments[0]);
    for (int n = Integer.parseInt(arguments[1]); n > 0; n--) {
      all.connect(port);
    }
    System.out.println("ready");
    Thread commands = new Thread(all::takeCommands);
    commands.setDaemon(true);
    commands.start();
    all.read();
  }

  private void connect(int port) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.write(ByteBuffer.wrap(UPGRADE.getBytes(StandardCharsets.US_ASCII)));
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      if (channel.read(one.clear()) < 0) {
        throw new IOException("refused: " + head);
      }
      head.append((char) one.get(0));
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + head);
    }
    channel.configureBlocking(false);
    Socket socket = new Socket(channel);
    sockets.add(socket);
    channel.register(selector, SelectionKey.OP_READ, socket);
  }

  private void takeCommands() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        wanted = Long.parseLong(line);
        selector.wakeup();
      }
      System.exit(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() throws IOException {
    long untilUs = 0;
    while (true) {
      selector.select(key -> ((Socket) key.attachment()).read(key), wanted > 0 ? 50 : 0);
      if (wanted == 0) {
        continue;
      }
      untilUs = untilUs == 0 ? nowUs() + PATIENCE_US : untilUs;
      if (nowUs() > untilUs || sockets.stream().allMatch(one -> one.last >= wanted)) {
        sockets.forEach(one -> one.giveUp(wanted));
        wanted = 0;
        untilUs = 0;
        report();
      }
    }
  }

  private void report() {
    JsonArray classes = new JsonArray();
    for (int step = 0; step < STEPS; step++) {
      if (delays[step] > 0) {
        classes.add(step).add(delays[step]);
      }
    }
    JsonObject report =
        new JsonObject()
            .put("measured", measured)
            .put("missing", missing)
            .put("disordered", disordered)
            .put("closed", closed)
            .put("lastUs", lastUs)
            .put("delays", classes);
    System.out.println(report.encode());
    System.out.flush();
    delays = new int[STEPS];
    measured = 0;
    missing = 0;
    disordered = 0;
  }

  /** A subscriber. */
  private final class Socket {
    private final SocketChannel channel;
    // the beginning of a frame whose rest has not come yet
    private byte[] begun = new byte[0];
    private long last;

    Socket(SocketChannel channel) {
      this.channel = channel;
    }

    void read(SelectionKey key) {
      try {
        if (channel.read(buffer.clear().put(begun)) < 0) {
          throw new IOException("closed");
        }
        buffer.flip();
        long us = nowUs();
        while (takeFrame(us)) {}
        if (buffer.hasRemaining() || begun.length > 0) {
          begun = new byte[buffer.remaining()];
          buffer.get(begun);
        }
      } catch (IOException e) {
        closed++;
        key.cancel();
      }
    }

    private boolean takeFrame(long us) throws IOException {
      int at = buffer.position();
      if (buffer.remaining() < 2) {
        return false;
      }
      boolean extended = buffer.get(at + 1) == 126;
      int head = extended ? 4 : 2;
      if (buffer.remaining() < head) {
        return false;
      }
      int length = extended ? buffer.getShort(at + 2) & 0xFFFF : buffer.get(at + 1);
      if (buffer.remaining() < head + length) {
        return false;
      }
      int opcode = buffer.get(at) & 0xF;
      if (opcode == 2 && length == SoakPublisher.BYTES) {
        take(buffer.getLong(at + head), buffer.getLong(at + head + 8), us);
      } else if (opcode == 9) {
        pong(at + head, length);
      } else {
        throw new IOException("a frame of opcode " + opcode);
      }
      buffer.position(at + head + length);
      return true;
    }

    private void take(long number, long sentUs, long us) {
      if (number <= last) {
        disordered++;
        return;
      }
      missing += number - last - 1;
      last = number;
      if (sentUs > 0) {
        measured++;
        lastUs = us;
        delays[(int) Math.max(0, Math.min(STEPS - 1, (us - sentUs) / STEP_US))]++;
      }
    }

    /** What has not come up to this message is missing. */
    void giveUp(long number) {
      if (last < number) {
        missing += number - last;
        last = number;
      }
    }

    private void pong(int at, int length) throws IOException {
      byte[] data = new byte[6 + length];
      data[0] = (byte) 0x8A;
      // a mask of zeros leaves the data as they are
      data[1] = (byte) (0x80 | length);
      buffer.get(at, data, 6, length);
      channel.write(ByteBuffer.wrap(data));
    }
  }
}
