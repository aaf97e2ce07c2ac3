package io.grenache.vertx.outlaw.link;

import io.vertx.core.internal.ContextInternal;

/** Imports another feature, and what is internal to Vert.x. */
public final class Outlaw {
  io.grenache.vertx.outlaw.grape.deeper.Outlaw grape;
  ContextInternal context;
}
