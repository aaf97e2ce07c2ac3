package io.grenache.vertx.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The bytes of heap that a thread has asked for, given back or not. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  // a fuzzer's agent keeps copies of strings that are compared
  private static final int HOOKED = System.getenv("JAZZER_FUZZ") == null ? 1 : 32;

  private final long threadId;
  private long start;

  /**
   * @param threadId the thread that is measured
   */
  Allocation(long threadId) {
    this.threadId = threadId;
    start();
  }

  /** What the work on an input may allocate; more if a fuzzer's agent looks on. */
  static long allowed(long bytes) {
    return bytes * HOOKED;
  }

  /** Counts from now. */
  void start() {
    start = THREADS.getThreadAllocatedBytes(threadId);
  }

  /** Bytes since the start. */
  long bytes() {
    return THREADS.getThreadAllocatedBytes(threadId) - start;
  }
}
