package io.grenache.vertx.outlaw.message;

/** A leaf that imports a feature. */
public final class Outlaw {
  io.grenache.vertx.outlaw.link.Outlaw link;
}
