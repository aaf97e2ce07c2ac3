package io.grenache.vertx.transport;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * How much of this process the sockets of one listener may take, and how many were closed for it.
 * Confined to its verticle's event loop.
 */
public final class SocketLimits {
  /** So much of an unfinished message every socket may have, however many there are. */
  static final int ALWAYS_ALLOWED_BYTES = 16 * 1024;

  private final long maxUnfinishedBytes;
  private final int maxUnreadBytes;
  private final Duration unreadTimeout;
  private final LongAdder unfinishedClosed;
  private final LongAdder unreadClosed;
  private final LongAdder idleClosed;
  private final LongAdder tooLarge;
  private final LongAdder malformed;
  private long unfinishedBytes;

  SocketLimits(
      long maxUnfinishedBytes,
      int maxUnreadBytes,
      Duration unreadTimeout,
      Function<String, LongAdder> counters) {
    this.maxUnfinishedBytes = maxUnfinishedBytes;
    this.maxUnreadBytes = maxUnreadBytes;
    this.unreadTimeout = unreadTimeout;
    this.unfinishedClosed = counters.apply("unfinishedClosed");
    this.unreadClosed = counters.apply("unreadClosed");
    this.idleClosed = counters.apply("idleClosed");
    this.tooLarge = counters.apply("tooLarge");
    this.malformed = counters.apply("malformed");
  }

  int maxUnreadBytes() {
    return maxUnreadBytes;
  }

  Duration unreadTimeout() {
    return unreadTimeout;
  }

  /**
   * A socket holds more or less of a message that is not finished than before.
   *
   * @return whether it may: what it holds is counted either way
   */
  boolean holds(long more, long held) {
    unfinishedBytes += more;
    return unfinishedBytes <= maxUnfinishedBytes || held <= ALWAYS_ALLOWED_BYTES;
  }

  void unfinishedClosed() {
    unfinishedClosed.increment();
  }

  void unreadClosed() {
    unreadClosed.increment();
  }

  void idleClosed() {
    idleClosed.increment();
  }

  /** A frame, or a message of many, was larger than allowed. */
  public void tooLarge() {
    tooLarge.increment();
  }

  /** What came is no WebSocket, no JSON or no frame. */
  public void malformed() {
    malformed.increment();
  }
}
