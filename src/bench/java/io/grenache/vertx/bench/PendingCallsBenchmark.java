package io.grenache.vertx.bench;

import io.grenache.vertx.transport.DeadlineWheel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A call begins to wait while the oldest one ends, with so many waiting all the time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PendingCallsBenchmark {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How many calls wait. */
  @Param({"64", "1000"})
  int waiting;

  private final LongObjectMap<Pending> byId = new LongObjectHashMap<>();
  private DeadlineWheel wheel;
  private Pending[] ring;
  private long lastId;
  private long now;

  private static final class Pending extends DeadlineWheel.Entry {
    @Override
    protected void expired() {
      throw new IllegalStateException("a call expired");
    }
  }

  /** Has the calls wait. */
  @Setup
  public void fill() {
    wheel = new DeadlineWheel(TICK_NANOS, 0);
    ring = new Pending[waiting];
    byId.clear();
    for (int i = 0; i < waiting; i++) {
      byId.put(lastId + i, new Pending());
      ring[i] = new Pending();
      wheel.schedule(ring[i], now, TIMEOUT_NANOS);
    }
    lastId += waiting;
  }

  /** By number. */
  @Benchmark
  public Object map() {
    Pending oldest = byId.remove(lastId - waiting);
    byId.put(lastId++, oldest);
    return oldest;
  }

  /** By deadline; time goes on by a microsecond a call. */
  @Benchmark
  public Object deadline() {
    now += 1_000;
    Pending oldest = ring[(int) (lastId++ % waiting)];
    wheel.cancel(oldest);
    wheel.schedule(oldest, now, TIMEOUT_NANOS);
    if (now % TICK_NANOS == 0) {
      wheel.advance(now);
    }
    return oldest;
  }
}
