package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
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

  private final ListenOptions options;
  private final LongAdder unfinishedClosed;
  private final LongAdder unreadClosed;
  private final LongAdder idleClosed;
  private final LongAdder tooLarge;
  private final LongAdder malformed;
  private long unfinishedBytes;
  private long unreadBytes;

  SocketLimits(ListenOptions options, Function<String, LongAdder> counters) {
    this.options = options;
    this.unfinishedClosed = counters.apply("unfinishedClosed");
    this.unreadClosed = counters.apply("unreadClosed");
    this.idleClosed = counters.apply("idleClosed");
    this.tooLarge = counters.apply("tooLarge");
    this.malformed = counters.apply("malformed");
  }

  Duration messageTimeout() {
    return options.messageTimeout();
  }

  Duration unreadTimeout() {
    return options.unreadTimeout();
  }

  /** A socket holds more or less of frames and messages that are not finished than before. */
  void held(long more) {
    unfinishedBytes += more;
  }

  /** Whether a socket that holds so much may go on. */
  boolean allows(long held) {
    return unfinishedBytes <= options.maxUnfinishedBytes() || held <= ALWAYS_ALLOWED_BYTES;
  }

  /** More or less than before waits to be written to a socket that does not take it. */
  void unread(long more) {
    unreadBytes += more;
  }

  /** Whether a socket for which so much waits may be sent more. */
  boolean allowsUnread(long waiting) {
    return unreadBytes <= options.maxUnreadBytes() || waiting <= options.maxWriteQueueBytes();
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
