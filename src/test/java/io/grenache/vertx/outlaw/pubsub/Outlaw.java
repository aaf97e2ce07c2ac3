package io.grenache.vertx.outlaw.pubsub;

/** Imports another feature as the type of a parameter. */
public interface Outlaw {
  void take(io.grenache.vertx.outlaw.link.Outlaw link);
}
