package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Destination;

/**
 * A publisher of a channel as its subscription knows it: whether there is a connection, and when to
 * try for one again. Confined to its verticle's event loop.
 */
final class Publisher {
  private final Destination destination;
  private final Reconnect reconnect;
  private boolean listed = true;
  private boolean connecting;
  private SubSocket socket;
  private long connectedNanos;
  private long notBeforeNanos;
  private String told;

  Publisher(Destination destination, Reconnect reconnect, long nowNanos) {
    this.destination = destination;
    this.reconnect = reconnect;
    this.notBeforeNanos = nowNanos;
  }

  Destination destination() {
    return destination;
  }

  /** Whether the link still says that it publishes here. */
  boolean isListed() {
    return listed;
  }

  void listed(boolean now) {
    listed = now;
  }

  /** Whether there is no connection, nor one under way. */
  boolean isIdle() {
    return !connecting && socket == null;
  }

  /** When it may be tried. */
  long notBeforeNanos() {
    return notBeforeNanos;
  }

  /** Null if there is none. */
  SubSocket socket() {
    return socket;
  }

  void connecting() {
    connecting = true;
  }

  void connected(SubSocket opened, long nowNanos) {
    connecting = false;
    socket = opened;
    connectedNanos = nowNanos;
    told = null;
  }

  /**
   * The connection ended, or could not be made.
   *
   * @return whether it lasted long enough to count as one that worked
   */
  boolean lost(long nowNanos, long provenNanos) {
    boolean proven = socket != null && nowNanos - connectedNanos >= provenNanos;
    if (proven) {
      reconnect.worked();
    }
    connecting = false;
    socket = null;
    notBeforeNanos = nowNanos + reconnect.failed();
    return proven;
  }

  /** Whether this is another reason than the one before, since it was connected last. */
  boolean tells(String why) {
    boolean other = !why.equals(told);
    told = why;
    return other;
  }
}
