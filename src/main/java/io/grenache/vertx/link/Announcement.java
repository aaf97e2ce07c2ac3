package io.grenache.vertx.link;

import io.vertx.core.Promise;

/** One service at one port, and how it stands with its announcement. */
final class Announcement {
  private static final long NO_TIMER = -1;

  final String service;
  final int port;
  final Holders holders = new Holders();

  /** A grape took the last attempt. */
  boolean holds;

  /** Attempts that failed in a row. */
  int failures;

  /** Withdrawn: whatever an attempt still under way brings, it is over. */
  boolean ended;

  /** The next attempt's timer. */
  long timer = NO_TIMER;

  /** What those wait on who announced; null if no attempt is under way. */
  Promise<Void> attempt;

  /** How many wait. */
  int waiting;

  Announcement(String service, int port) {
    this.service = service;
    this.port = port;
  }
}
