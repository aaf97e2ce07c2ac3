package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks an announced service up once, a little after a grape took it, and warns if it is not listed
 * at an address of this host. One after another, so that many announcements make no burst of
 * lookups. Confined to its verticle's event loop.
 */
final class Verification {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  /** What other grapes were told at the same time has arrived there by then. */
  private static final long AFTER_MS = 500;

  /** Between two lookups: a hundred a second at most. */
  private static final long BETWEEN_MS = 10;

  private static final int MAX_UNDER_WAY = 4;

  private final Vertx vertx;
  private final boolean enabled;
  private final OwnAddresses own;
  private final Consumer<Event> events;
  private final Witnesses witnesses;
  private final Map<Announcement, Waiting> waiting = new LinkedHashMap<>();
  private int underWay;
  private boolean ticking;
  private boolean closed;

  private record Waiting(Telling telling, long sinceNs) {}

  Verification(
      Vertx vertx, boolean enabled, OwnAddresses own, Consumer<Event> events, Witnesses witnesses) {
    this.vertx = vertx;
    this.enabled = enabled;
    this.own = own;
    this.events = events;
    this.witnesses = witnesses;
  }

  /** The announcement was taken: it is looked up soon, where it was taken. */
  void verify(Telling telling) {
    if (enabled && !closed) {
      waiting.putIfAbsent(telling.announcement, new Waiting(telling, System.nanoTime()));
      tick();
    }
  }

  /** The announcement has ended. */
  void forget(Announcement announcement) {
    waiting.remove(announcement);
  }

  void close() {
    closed = true;
    waiting.clear();
  }

  private void tick() {
    if (ticking || waiting.isEmpty()) {
      return;
    }
    ticking = true;
    long ageMs = (System.nanoTime() - waiting.values().iterator().next().sinceNs) / 1_000_000;
    vertx.setTimer(
        Math.max(BETWEEN_MS, AFTER_MS - ageMs),
        id -> {
          ticking = false;
          if (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
            Iterator<Waiting> each = waiting.values().iterator();
            Telling first = each.next().telling;
            each.remove();
            lookUp(first);
          }
          tick();
        });
  }

  private void lookUp(Telling telling) {
    Announcement announcement = telling.announcement;
    underWay++;
    telling
        .feed
        .lookup(announcement.service)
        .compose(found -> own.now().map(here -> Listing.of(found, announcement.port, here)))
        .onComplete(
            (listing, failed) -> {
              underWay--;
              // without an answer nothing is known, and announcing goes on by itself
              if (failed == null && !closed && !announcement.ended) {
                witnesses.add(telling, listing);
                judge(announcement, listing);
              }
            });
  }

  private void judge(Announcement announcement, Listing listing) {
    String text = warning(announcement.port, listing);
    if (!text.equals(announcement.warned)) {
      announcement.warned = text;
      if (!text.isEmpty()) {
        LOG.warn("{}: {}", announcement.service, text);
        String stored =
            listing.elsewhere().isEmpty() ? null : listing.elsewhere().get(0).toString();
        events.accept(Event.of(Event.ANNOUNCED_ELSEWHERE, announcement.service, stored, text));
      }
    }
  }

  private static String warning(int port, Listing listing) {
    if (listing.elsewhere().isEmpty()) {
      return !listing.here().isEmpty() || listing.partial()
          ? ""
          : "port " + port + " is announced, but no grape lists it";
    }
    String stored =
        listing.elsewhere().stream().map(Destination::toString).collect(Collectors.joining(", "));
    return listing.here().isEmpty()
        ? "port " + port + " is stored as " + stored + ", which is no address of this host"
        : "port "
            + port
            + " is stored as "
            + stored
            + " too: another instance, or how another grape sees this one";
  }
}
