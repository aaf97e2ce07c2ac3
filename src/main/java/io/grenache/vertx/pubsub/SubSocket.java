package io.grenache.vertx.pubsub;

import io.grenache.vertx.transport.WireSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A socket to a publisher: hands over what comes in, and finds out when the other side has gone
 * silent. Confined to its verticle's event loop.
 */
final class SubSocket {
  /** What happens here. */
  interface Listener {
    /** A message has come in, in text or binary frames. */
    void received(SubSocket socket, byte[] message, boolean binary);

    /** The socket has closed. Told once. */
    void closed(SubSocket socket, String why);
  }

  private static final int NORMAL = 1000;

  private final Vertx vertx;
  private final WireSocket wire;
  private final SubOptions options;
  private final Listener listener;
  private long pingNanos;
  private boolean pinged;
  private long timer = -1;
  private String why;
  private boolean ended;

  SubSocket(Vertx vertx, WireSocket wire, SubOptions options, Listener listener) {
    this.vertx = vertx;
    this.wire = wire;
    this.options = options;
    this.listener = listener;
    wire.onMessages(this::received).onClosed(this::closed);
    beatAfter(options.pingInterval().toNanos());
  }

  /** Whether it has closed. */
  boolean hasEnded() {
    return ended;
  }

  /** Says goodbye; nothing is handed over from now on. */
  Future<Void> close(String reason) {
    return close(NORMAL, reason);
  }

  /**
   * Says goodbye; nothing is handed over from now on.
   *
   * @param code a close code of RFC 6455
   * @return when it has closed
   */
  Future<Void> close(int code, String reason) {
    if (why == null) {
      why = reason;
    }
    // whoever waits for the end is not told before those who count
    return wire.close(code, code == NORMAL ? "" : reason).onComplete(done -> closed());
  }

  private void received(byte[] message, boolean binary) {
    listener.received(this, message, binary);
  }

  /** Pings after a silence, and gives the socket up after another one. */
  private void beat() {
    long now = System.nanoTime();
    // bytes, not messages: behind a large one that is on its way a pong has to wait
    long lastLifeNanos = wire.lastReadNanos();
    long silentNanos = now - lastLifeNanos;
    if (pinged && lastLifeNanos - pingNanos < 0) {
      String silent =
          "it has not answered a ping within " + options.pingTimeout().toMillis() + " ms";
      why = why == null ? silent : why;
      wire.abort();
      return;
    }
    long toPing = options.pingInterval().toNanos() - silentNanos;
    pinged = toPing <= 0;
    if (pinged) {
      pingNanos = now;
      wire.ping();
    }
    beatAfter(pinged ? options.pingTimeout().toNanos() : toPing);
  }

  private void beatAfter(long nanos) {
    timer = vertx.setTimer(Math.max(1, Duration.ofNanos(nanos + 999_999).toMillis()), id -> beat());
  }

  private void closed() {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(timer);
    String fault = wire.fault();
    listener.closed(
        this, why != null ? why : fault != null ? "it was left: " + fault : "it has closed");
  }
}
