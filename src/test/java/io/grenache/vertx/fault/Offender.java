package io.grenache.vertx.fault;

import io.grenache.vertx.fault.Manner.Reading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One socket of an {@link Attack}. Confined to the peer's only thread. */
final class Offender {
  private static final int MILLION = 1_000_000;
  private static final int SMALL_WINDOW = 8192;
  private static final int HARDLY_BYTES = 16;

  private final Manner manner;
  private final AttackTally tally;
  private final ServerFrames frames;
  private final SocketChannel channel;
  private final SelectionKey key;
  private ByteBuffer out;
  private boolean offending;
  private long beganNanos;
  private long pausedUntilNanos;
  private boolean over;

  Offender(Attack attack, AttackTally tally, Selector selector, InetSocketAddress server)
      throws IOException {
    this.manner = attack.manner;
    this.tally = tally;
    frames = new ServerFrames(tally::answered);
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // what the test is done with leaves nothing behind
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    if (manner.reading() != Reading.ALL) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
    }
    channel.connect(server);
    key = channel.register(selector, SelectionKey.OP_CONNECT, this);
  }

  boolean isOver() {
    return over;
  }

  boolean isConnecting() {
    return !over && channel.isConnectionPending();
  }

  /** Does what the socket is ready for. */
  void ready(ByteBuffer buffer) {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        connected();
        return;
      }
      if (key.isReadable()) {
        read(buffer.clear());
      }
      if (!over && key.isWritable()) {
        write();
      }
    } catch (IOException e) {
      ended(Verdict.RESET);
    }
  }

  /** Goes on with what is done at intervals. */
  void tick(long now, ByteBuffer buffer) {
    if (over || !offending) {
      return;
    }
    if (pausedUntilNanos != 0 && now - pausedUntilNanos >= 0) {
      pausedUntilNanos = 0;
      interest();
    }
    if (manner.reading() == Reading.HARDLY) {
      try {
        read(buffer.clear().limit(HARDLY_BYTES));
      } catch (IOException e) {
        ended(Verdict.RESET);
      }
    }
  }

  /** Resets the connection. */
  void leave() {
    over = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that does not linger is closed without I/O", e);
    }
  }

  private void connected() throws IOException {
    tally.connected();
    if (manner.upgrades()) {
      out = ByteBuffer.wrap(HostileFrames.UPGRADE);
      interest();
      write();
    } else {
      offend();
    }
  }

  private void offend() throws IOException {
    offending = true;
    beganNanos = System.nanoTime();
    out = ByteBuffer.wrap(manner.once());
    interest();
    write();
  }

  private void write() throws IOException {
    if (out == null || pausedUntilNanos != 0) {
      return;
    }
    if (out.hasRemaining()) {
      int end = out.limit();
      int piece = offending ? manner.piece() : 0;
      out.limit(piece == 0 ? end : Math.min(end, out.position() + piece));
      tally.wrote(channel.write(out));
      out.limit(end);
    }
    boolean sent = !out.hasRemaining();
    if (sent && offending) {
      if (manner.leaves()) {
        ended(Verdict.LEFT);
        return;
      }
      out = manner.again() == null ? null : ByteBuffer.wrap(manner.again().get());
    }
    if (offending && manner.pauseMs() > 0 && (sent || manner.piece() > 0)) {
      pausedUntilNanos = System.nanoTime() + (long) manner.pauseMs() * MILLION;
    }
    interest();
  }

  private void interest() {
    boolean writes = out != null && pausedUntilNanos == 0 && (offending || out.hasRemaining());
    // until it is a WebSocket everybody reads
    boolean reads = !offending || manner.reading() == Reading.ALL;
    key.interestOps((writes ? SelectionKey.OP_WRITE : 0) | (reads ? SelectionKey.OP_READ : 0));
  }

  private void read(ByteBuffer buffer) throws IOException {
    int count = channel.read(buffer);
    frames.feed(buffer.flip());
    if (count < 0) {
      ended(Verdict.END);
    } else if (!offending && manner.upgrades() && frames.isUpgraded()) {
      offend();
    }
  }

  private void ended(String how) {
    leave();
    if (offending) {
      String ending = frames.ending() == null ? how : frames.ending();
      tally.ended(ending, (System.nanoTime() - beganNanos) / MILLION);
    } else {
      tally.refused();
    }
  }
}
