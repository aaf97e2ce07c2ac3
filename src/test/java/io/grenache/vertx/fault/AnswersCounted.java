package io.grenache.vertx.fault;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.BitSet;

/**
 * Counts the messages to each reply address of a bus, which gives each sender one: a second answer
 * to the same message would go unnoticed otherwise, as the bus drops it.
 */
final class AnswersCounted implements AutoCloseable {
  private static final String REPLY = "__vertx.reply.";

  private final Vertx vertx;
  private final Handler<DeliveryContext<Object>> interceptor = this::sees;
  private final BitSet answered = new BitSet();
  private int doubled;

  AnswersCounted(Vertx vertx) {
    this.vertx = vertx;
    vertx.eventBus().addOutboundInterceptor(interceptor);
  }

  private void sees(DeliveryContext<Object> delivery) {
    String address = delivery.message().address();
    if (address.startsWith(REPLY)) {
      count(Integer.parseInt(address.substring(REPLY.length())));
    }
    delivery.next();
  }

  private synchronized void count(int address) {
    if (answered.get(address)) {
      doubled++;
    }
    answered.set(address);
  }

  synchronized int doubled() {
    return doubled;
  }

  @Override
  public void close() {
    vertx.eventBus().removeOutboundInterceptor(interceptor);
  }
}
