package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * How many sockets of a port shake hands in TLS, all in all and by remote host. Used by all event
 * loops of the port.
 */
final class ShakingHands {
  private final int max;
  private final int maxOfHost;
  private final LongAdder tooMany;
  private final LongAdder tooManyOfAddress;
  private final LongAdder timeouts;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> byHost = new ConcurrentHashMap<>();

  ShakingHands(ListenOptions options, Function<String, LongAdder> counters) {
    this.max = options.maxConnections();
    this.maxOfHost = options.maxConnectionsPerAddress();
    this.tooMany = counters.apply("tooManyConnections");
    this.tooManyOfAddress = counters.apply("tooManyOfAddress");
    this.timeouts = counters.apply("handshakeTimeouts");
  }

  /**
   * Another one begins.
   *
   * @return whether it may; then it must {@link #end}, once
   */
  boolean begin(String host) {
    if (total.incrementAndGet() > max) {
      total.decrementAndGet();
      tooMany.increment();
      return false;
    }
    if (byHost.merge(host, 1, Integer::sum) > maxOfHost) {
      end(host);
      tooManyOfAddress.increment();
      return false;
    }
    return true;
  }

  /** One that began has ended, well or not. */
  void end(String host) {
    total.decrementAndGet();
    byHost.computeIfPresent(host, (key, count) -> count == 1 ? null : count - 1);
  }

  /** One took too long. */
  void timedOut() {
    timeouts.increment();
  }

  int total() {
    return total.get();
  }

  int hosts() {
    return byHost.size();
  }
}
