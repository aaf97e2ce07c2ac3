/**
 * The benchmark: this toolkit beside the reference and beside what a Java application would use in
 * its place, on one machine. Start reading at {@link io.grenache.vertx.bench.Bench}, the process
 * that coordinates: it starts each contender's client and server as processes of their own ({@link
 * io.grenache.vertx.bench.ClientMain}, {@link io.grenache.vertx.bench.ServerMain}, scripts of
 * Node.js), has them work in alternating rounds ({@link io.grenache.vertx.bench.Rounds}), and
 * writes what came of it ({@link io.grenache.vertx.bench.Report}).
 */
package io.grenache.vertx.bench;
