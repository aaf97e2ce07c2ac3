package io.grenache.vertx.bench;

import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of single parts, with what they allocate: {@code target/bench/jmh.json}. */
final class Microbenchmarks {
  private Microbenchmarks() {}

  static void run(Settings settings) throws Exception {
    Path json = settings.target().resolve("jmh.json");
    new Runner(
            new OptionsBuilder()
                .include("io\\.grenache\\.vertx\\.bench\\.\\w*(?:" + settings.only() + ").*")
                .addProfiler(GCProfiler.class)
                .forks(settings.quick() ? 1 : 2)
                .warmupIterations(settings.quick() ? 2 : 5)
                .warmupTime(TimeValue.milliseconds(settings.quick() ? 200 : 1000))
                .measurementIterations(settings.quick() ? 2 : 5)
                .measurementTime(TimeValue.milliseconds(settings.quick() ? 200 : 1000))
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .build())
        .run();
    Progress.tell("written: " + json);
  }
}
