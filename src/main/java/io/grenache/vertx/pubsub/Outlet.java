package io.grenache.vertx.pubsub;

import io.grenache.vertx.transport.Arrival;
import io.grenache.vertx.transport.EncodedMessage;
import io.grenache.vertx.transport.SocketLimits;
import io.grenache.vertx.transport.WireSocket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The subscribers of one channel that came to one instance. Confined to that instance's event loop,
 * but for {@link #size()} and {@link #hand}, by which the owner of the channel reaches it.
 */
final class Outlet {
  private static final int MAX_HANDED = 100_000;
  private static final long MAX_HANDED_BYTES = 64L << 20;

  private final String channel;
  private final Context context;
  private final PubOptions options;
  private final PubTotals totals;
  private final SlowReports reports;
  private final Set<Subscriber> subscribers = new HashSet<>();
  // made again when somebody came or went
  private List<Subscriber> current = List.of();
  private volatile int size;
  private final AtomicInteger handed = new AtomicInteger();
  private final AtomicLong handedBytes = new AtomicLong();

  /**
   * @param context the instance's
   */
  Outlet(
      String channel, Context context, PubOptions options, PubTotals totals, SlowReports reports) {
    this.channel = channel;
    this.context = context;
    this.options = options;
    this.totals = totals;
    this.reports = reports;
  }

  String channel() {
    return channel;
  }

  /** How many subscribers there are; may be asked from any thread. */
  int size() {
    return size;
  }

  /** A subscriber has come. */
  void enter(Arrival arrival, SocketLimits limits) {
    var listen = options.listen();
    WireSocket socket =
        new WireSocket(arrival.socket(), listen.maxFrameBytes(), listen.maxMessageBytes())
            .maxWriteQueueBytes(listen.maxWriteQueueBytes())
            .limits(limits);
    Subscriber[] self = new Subscriber[1];
    self[0] =
        new Subscriber(
            channel,
            socket,
            options,
            totals,
            reports,
            () -> {
              subscribers.remove(self[0]);
              changed();
            });
    subscribers.add(self[0]);
    changed();
  }

  private void changed() {
    current = null;
    size = subscribers.size();
  }

  private List<Subscriber> subscribers() {
    if (current == null) {
      current = List.copyOf(subscribers);
    }
    return current;
  }

  /**
   * Sends or queues a message for each subscriber.
   *
   * @return for how many
   */
  int publish(EncodedMessage message) {
    int taken = 0;
    for (Subscriber subscriber : subscribers()) {
      if (subscriber.offer(message)) {
        taken++;
      }
    }
    return taken;
  }

  /**
   * Called by the owner of the channel, on another event loop: has the message published here. What
   * is on its way between the two is bounded.
   *
   * @param taken is told, on this instance's event loop, for how many subscribers
   * @return false if too much is on its way; then nothing else happens
   */
  boolean hand(EncodedMessage message, IntConsumer taken) {
    long maxBytes = Math.max(MAX_HANDED_BYTES, options.maxQueueBytes());
    if (handed.get() >= MAX_HANDED || handedBytes.get() + message.size() > maxBytes) {
      return false;
    }
    handed.incrementAndGet();
    handedBytes.addAndGet(message.size());
    message.retain();
    context.runOnContext(
        nothing -> {
          try {
            taken.accept(publish(message));
          } finally {
            handedBytes.addAndGet(-message.size());
            handed.decrementAndGet();
            message.release();
          }
        });
    return true;
  }

  /** Pings each subscriber. */
  void ping() {
    long nowNs = System.nanoTime();
    subscribers().forEach(subscriber -> subscriber.ping(nowNs));
  }

  /** Whether all that was handed over or queued has left this process. */
  boolean isIdle() {
    return handed.get() == 0 && subscribers().stream().allMatch(Subscriber::isIdle);
  }

  /** Says goodbye to every subscriber. */
  Future<Void> close() {
    List<Future<?>> closing = new ArrayList<>();
    for (Subscriber subscriber : subscribers()) {
      closing.add(subscriber.goAway().otherwiseEmpty());
    }
    return Future.all(closing).mapEmpty();
  }
}
