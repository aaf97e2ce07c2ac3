package io.grenache.vertx.bench;

/** Says on standard error what is being done. */
final class Progress {
  private static final long BEGUN = System.nanoTime();

  private Progress() {}

  static void tell(String what) {
    System.err.printf("%5.0f s  %s%n", (System.nanoTime() - BEGUN) / 1e9, what);
  }
}
