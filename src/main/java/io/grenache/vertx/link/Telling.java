package io.grenache.vertx.link;

/** One announcement on one way to the grapes, and how it stands there. */
final class Telling {
  /** What the last attempt brought. */
  enum State {
    NEW,
    TAKEN,
    REFUSED
  }

  final Announcement announcement;
  final AnnounceFeed feed;

  State state = State.NEW;

  /** Why it was refused; it names the grape. */
  String fault = "";

  /** Somebody waits for this attempt, or the next. */
  boolean wanted;

  boolean underWay;

  /** Attempts in a row that a grape answered, but not with having taken it. */
  int failures;

  /** When it is tried next, and when it was taken last, by the feed's clock. */
  long dueNs;

  long takenNs;

  /** Tells those apart that are due at the same time. */
  final long number;

  Telling(Announcement announcement, AnnounceFeed feed, long number) {
    this.announcement = announcement;
    this.feed = feed;
    this.number = number;
  }
}
