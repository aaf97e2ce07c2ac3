package io.grenache.vertx.bench;

import io.grenache.vertx.message.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Payloads from values and to values. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PayloadBenchmark {
  /** What the payload is. */
  @Param({"HELLO", "OBJECT", "ARRAY"})
  String work;

  private Object tree;
  private Object typed;
  private Class<?> type;
  private Payload payload;

  /** Makes the values. */
  @Setup
  public void values() {
    Work of = Work.of(work);
    tree = of.tree();
    typed = of.typed();
    type = of.type();
    payload = Payload.of(tree);
  }

  /** From a value of Vert.x. */
  @Benchmark
  public Payload of() {
    return Payload.of(tree);
  }

  /** From an application's own type. */
  @Benchmark
  public Payload encode() {
    return Payload.encode(typed);
  }

  /** To a value of Vert.x. */
  @Benchmark
  public Object json() {
    return payload.json();
  }

  /** To an application's own type. */
  @Benchmark
  public Object as() {
    return payload.as(type);
  }
}
