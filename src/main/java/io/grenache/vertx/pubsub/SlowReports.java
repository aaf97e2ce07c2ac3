package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Event;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells of messages that were dropped, at once and then at most once a second for each who did not
 * get them. Confined to its verticle's event loop.
 */
final class SlowReports {
  private static final long EVERY_MS = 1000;

  private final Vertx vertx;
  private final Consumer<Event> events;
  // those who were told of within the last second
  private final Map<Object, Report> recent = new HashMap<>();
  private long timer = -1;

  private static final class Report {
    private final String channel;
    private final String destination;
    private final String how;
    private long toldNs;
    private long dropped;

    Report(String channel, String destination, String how) {
      this.channel = channel;
      this.destination = destination;
      this.how = how;
    }
  }

  SlowReports(Vertx vertx, Consumer<Event> events) {
    this.vertx = vertx;
    this.events = events;
  }

  /**
   * Messages were dropped.
   *
   * @param who whose messages; the same object each time
   * @param destination where it is; null if it is many
   * @param how for people, behind the number of messages
   */
  void dropped(Object who, String channel, String destination, String how, int messages) {
    Report report = recent.get(who);
    if (report != null) {
      report.dropped += messages;
      return;
    }
    report = new Report(channel, destination, how);
    report.dropped = messages;
    recent.put(who, report);
    tell(report, System.nanoTime());
    if (timer < 0) {
      timer = vertx.setPeriodic(EVERY_MS, id -> tellAll(System.nanoTime()));
    }
  }

  private void tellAll(long nowNs) {
    Iterator<Report> each = recent.values().iterator();
    while (each.hasNext()) {
      Report report = each.next();
      if (nowNs - report.toldNs < TimeUnit.MILLISECONDS.toNanos(EVERY_MS)) {
        continue;
      }
      if (report.dropped > 0) {
        tell(report, nowNs);
      } else {
        each.remove();
      }
    }
    if (recent.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void tell(Report report, long nowNs) {
    String text = report.dropped + (report.dropped == 1 ? " message " : " messages ") + report.how;
    report.toldNs = nowNs;
    report.dropped = 0;
    events.accept(Event.of(Event.SLOW_SUBSCRIBER, report.channel, report.destination, text));
  }

  /** A subscriber was left for being slow. */
  void left(String channel, String destination, String why) {
    events.accept(Event.of(Event.SLOW_SUBSCRIBER, channel, destination, why));
  }
}
