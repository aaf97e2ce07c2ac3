package io.grenache.vertx.outlaw.telemetry;

import io.vertx.core.internal.VertxInternal;

/** The other of the cycle, and what is internal to Vert.x. */
public final class Outlaw {
  io.grenache.vertx.outlaw.tls.Outlaw tls;
  VertxInternal vertx;
}
