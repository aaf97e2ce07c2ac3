package io.grenache.vertx.outlaw.client;

import io.grenache.vertx.outlaw.RootOutlaw;

/** Imports another feature, and the root. */
public final class Outlaw {
  io.grenache.vertx.outlaw.pubsub.Outlaw publisher;
  RootOutlaw root;
}
