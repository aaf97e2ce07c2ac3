package io.grenache.vertx.server;

/** A call that went over the event bus to find out who takes it. */
final class Sample {
  private final String id;
  // by the handler, on its own thread
  private volatile boolean taken;
  private boolean answered;

  Sample(String id) {
    this.id = id;
  }

  /** What its message carries. */
  String id() {
    return id;
  }

  /** A handler in this Vert.x has it. */
  void take() {
    taken = true;
  }

  boolean isTaken() {
    return taken;
  }

  /** It was answered, or has failed. */
  void answer() {
    answered = true;
  }

  /** Whether it is known who took it. */
  boolean isSettled() {
    return taken || answered;
  }
}
