package io.grenache.vertx.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether the calls of a service may go straight to the handlers in this process. They may
 * as long as nobody else takes calls of that service: the event bus gives each consumer its turn,
 * wherever in a cluster and of whatever kind it is, and tells nobody how many there are. So some
 * calls go over the bus all the time, as samples: once a sample was taken by somebody else, all
 * calls do, until many samples in a row came back from here. Confined to its verticle's event loop.
 */
final class Shortcut {
  /**
   * So many samples in a row must have been taken here before the shortcut opens; more of them
   * where handlers here are many, since the others may have their turn behind all of those.
   */
  static final int PROOF = 32;

  /** Once it is open, one call of so many is a sample. */
  static final int SAMPLE = 64;

  /**
   * So long a sample is the last one, however many calls there are: at half a million a second one
   * of 64 took a twelfth of all the time of a call, and found out no more.
   */
  static final long INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final Deque<Sample> unsettled = new ArrayDeque<>();
  // an int would be full after some weeks of many calls
  private long proofs;
  private int calls;
  private long sampledNanos = System.nanoTime();

  /**
   * Whether this call may go straight; if not, it is a sample.
   *
   * @param handlers how many there are here
   */
  boolean isOpen(int handlers, long nowNanos) {
    if (proofs < Math.max(PROOF, 2 * handlers)) {
      return false;
    }
    calls++;
    if (calls < SAMPLE || nowNanos - sampledNanos < INTERVAL_NANOS) {
      return true;
    }
    calls = 0;
    sampledNanos = nowNanos;
    return false;
  }

  /** A sample is on its way. */
  void sent(Sample sample) {
    unsettled.add(sample);
  }

  /**
   * A sample was answered, or failed. They count in the order in which they were sent: the quickest
   * answers may all be those of handlers here, while somebody slower has every other call.
   */
  void answered(Sample sample) {
    sample.answer();
    while (!unsettled.isEmpty() && unsettled.peek().isSettled()) {
      proofs = unsettled.poll().isTaken() ? proofs + 1 : 0;
    }
  }
}
