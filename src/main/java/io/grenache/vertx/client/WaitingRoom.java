package io.grenache.vertx.client;

/**
 * Counts the calls that wait for a socket, within a bound. Confined to its verticle's event loop.
 */
final class WaitingRoom {
  private final int max;
  private int waiting;

  WaitingRoom(int max) {
    this.max = max;
  }

  /** Takes a place; false if there is none. */
  boolean enter() {
    if (waiting >= max) {
      return false;
    }
    waiting++;
    return true;
  }

  void leave() {
    waiting--;
  }
}
