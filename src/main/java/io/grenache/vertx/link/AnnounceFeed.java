package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One way to the grapes: what is announced there, each when it is due, at a bounded pace, a bounded
 * number at a time. While the other end does not answer, one announcement after another probes it,
 * with back-off; what comes due meanwhile is refused at once, and told when it is back. Confined to
 * its verticle's event loop.
 */
final class AnnounceFeed {
  private static final long NO_TIMER = -1;
  private static final long MS = 1_000_000;

  private final Vertx vertx;
  private final Channel channel;
  private final AnnounceDelays delays;
  private final Listener listener;
  private final int maxUnderWay;
  private final Pace pace;
  private final long startNs = System.nanoTime();

  /** What is due some time, the first first. */
  private final TreeSet<Telling> queue =
      new TreeSet<>(Comparator.<Telling>comparingLong(t -> t.dueNs).thenComparing(t -> t.number));

  /** Refused since the other end is down, and those among them that somebody waits for. */
  private final Set<Telling> missed = new LinkedHashSet<>();

  private final Set<Telling> urgent = new LinkedHashSet<>();

  private boolean down;
  private String downFault = "";
  private int downFailures;
  private long probeAtNs;
  private int underWay;
  private long timer = NO_TIMER;
  private boolean closed;

  /** The other end. What fails is a {@link GrapeFault} that names the grape. */
  interface Channel {
    /** For people. */
    String name();

    /** Gives the grape that took it. */
    Future<String> announce(String service, int port);

    /** An empty list is an answer. */
    Future<List<Destination>> lookup(String service);
  }

  /** Is told what becomes of attempts. */
  interface Listener {
    void taken(Telling telling, String grape);

    void refused(Telling telling);

    /** The other end answers again. */
    void returned(AnnounceFeed feed);
  }

  AnnounceFeed(
      Vertx vertx, Channel channel, LinkOptions options, AnnounceDelays delays, Listener listener) {
    this.vertx = vertx;
    this.channel = channel;
    this.delays = delays;
    this.listener = listener;
    maxUnderWay = options.maxAnnouncing();
    pace = new Pace(options.announcesPerSecond());
  }

  /** Tries an announcement as soon as its turn allows. */
  void announce(Telling telling) {
    telling.wanted = true;
    if (!telling.underWay) {
      remove(telling);
      if (down) {
        urgent.add(telling);
      } else {
        enqueue(telling, nowNs());
      }
      pump();
    }
  }

  /** Tries no more. */
  void forget(Telling telling) {
    remove(telling);
  }

  /** Announces all again, at the feed's pace: the other end lost what it was told. */
  void resync() {
    List<Telling> all = new ArrayList<>(queue);
    queue.clear();
    long nowNs = nowNs();
    all.forEach(telling -> enqueue(telling, nowNs));
    pump();
  }

  /** Asks the other end where a service is. */
  Future<List<Destination>> lookup(String service) {
    return channel
        .lookup(service)
        .onFailure(
            cause -> {
              if (!closed && cause instanceof GrapeFault fault && !fault.reached()) {
                fell(fault);
                pump();
              }
            });
  }

  /** The one that was taken last; null if there is none. */
  Telling latest() {
    Telling last = queue.isEmpty() ? null : queue.last();
    return last == null || last.state != Telling.State.TAKEN ? null : last;
  }

  String name() {
    return channel.name();
  }

  boolean isDown() {
    return down;
  }

  void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }

  private void pump() {
    vertx.cancelTimer(timer);
    timer = NO_TIMER;
    if (closed) {
      return;
    }
    if (down) {
      probe(nowNs());
    } else {
      send(nowNs());
    }
  }

  private void send(long nowNs) {
    while (!down && underWay < maxUnderWay && !queue.isEmpty()) {
      long waitNs = Math.max(queue.first().dueNs - nowNs, pace.waitNs(nowNs));
      if (waitNs > 0) {
        wake(waitNs);
        return;
      }
      pace.take(nowNs);
      attempt(queue.pollFirst());
    }
  }

  private void probe(long nowNs) {
    while (!queue.isEmpty() && queue.first().dueNs <= nowNs) {
      miss(queue.pollFirst());
    }
    boolean busy = underWay > 0;
    if (!busy && (!urgent.isEmpty() || nowNs >= probeAtNs)) {
      Telling next =
          !urgent.isEmpty()
              ? urgent.iterator().next()
              : !missed.isEmpty()
                  ? missed.iterator().next()
                  : queue.isEmpty() ? null : queue.first();
      if (next == null) {
        return;
      }
      remove(next);
      attempt(next);
      busy = true;
    }
    long dueNs = queue.isEmpty() ? Long.MAX_VALUE : queue.first().dueNs - nowNs;
    long waitNs = busy ? dueNs : Math.min(dueNs, probeAtNs - nowNs);
    if (waitNs < Long.MAX_VALUE) {
      wake(waitNs);
    }
  }

  private void wake(long waitNs) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, (waitNs + MS - 1) / MS), id -> pump());
  }

  private void attempt(Telling telling) {
    telling.underWay = true;
    underWay++;
    Announcement what = telling.announcement;
    // a grape remembers for minutes which nodes it told of a name, dead ones or none: a lookup
    // makes it find them anew
    Future<?> before =
        telling.failures == 0
            ? Future.succeededFuture()
            : channel.lookup(what.service).otherwiseEmpty();
    before
        .compose(
            found ->
                what.ended
                    ? Future.<String>failedFuture(new GrapeFault("was not asked"))
                    : channel.announce(what.service, what.port))
        .onComplete((grape, failed) -> settle(telling, grape, failed));
  }

  private void settle(Telling telling, String grape, Throwable failed) {
    telling.underWay = false;
    underWay--;
    if (closed) {
      return;
    }
    GrapeFault fault =
        failed == null || failed instanceof GrapeFault
            ? (GrapeFault) failed
            : new GrapeFault("a grape could not be asked, " + failed.getClass().getSimpleName());
    if (telling.announcement.ended) {
      pump();
      return;
    }
    if (fault == null) {
      telling.failures = 0;
      telling.state = Telling.State.TAKEN;
      telling.takenNs = nowNs();
      enqueue(telling, nowNs() + MS * delays.renewal(random()));
      rose();
      listener.taken(telling, grape);
    } else if (fault.reached()) {
      telling.failures++;
      enqueue(telling, nowNs() + MS * delays.retry(telling.failures, random()));
      rose();
      refuse(telling, fault.getMessage());
    } else {
      fell(fault);
      miss(telling);
    }
    pump();
  }

  private void fell(GrapeFault fault) {
    long nowNs = nowNs();
    // attempts that were under way when it fell tell nothing new
    if (!down || nowNs >= probeAtNs) {
      downFailures++;
      probeAtNs = nowNs + MS * delays.probe(downFailures, random());
    }
    down = true;
    downFault = fault.getMessage();
    List<Telling> waiting = List.copyOf(urgent);
    urgent.clear();
    waiting.forEach(this::miss);
  }

  private void rose() {
    if (!down) {
      return;
    }
    down = false;
    downFailures = 0;
    long nowNs = nowNs();
    missed.forEach(telling -> enqueue(telling, nowNs));
    urgent.forEach(telling -> enqueue(telling, nowNs));
    missed.clear();
    urgent.clear();
    listener.returned(this);
  }

  private void miss(Telling telling) {
    missed.add(telling);
    refuse(telling, downFault);
  }

  private void refuse(Telling telling, String fault) {
    telling.state = Telling.State.REFUSED;
    telling.fault = fault;
    listener.refused(telling);
  }

  private void enqueue(Telling telling, long dueNs) {
    telling.dueNs = dueNs;
    queue.add(telling);
  }

  private void remove(Telling telling) {
    queue.remove(telling);
    missed.remove(telling);
    urgent.remove(telling);
  }

  private long nowNs() {
    return System.nanoTime() - startNs;
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
