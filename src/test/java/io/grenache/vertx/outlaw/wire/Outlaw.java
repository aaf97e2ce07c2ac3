package io.grenache.vertx.outlaw.wire;

import io.vertx.core.Deployable;
import io.vertx.core.eventbus.Message;

/** Pure, were it not for the bus and a verticle. */
public abstract class Outlaw implements Deployable {
  Message<?> message;
}
