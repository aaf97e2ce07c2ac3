package io.grenache.vertx.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many deadlines at little cost: setting and cancelling one is a few pointers. A deadline fires on
 * the first tick that is not before it, so never early and at most a tick late. Time comes in as a
 * parameter. Confined to one thread.
 */
public final class DeadlineWheel {
  private static final int SLOTS = 512;

  private final long tickNanos;
  private final Entry[] slots = new Entry[SLOTS];
  private final long startNanos;
  // the last tick whose deadlines have fired
  private long tick;
  private int size;

  /**
   * @param tickNanos the resolution
   * @param nowNanos as {@link System#nanoTime()} gives it
   */
  public DeadlineWheel(long tickNanos, long nowNanos) {
    this.tickNanos = tickNanos;
    this.startNanos = nowNanos;
  }

  /** Something with a deadline; in one wheel at a time. */
  public abstract static class Entry {
    private Entry previous;
    private Entry next;
    private long tick = -1;

    /** Runs once if the deadline passes; the entry has left the wheel by then. */
    protected abstract void expired();
  }

  /**
   * Sets a deadline.
   *
   * @param delayNanos from now; not negative
   */
  public void schedule(Entry entry, long nowNanos, long delayNanos) {
    if (entry.tick >= 0) {
      throw new IllegalStateException("the entry has a deadline already");
    }
    long due = nowNanos - startNanos + delayNanos;
    entry.tick = Math.max(tick + 1, (due + tickNanos - 1) / tickNanos);
    int slot = (int) (entry.tick % SLOTS);
    entry.next = slots[slot];
    if (entry.next != null) {
      entry.next.previous = entry;
    }
    slots[slot] = entry;
    size++;
  }

  /** Forgets a deadline; one that has fired or was never set is ignored. */
  public void cancel(Entry entry) {
    if (entry.tick < 0) {
      return;
    }
    if (entry.previous == null) {
      slots[(int) (entry.tick % SLOTS)] = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next != null) {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.tick = -1;
    size--;
  }

  /** Fires what is due. */
  public void advance(long nowNanos) {
    long target = (nowNanos - startNanos) / tickNanos;
    // after a pause of more than a turn every slot is due once, not once a turn
    long first = Math.max(tick + 1, target - SLOTS + 1);
    tick = Math.max(tick, target);
    for (long at = first; at <= target; at++) {
      fire((int) (at % SLOTS));
    }
  }

  private void fire(int slot) {
    List<Entry> due = null;
    Entry following;
    for (Entry entry = slots[slot]; entry != null; entry = following) {
      following = entry.next;
      if (entry.tick <= tick) {
        cancel(entry);
        due = due == null ? new ArrayList<>() : due;
        due.add(entry);
      }
    }
    // only now, since what they run may set and cancel deadlines in this slot
    if (due != null) {
      due.forEach(Entry::expired);
    }
  }

  /** How many deadlines are set. */
  public int size() {
    return size;
  }

  /** The resolution. */
  public long tickMillis() {
    return TimeUnit.NANOSECONDS.toMillis(tickNanos);
  }
}
