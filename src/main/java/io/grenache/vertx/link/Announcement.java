package io.grenache.vertx.link;

import io.vertx.core.Promise;
import java.util.List;

/** One service at one port, and how it stands with its announcement. */
final class Announcement {
  final String service;
  final int port;
  final Holders holders = new Holders();

  /** One for each way to the grapes. */
  List<Telling> tellings = List.of();

  /** What the last event said: true that it holds, false that it does not; null before any. */
  Boolean told;

  /** Withdrawn: whatever an attempt still under way brings, it is over. */
  boolean ended;

  /** What those wait on who announced; null if no attempt is under way. */
  Promise<Void> attempt;

  /** How many wait. */
  int waiting;

  /** What the last warning about the stored address said; empty if it is right. */
  String warned = "";

  Announcement(String service, int port) {
    this.service = service;
    this.port = port;
  }

  /** A grape took the last attempt. */
  boolean holds() {
    return tellings.stream().anyMatch(telling -> telling.state == Telling.State.TAKEN);
  }

  /** Each attempt failed. */
  boolean fails() {
    return tellings.stream().allMatch(telling -> telling.state == Telling.State.REFUSED);
  }

  /** Why it fails, each reason once. */
  String faults() {
    return String.join(
        "; ",
        tellings.stream()
            .map(telling -> telling.fault)
            .filter(fault -> !fault.isEmpty())
            .distinct()
            .toList());
  }
}
