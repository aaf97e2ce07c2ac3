package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few announcements of each feed that its grape was seen to list. One of them is looked up every
 * few seconds: if it is listed no more, and the next one neither, the grape was restarted and has
 * lost what it knew, and all is announced to it again. Confined to its verticle's event loop.
 */
final class Witnesses {
  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  /** For one feed. */
  private static final int MAX = 8;

  private static final double JITTER = 0.2;

  private final Vertx vertx;
  private final OwnAddresses own;
  private final long everyMs;
  private final Map<AnnounceFeed, Seen> feeds = new LinkedHashMap<>();
  private boolean closed;

  /** What one feed's grape was seen to list. */
  private static final class Seen {
    private final Map<Telling, Destination> entries = new HashMap<>();
    private long timer;
    private boolean asking;
    private int missing;
  }

  /**
   * @param every how often one is looked up; zero: never
   */
  Witnesses(Vertx vertx, List<AnnounceFeed> all, OwnAddresses own, Duration every) {
    this.vertx = vertx;
    this.own = own;
    everyMs = every.toMillis();
    for (AnnounceFeed feed : all) {
      Seen seen = new Seen();
      feeds.put(feed, seen);
      if (everyMs > 0) {
        later(feed, seen);
      }
    }
  }

  /** The announcement was looked up. */
  void add(Telling telling, Listing listing) {
    Map<Telling, Destination> entries = feeds.get(telling.feed).entries;
    if (listing.own() != null && (entries.size() < MAX || entries.containsKey(telling))) {
      entries.put(telling, listing.own());
    }
  }

  /** Looks one up now. */
  void ask(AnnounceFeed feed) {
    Seen seen = feeds.get(feed);
    if (everyMs == 0 || closed || seen.asking || feed.isDown()) {
      return;
    }
    seen.entries.keySet().removeIf(one -> one.announcement.ended);
    // who was announced last says least of what was lost since
    Telling one =
        seen.entries.keySet().stream()
            .min(Comparator.comparingLong(entry -> entry.takenNs))
            .orElseGet(feed::latest);
    if (one != null) {
      seen.asking = true;
      feed.lookup(one.announcement.service)
          .compose(found -> own.now().map(here -> new Heard(found, here)))
          .onComplete(
              (heard, failed) -> {
                seen.asking = false;
                if (failed == null && !closed && !one.announcement.ended) {
                  hear(feed, one, heard);
                }
              });
    }
  }

  private record Heard(List<Destination> found, OwnAddresses.OwnSet own) {}

  private void hear(AnnounceFeed feed, Telling one, Heard heard) {
    Seen seen = feeds.get(feed);
    Destination before = seen.entries.get(one);
    if (before == null || heard.found.contains(before)) {
      seen.missing = 0;
      if (before == null) {
        add(one, Listing.of(heard.found, one.announcement.port, heard.own));
      }
      return;
    }
    if (heard.found.size() >= Listing.LONGEST) {
      return;
    }
    seen.entries.remove(one);
    feed.announce(one);
    if (++seen.missing > 1 || seen.entries.isEmpty()) {
      LOG.info(
          "{} lists {} no more: all is announced again", feed.name(), one.announcement.service);
      seen.entries.clear();
      seen.missing = 0;
      feed.resync();
    } else {
      ask(feed);
    }
  }

  void close() {
    closed = true;
    feeds.values().forEach(seen -> vertx.cancelTimer(seen.timer));
  }

  private void later(AnnounceFeed feed, Seen seen) {
    double spread = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
    seen.timer =
        vertx.setTimer(
            Math.max(1, Math.round(everyMs * spread)),
            id -> {
              ask(feed);
              later(feed, seen);
            });
  }
}
