package io.grenache.vertx.client;

import io.grenache.vertx.transport.DeadlineWheel;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds out whether a destination that was set aside works again: by a connect and a ping, and
 * never by a user's call. Confined to its verticle's event loop.
 */
final class Probe extends DeadlineWheel.Entry {
  private final DeadlineWheel.Timer timer;
  private final long pongWithinNanos;
  private final BooleanSupplier needed;
  private final Supplier<Future<ClientSocket>> connect;
  private final Consumer<ClientSocket> whenAlive;
  private final Runnable whenDead;
  private boolean planned;
  private boolean running;
  private ClientSocket pinged;

  /**
   * @param needed whether the destination has not shown meanwhile that it works
   * @param whenAlive gets the socket that has answered the ping
   */
  Probe(
      DeadlineWheel.Timer timer,
      long pongWithinNanos,
      BooleanSupplier needed,
      Supplier<Future<ClientSocket>> connect,
      Consumer<ClientSocket> whenAlive,
      Runnable whenDead) {
    this.timer = timer;
    this.pongWithinNanos = pongWithinNanos;
    this.needed = needed;
    this.connect = connect;
    this.whenAlive = whenAlive;
    this.whenDead = whenDead;
  }

  /** Whether it is running, or will. */
  boolean isUnderWay() {
    return planned || running;
  }

  void runAfter(long delayNanos) {
    planned = true;
    timer.after(this, delayNanos);
  }

  /** Does nothing more; what it has opened is closed. */
  void close() {
    planned = false;
    timer.cancel(this);
    if (pinged != null) {
      pinged.abort();
    }
  }

  @Override
  protected void expired() {
    if (pinged != null) {
      // fails the ping
      pinged.abort();
      return;
    }
    planned = false;
    if (!needed.getAsBoolean()) {
      return;
    }
    running = true;
    connect
        .get()
        .compose(
            socket -> {
              pinged = socket;
              timer.after(this, pongWithinNanos);
              return socket.ping(System.nanoTime());
            })
        .onComplete(
            answered -> {
              ClientSocket socket = pinged;
              running = false;
              pinged = null;
              timer.cancel(this);
              if (answered.succeeded()) {
                whenAlive.accept(socket);
              } else {
                whenDead.run();
              }
            });
  }
}
