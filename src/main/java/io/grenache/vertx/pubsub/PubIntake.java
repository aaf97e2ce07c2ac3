package io.grenache.vertx.pubsub;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.EncodedMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes what is published to a channel from the event bus, encodes it once and hands it to all
 * outlets. Confined to the event loop of the instance that owns the channel.
 */
final class PubIntake {
  private final Outlet mine;
  private final Publication publication;
  private final PubOptions options;
  private final PubTotals totals;
  private final SlowReports reports;
  private final MessageConsumer<Object> consumer;

  PubIntake(
      Vertx vertx,
      Outlet mine,
      Publication publication,
      PubOptions options,
      PubTotals totals,
      SlowReports reports) {
    this.mine = mine;
    this.publication = publication;
    this.options = options;
    this.totals = totals;
    this.reports = reports;
    consumer = vertx.eventBus().localConsumer(publication.address());
    consumer.handler(this::take);
  }

  /** Completes when messages reach it. */
  Future<Void> completion() {
    return consumer.completion();
  }

  /** Takes nothing more. */
  Future<Void> end() {
    return consumer.unregister().onComplete(done -> publication.end());
  }

  private void take(Message<Object> message) {
    EncodedMessage encoded;
    try {
      encoded = encode(message.body());
    } catch (RuntimeException e) {
      totals.refused().increment();
      Failure.answer(message, e);
      return;
    }
    try {
      if (encoded.size() > options.maxQueueBytes()) {
        totals.refused().increment();
        Failure.answer(message, tooLarge(encoded.size()));
      } else {
        totals.published().increment();
        publish(encoded, message);
      }
    } finally {
      encoded.release();
    }
  }

  private static EncodedMessage encode(Object body) {
    if (body instanceof String text) {
      return EncodedMessage.text(text);
    }
    if (body instanceof Buffer bytes) {
      return EncodedMessage.binary(bytes);
    }
    return EncodedMessage.text(Payload.of(body).bytes());
  }

  private Exception tooLarge(int size) {
    return Failure.ERR_PAYLOAD_TOO_LARGE.with(
        "a message of " + size + " bytes is above maxQueueBytes " + options.maxQueueBytes());
  }

  private void publish(EncodedMessage encoded, Message<Object> message) {
    int here = mine.publish(encoded);
    Answer answer = message.replyAddress() == null ? null : new Answer(message, here);
    for (Outlet outlet : publication.outlets()) {
      int size = outlet == mine ? 0 : outlet.size();
      if (size == 0) {
        continue;
      }
      if (answer != null) {
        answer.expect();
      }
      if (!outlet.hand(encoded, taken -> answer(answer, taken))) {
        totals.dropped().add(size);
        String how = "for each of " + size + " subscribers dropped: their event loop is behind";
        reports.dropped(outlet, mine.channel(), null, how, 1);
        answer(answer, 0);
      }
    }
    answer(answer, 0);
  }

  private static void answer(Answer answer, int taken) {
    if (answer != null) {
      answer.add(taken);
    }
  }

  /** Adds up for how many subscribers a message was queued, and answers when all outlets told. */
  private static final class Answer {
    private final Message<Object> message;
    private final AtomicInteger taken;
    // the owner itself tells last of its own
    private final AtomicInteger expected = new AtomicInteger(1);

    Answer(Message<Object> message, int taken) {
      this.message = message;
      this.taken = new AtomicInteger(taken);
    }

    void expect() {
      expected.incrementAndGet();
    }

    void add(int more) {
      taken.addAndGet(more);
      if (expected.decrementAndGet() == 0) {
        message.reply(taken.get());
      }
    }
  }
}
