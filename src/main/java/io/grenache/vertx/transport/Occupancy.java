package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * How many sockets a listener has, in all and of each remote host. Confined to its verticle's event
 * loop.
 */
final class Occupancy {
  private final ListenOptions options;
  private final Map<String, Integer> openByHost = new HashMap<>();
  private final LongAdder open;
  private final LongAdder tooMany;
  private final LongAdder tooManyOfAddress;
  private int connections;

  Occupancy(ListenOptions options, Function<String, LongAdder> counters) {
    this.options = options;
    this.open = counters.apply("connections");
    this.tooMany = counters.apply("tooManyConnections");
    this.tooManyOfAddress = counters.apply("tooManyOfAddress");
  }

  /**
   * One more socket.
   *
   * @return false if there is no room for it; then it is not to {@link #leave}
   */
  boolean enter(String host) {
    if (connections >= options.maxConnections()) {
      tooMany.increment();
      return false;
    }
    if (openByHost.getOrDefault(host, 0) >= options.maxConnectionsPerAddress()) {
      tooManyOfAddress.increment();
      return false;
    }
    connections++;
    open.increment();
    openByHost.merge(host, 1, Integer::sum);
    return true;
  }

  /** A socket that had entered is gone. */
  void leave(String host) {
    connections--;
    open.decrement();
    openByHost.computeIfPresent(host, (key, count) -> count == 1 ? null : count - 1);
  }
}
