package io.grenache.vertx.link;

import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Withdraw;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process announces, who wants it, and whether it holds; the feeds tell the grapes. An
 * announcement goes on until its last holder withdrew it or its deployment ended. Confined to its
 * verticle's event loop.
 */
final class Announcements implements AnnounceFeed.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  /** Announces that wait for the same attempt, at most. */
  private static final int MAX_WAITING = 1000;

  /** How often it is seen whether deployments have ended, at least. */
  private static final long SWEEP_MS = 1000;

  private final Vertx vertx;
  private final int max;
  private final Consumer<Event> events;
  private final List<AnnounceFeed> feeds;
  private final Verification verification;
  private final Witnesses witnesses;
  private final Map<Place, Announcement> live = new HashMap<>();
  private final long sweeping;
  private long tellings;
  private boolean closed;

  private record Place(String service, int port) {}

  Announcements(
      Vertx vertx,
      List<AnnounceFeed.Channel> channels,
      LinkOptions options,
      Consumer<Event> events) {
    this.vertx = vertx;
    this.events = events;
    max = options.maxAnnouncements();
    AnnounceDelays delays =
        new AnnounceDelays(options.announceEvery(), options.announceJitterPercent());
    feeds =
        channels.stream()
            .map(channel -> new AnnounceFeed(vertx, channel, options, delays, this))
            .toList();
    OwnAddresses own = new OwnAddresses(vertx);
    witnesses = new Witnesses(vertx, feeds, own, options.checkEvery());
    verification = new Verification(vertx, options.verifyAnnouncements(), own, events, witnesses);
    sweeping =
        vertx.setPeriodic(Math.min(SWEEP_MS, options.announceEvery().toMillis()), id -> sweep());
  }

  /**
   * Completes once the announcement holds; fails with the attempt that is under way or starts now.
   */
  Future<Void> announce(Announce wanted) {
    if (closed) {
      return Future.failedFuture(undeployed());
    }
    Place place = new Place(wanted.service(), wanted.port());
    Announcement announcement = live.get(place);
    if (announcement == null) {
      if (live.size() >= max) {
        return Future.failedFuture(
            Failure.ERR_OVERLOADED.with(max + " services are announced already"));
      }
      announcement = begin(place);
    }
    boolean listed = vertx.deploymentIDs().contains(wanted.holder());
    if (announcement.waiting >= MAX_WAITING
        || !announcement.holders.add(wanted.holder(), listed, System.nanoTime())) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with("too many announce " + wanted.service()));
    }
    return announcement.holds() ? Future.succeededFuture() : join(announcement);
  }

  /** Takes the holder away; without holders the announcement ends at once. */
  void withdraw(Withdraw unwanted) {
    Announcement announcement = live.get(new Place(unwanted.service(), unwanted.port()));
    if (announcement != null
        && announcement.holders.remove(unwanted.holder())
        && announcement.holders.isEmpty()) {
      end(announcement, withdrawn(announcement));
    }
  }

  /** Ends every announcement. */
  void close() {
    closed = true;
    vertx.cancelTimer(sweeping);
    verification.close();
    witnesses.close();
    feeds.forEach(AnnounceFeed::close);
    List.copyOf(live.values()).forEach(announcement -> end(announcement, undeployed()));
  }

  @Override
  public void taken(Telling telling, String grape) {
    Announcement announcement = telling.announcement;
    telling.wanted = false;
    if (!Boolean.TRUE.equals(announcement.told)) {
      announcement.told = true;
      LOG.info("announced {} at port {} to {}", announcement.service, announcement.port, grape);
      tell(Event.ANNOUNCED, announcement, "port " + announcement.port + ", taken by " + grape);
      verification.verify(telling);
    }
    Promise<Void> attempt = announcement.attempt;
    if (attempt != null) {
      announcement.attempt = null;
      attempt.complete();
    }
  }

  @Override
  public void refused(Telling telling) {
    Announcement announcement = telling.announcement;
    telling.wanted = false;
    String text = "announce of " + announcement.service + ": " + announcement.faults();
    if (!Boolean.FALSE.equals(announcement.told) && announcement.fails()) {
      announcement.told = false;
      LOG.warn("{} at port {} is not announced: {}", announcement.service, announcement.port, text);
      tell(Event.ANNOUNCE_FAILED, announcement, "port " + announcement.port + ", " + text);
    }
    Promise<Void> attempt = announcement.attempt;
    if (attempt != null && announcement.tellings.stream().noneMatch(one -> one.wanted)) {
      announcement.attempt = null;
      attempt.fail(Failure.ERR_GRAPE.with(text));
    }
  }

  @Override
  public void returned(AnnounceFeed feed) {
    witnesses.ask(feed);
  }

  private Announcement begin(Place place) {
    Announcement announcement = new Announcement(place.service(), place.port());
    announcement.tellings =
        feeds.stream().map(feed -> new Telling(announcement, feed, ++tellings)).toList();
    live.put(place, announcement);
    return announcement;
  }

  private Future<Void> join(Announcement announcement) {
    Promise<Void> attempt = announcement.attempt;
    if (attempt == null) {
      attempt = Promise.promise();
      announcement.attempt = attempt;
      // all are wanted before the first can fail
      announcement.tellings.forEach(telling -> telling.wanted = true);
      announcement.tellings.forEach(telling -> telling.feed.announce(telling));
    }
    announcement.waiting++;
    return attempt.future().andThen(ended -> announcement.waiting--);
  }

  private void sweep() {
    Set<String> deployments = vertx.deploymentIDs();
    long nowNs = System.nanoTime();
    for (Announcement announcement : List.copyOf(live.values())) {
      announcement.holders.keep(deployments, nowNs);
      if (announcement.holders.isEmpty()) {
        end(announcement, withdrawn(announcement));
      }
    }
  }

  private void end(Announcement announcement, ReplyException why) {
    announcement.ended = true;
    announcement.tellings.forEach(telling -> telling.feed.forget(telling));
    verification.forget(announcement);
    live.remove(new Place(announcement.service, announcement.port));
    LOG.info("{} at port {} is withdrawn", announcement.service, announcement.port);
    tell(Event.WITHDRAWN, announcement, "port " + announcement.port);
    if (announcement.attempt != null) {
      announcement.attempt.fail(why);
    }
  }

  private void tell(String type, Announcement announcement, String message) {
    events.accept(Event.of(type, announcement.service, null, message));
  }

  private static ReplyException withdrawn(Announcement announcement) {
    return Failure.ERR_GRAPE.with(announcement.service + " was withdrawn before a grape took it");
  }

  private static ReplyException undeployed() {
    return Failure.ERR_TRANSPORT_CLOSE.with("the link was undeployed");
  }
}
