package io.grenache.vertx.transport;

/**
 * Many deadlines at little cost: setting and cancelling one is a few pointers. A deadline fires on
 * the first tick that is not before it, so never early and at most a tick late. Time comes in as a
 * parameter. Confined to one thread.
 */
public final class DeadlineWheel {
  private static final int SLOTS = 512;
  // behind the slots: what is due, until it has run
  private static final int DUE = SLOTS;

  private final long tickNanos;
  private final Entry[] slots = new Entry[SLOTS + 1];
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

  /** Lets entries expire after a time. */
  public interface Timer {
    /** Sets a deadline so far from now. */
    void after(Entry entry, long delayNanos);

    /** Forgets it; one that was never set, or has passed, is ignored. */
    void cancel(Entry entry);
  }

  /** Something with a deadline; in one wheel at a time. */
  public abstract static class Entry {
    private Entry previous;
    private Entry next;
    private long tick = -1;
    private int slot;

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
    link(entry, (int) (entry.tick % SLOTS));
    size++;
  }

  /**
   * Forgets a deadline, which then does not fire, even if it is due in the same tick as the one
   * that is running. One that has fired or was never set is ignored.
   */
  public void cancel(Entry entry) {
    if (entry.tick >= 0) {
      unlink(entry);
      entry.tick = -1;
      size--;
    }
  }

  private void link(Entry entry, int slot) {
    entry.slot = slot;
    entry.next = slots[slot];
    if (entry.next != null) {
      entry.next.previous = entry;
    }
    slots[slot] = entry;
  }

  private void unlink(Entry entry) {
    if (entry.previous == null) {
      slots[entry.slot] = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next != null) {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
  }

  /**
   * Fires what is due. What an entry throws comes out here; the others that are due fire with the
   * next call then.
   */
  public void advance(long nowNanos) {
    long target = (nowNanos - startNanos) / tickNanos;
    // after a pause of more than a turn every slot is due once, not once a turn
    long first = Math.max(tick + 1, target - SLOTS + 1);
    tick = Math.max(tick, target);
    // backwards, since the list of what is due is a stack
    for (long at = target; at >= first; at--) {
      collect((int) (at % SLOTS));
    }
    // they stay linked until each runs, since it may cancel the others
    for (Entry entry = slots[DUE]; entry != null; entry = slots[DUE]) {
      cancel(entry);
      entry.expired();
    }
  }

  /** Fires all that is set, as if its time had come. Nothing is to be set after that. */
  public void expireAll() {
    advance(startNanos + Long.MAX_VALUE / 2);
  }

  private void collect(int slot) {
    Entry following;
    for (Entry entry = slots[slot]; entry != null; entry = following) {
      following = entry.next;
      if (entry.tick <= tick) {
        unlink(entry);
        link(entry, DUE);
      }
    }
  }

  /** How many deadlines are set. */
  public int size() {
    return size;
  }
}
