package io.grenache.vertx.fault;

import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests at a steady rate whatever becomes of them, and accounts for each. The payload of a
 * request is its number. Even ones may be written once; odd ones three times, with an idempotency
 * key.
 */
final class Load {
  /** How long after its deadline a request may end on a busy machine. */
  static final Duration TOLERANCE = Duration.ofMillis(500);

  private static final int TICK_MS = 5;

  private final Vertx vertx;
  private final String service;
  private final int rate;
  private final Duration timeout;
  private final JsonObject fields = new JsonObject();
  private final AnswersCounted answers;
  private final AtomicInteger sent = new AtomicInteger();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final Map<Integer, AtomicInteger> successes = new ConcurrentHashMap<>();
  private volatile boolean stopped;
  private long startNanos;

  /**
   * @param rate requests a second
   * @param timeout of each request
   */
  Load(Vertx vertx, String service, int rate, Duration timeout) {
    this.vertx = vertx;
    this.service = service;
    this.rate = rate;
    this.timeout = timeout;
    answers = new AnswersCounted(vertx);
    Codecs.register(vertx);
  }

  /** Puts a field of the JSON form into every request. */
  Load with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  static int attempts(int id) {
    return id % 2 == 0 ? 1 : 3;
  }

  Load start() {
    startNanos = System.nanoTime();
    vertx.runOnContext(nothing -> vertx.setPeriodic(1, TICK_MS, this::tick));
    return this;
  }

  int sent() {
    return sent.get();
  }

  /** Successes answered by that port so far. */
  int successesAt(int port) {
    AtomicInteger count = successes.get(port);
    return count == null ? 0 : count.get();
  }

  /** Goes on until so many more requests have been sent. */
  Load send(int more) {
    int goal = sent.get() + more;
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofMillis(more * 1000L / rate + 10_000))
        .until(() -> sent.get() >= goal);
    return this;
  }

  /** Sends no more. */
  void abandon() {
    stopped = true;
    answers.close();
  }

  /** Sends no more; waits until the last has ended, or the bus has given it up. */
  Accounts stop() {
    stopped = true;
    Duration last = timeout.plusSeconds(5);
    try {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .atMost(last)
          .until(() -> ended.get() >= sent.get());
    } finally {
      answers.close();
    }
    return new Accounts(sent.get(), List.copyOf(outcomes), timeout, answers.doubled());
  }

  private void tick(long timer) {
    if (stopped) {
      vertx.cancelTimer(timer);
      return;
    }
    long due = (System.nanoTime() - startNanos) * rate / 1_000_000_000L;
    while (sent.get() < due) {
      send();
    }
  }

  private void send() {
    int id = sent.getAndIncrement();
    JsonObject json =
        new JsonObject()
            .put("service", service)
            .put("payload", id)
            .put("timeoutMs", timeout.toMillis())
            .put("attempts", attempts(id))
            .mergeIn(fields);
    if (attempts(id) > 1) {
      json.put("idempotencyKey", "key-" + id);
    }
    Request request = Request.fromJson(json);
    long now = System.nanoTime();
    vertx
        .eventBus()
        .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
        .onComplete((reply, failed) -> ended(id, now, reply, failed));
  }

  private void ended(int id, long since, Message<Reply> reply, Throwable failed) {
    long now = System.nanoTime();
    boolean unanswered =
        failed instanceof ReplyException e && e.failureType() != ReplyFailure.RECIPIENT_FAILURE;
    Reply answer = reply == null ? null : reply.body();
    boolean wrong = answer != null && !Integer.toString(id).equals(answer.result().text());
    int port = answer == null ? 0 : answer.destination().port();
    if (answer != null) {
      successes.computeIfAbsent(port, absent -> new AtomicInteger()).incrementAndGet();
    }
    outcomes.add(
        new Outcome(
            id,
            attempts(id),
            since,
            now,
            failed == null ? null : Failure.of(failed),
            unanswered,
            wrong,
            port,
            failed == null ? null : failed.getMessage()));
    ended.incrementAndGet();
  }
}
