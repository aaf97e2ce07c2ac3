package io.grenache.vertx.outlaw.transport;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.ContextInternal;

/** May go inside Vert.x, but knows the bus and is a verticle. */
public final class Outlaw extends AbstractVerticle {
  ContextInternal context;
  DeliveryOptions delivery;
}
