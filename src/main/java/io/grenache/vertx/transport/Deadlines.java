package io.grenache.vertx.transport;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * A wheel that turns by a timer of Vert.x as long as there is something to time. Confined to its
 * verticle's event loop.
 */
public final class Deadlines implements DeadlineWheel.Timer {
  private static final long TICK_MS = 10;
  // an idle client wakes up no more after so many ticks
  private static final int IDLE_TICKS = 100;

  private final Vertx vertx;
  private final DeadlineWheel wheel =
      new DeadlineWheel(TimeUnit.MILLISECONDS.toNanos(TICK_MS), System.nanoTime());
  private long timer = -1;
  private int idleTicks;

  /** Nothing is timed yet. */
  public Deadlines(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void after(DeadlineWheel.Entry entry, long delayNanos) {
    after(entry, System.nanoTime(), delayNanos);
  }

  /** Sets a deadline so far from a moment ago, whose time is known. */
  public void after(DeadlineWheel.Entry entry, long nowNanos, long delayNanos) {
    wheel.schedule(entry, nowNanos, delayNanos);
    if (timer < 0) {
      timer = vertx.setPeriodic(TICK_MS, id -> tick());
    }
  }

  @Override
  public void cancel(DeadlineWheel.Entry entry) {
    wheel.cancel(entry);
  }

  private void tick() {
    wheel.advance(System.nanoTime());
    idleTicks = wheel.size() == 0 ? idleTicks + 1 : 0;
    if (idleTicks > IDLE_TICKS) {
      close();
    }
  }

  /** All that is still set expires now, and the wheel turns no more. */
  public void expireAll() {
    wheel.expireAll();
    close();
  }

  /** Nothing that is still set expires any more. */
  public void close() {
    vertx.cancelTimer(timer);
    timer = -1;
    idleTicks = 0;
  }
}
