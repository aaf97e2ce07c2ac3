package io.grenache.vertx.pubsub;

import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Subscribe;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * Publishes on the event bus what comes in of one channel. Confined to its verticle's event loop.
 */
final class Delivery {
  private static final long TELL_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final SubParts parts;
  private final Subscribe wanted;
  private final String address;
  private long notJson;
  private long notJsonToldNanos = System.nanoTime() - TELL_EVERY_NANOS;
  private Destination notJsonFrom;

  Delivery(SubParts parts, Subscribe wanted) {
    this.parts = parts;
    this.wanted = wanted;
    address = parts.addresses().sub(wanted.channel());
  }

  /** Publishes a message; false if it is to be a text, and is not UTF-8. */
  boolean deliver(Destination from, byte[] message, boolean binary) {
    parts.messages().increment();
    if (binary) {
      publish(Buffer.buffer(message));
    } else if (wanted.parseJson()) {
      deliverJson(from, message);
    } else {
      String text = Incoming.text(message);
      if (text == null) {
        return false;
      }
      publish(text);
    }
    return true;
  }

  private void deliverJson(Destination from, byte[] message) {
    Object value;
    try {
      value = Incoming.json(message);
    } catch (JsonFault e) {
      parts.notJson().increment();
      notJson++;
      notJsonFrom = from;
      tellNotJson();
      return;
    }
    publish(value);
  }

  private void publish(Object body) {
    parts.vertx().eventBus().publish(address, body, SubParts.LOCAL);
  }

  /** Tells of texts that were no JSON, but not of each. */
  void tellNotJson() {
    long now = System.nanoTime();
    if (notJson > 0 && now - notJsonToldNanos >= TELL_EVERY_NANOS) {
      String what = notJson == 1 ? "1 text is no JSON" : notJson + " texts are no JSON";
      parts.publish(Event.of(Event.NOT_JSON, wanted.channel(), notJsonFrom.toString(), what));
      notJson = 0;
      notJsonToldNanos = now;
    }
  }
}
