package io.grenache.vertx.outlaw.grape.deeper;

/** Imports another feature from a package below its own. */
public class Outlaw {
  io.grenache.vertx.outlaw.metrics.Outlaw metrics;
}
