package io.grenache.vertx.pubsub;

import io.grenache.vertx.transport.EncodedMessage;
import io.grenache.vertx.transport.WireSocket;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A subscriber's socket, and what waits for it: as long as its socket takes messages they go there,
 * otherwise into a queue with two bounds. Confined to its verticle's event loop.
 */
final class Subscriber {
  private static final int GOING_AWAY = 1001;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN_LATER = 1013;

  private final String channel;
  private final WireSocket socket;
  private final String address;
  private final PubOptions options;
  private final PubTotals totals;
  private final SlowReports reports;
  private final Deque<EncodedMessage> queue = new ArrayDeque<>();
  private long queuedBytes;
  private long heardNs = System.nanoTime();
  private int received;

  /**
   * @param socket has its limits already; its handlers are set here
   * @param whenClosed runs once
   */
  Subscriber(
      String channel,
      WireSocket socket,
      PubOptions options,
      PubTotals totals,
      SlowReports reports,
      Runnable whenClosed) {
    this.channel = channel;
    this.socket = socket;
    this.address = socket.remoteAddress();
    this.options = options;
    this.totals = totals;
    this.reports = reports;
    totals.subscribers().increment();
    socket
        .onWritable(this::writable)
        .onPong(this::heard)
        .onMessage(message -> received())
        .onClosed(
            () -> {
              forgetQueued();
              totals.subscribers().decrement();
              whenClosed.run();
            });
  }

  /**
   * Sends or queues a message, which the caller goes on holding.
   *
   * @param message not larger than {@code maxQueueBytes}
   * @return whether it is on its way; not if the socket has closed, or the policy says so
   */
  boolean offer(EncodedMessage message) {
    if (socket.isClosed()) {
      return false;
    }
    if (queue.isEmpty() && !socket.isCongested()) {
      send(message);
      return true;
    }
    if (!makeRoom(message.size())) {
      return false;
    }
    queue.add(message.retain());
    queuedBytes += message.size();
    totals.queued().increment();
    totals.queuedBytes().add(message.size());
    return true;
  }

  private void send(EncodedMessage message) {
    totals.sent().increment();
    socket.send(message);
  }

  private boolean makeRoom(int bytes) {
    int dropped = 0;
    while (queue.size() >= options.maxQueueMessages()
        || queuedBytes + bytes > options.maxQueueBytes()) {
      switch (options.onSlow()) {
        case DROP_OLDEST -> {
          unqueue().release();
          dropped++;
        }
        case DROP_NEWEST -> {
          dropped(1);
          return false;
        }
        case DISCONNECT -> {
          leave();
          return false;
        }
      }
    }
    if (dropped > 0) {
      dropped(dropped);
    }
    return true;
  }

  private void dropped(int messages) {
    totals.dropped().add(messages);
    String how = "dropped (" + options.onSlow().json() + ")";
    reports.dropped(this, channel, address, how, messages);
  }

  private void leave() {
    totals.slowClosed().increment();
    String why = "left, with " + queue.size() + " messages of " + queuedBytes + " bytes waiting";
    reports.left(channel, address, why);
    goAway(TRY_AGAIN_LATER, "too slow");
  }

  private EncodedMessage unqueue() {
    EncodedMessage next = queue.remove();
    queuedBytes -= next.size();
    totals.queued().decrement();
    totals.queuedBytes().add(-next.size());
    return next;
  }

  private void writable() {
    // it has read; who reads slowly is never asked by a ping, which would only wait with the rest
    heard();
    sendQueued();
  }

  private void sendQueued() {
    while (!queue.isEmpty() && !socket.isClosed() && !socket.isCongested()) {
      EncodedMessage next = unqueue();
      send(next);
      next.release();
    }
  }

  private void forgetQueued() {
    while (!queue.isEmpty()) {
      unqueue().release();
    }
  }

  private void heard() {
    heardNs = System.nanoTime();
  }

  /** A subscriber has nothing to say; what it sends is dropped, and its patience is ours. */
  private void received() {
    heard();
    received++;
    if (received > options.maxReceivedMessages()) {
      totals.talkative().increment();
      goAway(POLICY_VIOLATION, "subscribers send nothing");
    }
  }

  /** Asks for a sign of life, and leaves a subscriber that has given none for too long. */
  void ping(long nowNs) {
    received = 0;
    if (nowNs - heardNs > options.listen().idleTimeout().toNanos()) {
      totals.idleClosed().increment();
      forgetQueued();
      socket.abort();
    } else if (!socket.isCongested()) {
      socket.ping();
    }
  }

  /** Whether all it was sent has left this process. */
  boolean isIdle() {
    return socket.isClosed() || queue.isEmpty() && !socket.hasUnwritten();
  }

  /** Says goodbye, since the publisher stops. */
  Future<Void> goAway() {
    return goAway(GOING_AWAY, "the publisher is stopping");
  }

  private Future<Void> goAway(int code, String reason) {
    forgetQueued();
    return socket.close(code, reason);
  }
}
