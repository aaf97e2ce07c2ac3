package io.grenache.vertx.outlaw.json;

import io.grenache.vertx.outlaw.RootOutlaw;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;

/** Pure, were it not for the bus, a verticle and the root. */
public final class Outlaw {
  EventBus bus;
  VerticleBase verticle;
  RootOutlaw root;
}
