package io.grenache.vertx.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process has allocated, and what of it lives. */
final class Memory {
  private static final int COLLECTIONS = 4;

  private Memory() {}

  /** Bytes of the heap that live, after full collections. */
  static long live() throws InterruptedException {
    long used = 0;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(50);
      used = used();
    }
    return used;
  }

  /** Bytes of the heap that are in use, garbage included. */
  static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Bytes that the threads that run now have allocated since they began. */
  static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
