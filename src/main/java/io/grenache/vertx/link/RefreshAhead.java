package io.grenache.vertx.link;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Renews cached answers shortly before their lifetime ends, so that who asks for a service again
 * and again never waits for a grape. A service that was asked for just once is left alone. Confined
 * to its verticle's event loop.
 */
final class RefreshAhead {
  /** The part of its lifetime after which an answer is renewed. */
  private static final double AT = 0.8;

  private static final int MAX_UNDER_WAY = 4;

  private final Vertx vertx;
  private final long afterNs;
  private final int max;
  private final LookupCache cache;
  private final Lookups lookups;
  // all live equally long: what came first is due first
  private final Deque<Answer> answers = new ArrayDeque<>();
  private int underWay;
  private boolean waiting;
  private boolean closed;

  private record Answer(String service, long sinceNs) {}

  /**
   * @param max answers that are remembered; the first makes room
   */
  RefreshAhead(Vertx vertx, Duration lifetime, int max, LookupCache cache, Lookups lookups) {
    this.vertx = vertx;
    afterNs = (long) (lifetime.toNanos() * AT);
    this.max = max;
    this.cache = cache;
    this.lookups = lookups;
  }

  /** A new answer was put into the cache. */
  void put(String service, long nowNs) {
    if (afterNs > 0 && !closed) {
      if (answers.size() == max) {
        answers.remove();
      }
      answers.add(new Answer(service, nowNs));
      next(nowNs);
    }
  }

  void close() {
    closed = true;
    answers.clear();
  }

  private void next(long nowNs) {
    if (!waiting && !answers.isEmpty() && underWay < MAX_UNDER_WAY) {
      waiting = true;
      long waitNs = answers.element().sinceNs + afterNs - nowNs;
      vertx.setTimer(
          Math.max(1, (waitNs + 999_999) / 1_000_000),
          id -> {
            waiting = false;
            due(lookups.nowNs());
          });
    }
  }

  private void due(long nowNs) {
    while (underWay < MAX_UNDER_WAY
        && !answers.isEmpty()
        && nowNs - answers.element().sinceNs >= afterNs) {
      Answer answer = answers.remove();
      if (cache.wanted(answer.service, answer.sinceNs)) {
        underWay++;
        // a failure costs nothing: who asks next asks a grape
        lookups
            .refresh(answer.service)
            .onComplete(
                ended -> {
                  underWay--;
                  next(lookups.nowNs());
                });
      }
    }
    next(nowNs);
  }
}
