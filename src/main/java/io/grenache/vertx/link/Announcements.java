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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process announces, and the timers that announce it again, each announcement by a timer
 * of its own so that they spread. An announcement goes on until its last holder withdrew it or its
 * deployment ended. Confined to its verticle's event loop.
 */
final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  /** Announces that wait for the same attempt, at most. */
  private static final int MAX_WAITING = 1000;

  private final Vertx vertx;
  private final GrapeCalls grapes;
  private final int max;
  private final AnnounceDelays delays;
  private final Consumer<Event> events;
  private final Map<Place, Announcement> live = new HashMap<>();
  private boolean closed;

  private record Place(String service, int port) {}

  Announcements(Vertx vertx, GrapeCalls grapes, LinkOptions options, Consumer<Event> events) {
    this.vertx = vertx;
    this.grapes = grapes;
    this.events = events;
    max = options.maxAnnouncements();
    delays = new AnnounceDelays(options.announceEvery(), options.announceJitterPercent());
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
      announcement = new Announcement(wanted.service(), wanted.port());
      live.put(place, announcement);
    }
    boolean listed = vertx.deploymentIDs().contains(wanted.holder());
    if (announcement.waiting >= MAX_WAITING
        || !announcement.holders.add(wanted.holder(), listed, System.nanoTime())) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with("too many announce " + wanted.service()));
    }
    return announcement.holds ? Future.succeededFuture() : join(announcement);
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
    List.copyOf(live.values()).forEach(announcement -> end(announcement, undeployed()));
  }

  private Future<Void> join(Announcement announcement) {
    if (announcement.attempt == null) {
      attempt(announcement);
    }
    if (announcement.attempt == null) {
      return announcement.holds ? Future.succeededFuture() : Future.failedFuture(undeployed());
    }
    announcement.waiting++;
    return announcement.attempt.future().andThen(ended -> announcement.waiting--);
  }

  private void attempt(Announcement announcement) {
    vertx.cancelTimer(announcement.timer);
    Promise<Void> attempt = Promise.promise();
    announcement.attempt = attempt;
    grapes
        .announce(announcement.service, announcement.port)
        .onComplete(
            (grape, failed) -> {
              if (announcement.ended) {
                return;
              }
              announcement.attempt = null;
              if (failed == null) {
                taken(announcement, grape);
                attempt.complete();
              } else {
                refused(announcement, failed);
                attempt.fail(failed);
              }
            });
  }

  private void taken(Announcement announcement, String grape) {
    boolean held = announcement.holds;
    announcement.holds = true;
    announcement.failures = 0;
    again(announcement, delays.renewal(ThreadLocalRandom.current().nextDouble()));
    if (!held) {
      LOG.info("announced {} at port {} to {}", announcement.service, announcement.port, grape);
      tell(Event.ANNOUNCED, announcement, "port " + announcement.port + ", taken by " + grape);
    }
  }

  private void refused(Announcement announcement, Throwable cause) {
    announcement.holds = false;
    announcement.failures++;
    again(
        announcement,
        delays.retry(announcement.failures, ThreadLocalRandom.current().nextDouble()));
    if (announcement.failures == 1) {
      String text = cause.getMessage();
      LOG.warn("{} at port {} is not announced: {}", announcement.service, announcement.port, text);
      tell(Event.ANNOUNCE_FAILED, announcement, "port " + announcement.port + ", " + text);
    }
  }

  private void again(Announcement announcement, long delayMs) {
    announcement.timer = vertx.setTimer(delayMs, id -> renew(announcement));
  }

  private void renew(Announcement announcement) {
    announcement.holders.keep(vertx.deploymentIDs(), System.nanoTime());
    if (announcement.holders.isEmpty()) {
      end(announcement, withdrawn(announcement));
    } else {
      attempt(announcement);
    }
  }

  private void end(Announcement announcement, ReplyException why) {
    announcement.ended = true;
    vertx.cancelTimer(announcement.timer);
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
