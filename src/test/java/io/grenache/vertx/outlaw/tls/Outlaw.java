package io.grenache.vertx.outlaw.tls;

/** A leaf that imports a feature, and one of a cycle of leaves. */
public final class Outlaw {
  io.grenache.vertx.outlaw.server.Outlaw server;
  io.grenache.vertx.outlaw.telemetry.Outlaw telemetry;
}
