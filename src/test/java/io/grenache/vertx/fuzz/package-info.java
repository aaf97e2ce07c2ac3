/**
 * Fuzzers, by Jazzer. Every build replays their inputs in {@code
 * src/test/resources/io/grenache/vertx/fuzz}; a new one is searched for by hand, one fuzzer at a
 * time:
 *
 * <pre>
 * mvn -Pfuzz test -Dfuzz=FrameFuzz -Dfuzz.seconds=1800
 * mvn -Pfuzz test -Dfuzz=ServerFuzz -Dfuzz.seconds=1800
 * </pre>
 *
 * <p>The first finding fails the run, and lies as {@code crash-…} or {@code timeout-…} among the
 * inputs then, where the next build replays it: give it a name. What merely reaches new code is
 * kept below {@code target/fuzz}, and the next run starts from it.
 *
 * <p>Start at {@link io.grenache.vertx.fuzz.FrameFuzz} and {@link
 * io.grenache.vertx.fuzz.ServerFuzz}.
 */
package io.grenache.vertx.fuzz;
