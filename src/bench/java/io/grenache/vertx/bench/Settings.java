package io.grenache.vertx.bench;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How long and how often.
 *
 * @param rounds of each item; in each every contender has its turn
 * @param millis what is counted of a turn
 * @param settleMillis what goes before that in each turn, and is not counted
 * @param warmUpMillis what goes before an item's first round, for each contender, and is not
 *     counted
 * @param firstWarmUpMillis what goes before all items, for each contender, and is not counted:
 *     compilers of JVMs have most to do then
 * @param loops event loops of each process with Vert.x; 0 for Vert.x's own choice
 * @param only the items that run
 */
record Settings(
    boolean quick,
    int rounds,
    long millis,
    long settleMillis,
    long warmUpMillis,
    long firstWarmUpMillis,
    int loops,
    Pattern only,
    Path project) {

  static Settings fromProperties() {
    boolean quick = flag("bench.quick");
    String only = System.getProperty("bench.only", "");
    return new Settings(
        quick,
        number("bench.rounds", quick ? 3 : 7),
        number("bench.millis", quick ? 200 : 2000),
        quick ? 50 : 300,
        quick ? 300 : 2000,
        quick ? 1500 : 10_000,
        number("bench.loops", 1),
        Pattern.compile(only.isEmpty() ? ".*" : only),
        Path.of(System.getProperty("basedir", "")).toAbsolutePath());
  }

  /** Whether a property was given, with any value or none but {@code false}. */
  static boolean flag(String property) {
    String value = System.getProperty(property, "");
    return !value.isEmpty() && !value.equals("false");
  }

  private static int number(String property, int otherwise) {
    String value = System.getProperty(property, "");
    return value.isEmpty() ? otherwise : Integer.parseInt(value);
  }

  boolean runs(String item) {
    return only.matcher(item).find();
  }

  Path target() {
    return project.resolve("target/bench");
  }
}
