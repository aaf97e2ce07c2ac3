package io.grenache.vertx.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps calls of one service in flight over one socket, as a peer of this toolkit: whenever one is
 * answered, the next one goes out. Sees to it that each is answered exactly once.
 */
public final class SteadyCaller {
  private static final long DONE_SECONDS = 15;
  private static final String NOT_RUN = ", not run";

  private final RawPeer peer;
  private final String service;
  private final Set<Integer> unanswered = new HashSet<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int sent;
  private int answered;
  private boolean stopped;
  private boolean refused;

  public SteadyCaller(Vertx vertx, int port, String service) {
    this.peer = new RawPeer(vertx, port, "/ws", true);
    this.service = service;
  }

  /** Calls so many times, so many at a time, and gives how often each outcome came. */
  public static Map<String, Integer> call(
      Vertx vertx, int port, String service, int calls, int inFlight) {
    SteadyCaller caller = new SteadyCaller(vertx, port, service);
    for (int i = 0; i < Math.min(calls, inFlight); i++) {
      caller.send();
    }
    while (!caller.unanswered.isEmpty()) {
      caller.take();
      if (caller.sent < calls) {
        caller.send();
      }
    }
    caller.peer.close();
    return caller.outcomes;
  }

  /** From now on calls are in flight. */
  public SteadyCaller start(int inFlight) {
    Thread thread = new Thread(() -> run(inFlight), "steady caller");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void run(int inFlight) {
    try {
      for (int i = 0; i < inFlight; i++) {
        send();
      }
      while (take()) {
        if (refused) {
          // as callers do, or they would do nothing but fail
          Thread.sleep(1);
        }
        send();
      }
      while (!unanswered.isEmpty()) {
        take();
      }
      // whatever came twice comes before this, or at the next receive
      peer.text("[\"last\",\"" + service + " that nobody knows\",0]");
      assertThat(peer.receive()).startsWith("[\"last\",\"ERR_UNKNOWN_SERVICE\"");
      assertThat(peer.hasReceived()).isFalse();
      done.complete(null);
    } catch (Throwable e) {
      done.completeExceptionally(e);
    } finally {
      peer.close();
    }
  }

  private synchronized void send() {
    sent++;
    unanswered.add(sent);
    peer.text("[" + sent + ",\"" + service + "\"," + sent + "]");
  }

  /** Says whether to go on. */
  private boolean take() {
    JsonArray reply = new JsonArray(peer.receive());
    synchronized (this) {
      assertThat(unanswered.remove(reply.getInteger(0))).as("answered once: " + reply).isTrue();
      answered++;
      String outcome = outcome(reply);
      refused = outcome.endsWith(NOT_RUN);
      outcomes.merge(outcome, 1, Integer::sum);
      notifyAll();
      return !stopped;
    }
  }

  /** The result; or the error and, if the server says that no handler ran, that. */
  private static String outcome(JsonArray reply) {
    if (reply.getValue(1) == null) {
      return String.valueOf(reply.getValue(2));
    }
    boolean ran = reply.size() < 4 || reply.getJsonObject(3).getBoolean("ran", true);
    return reply.getString(1) + (ran ? "" : NOT_RUN);
  }

  /** Until so many more calls were answered. */
  public void awaitAnswers(int more) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DONE_SECONDS);
    synchronized (this) {
      int until = answered + more;
      while (answered < until) {
        if (done.isDone()) {
          done.join();
        }
        if (System.nanoTime() > end) {
          throw new AssertionError(answered + " of " + until + " calls were answered");
        }
        wait(100);
      }
    }
  }

  /** Calls no more, waits for the last answers, and gives how often each outcome came. */
  public Map<String, Integer> stop() throws InterruptedException {
    synchronized (this) {
      stopped = true;
    }
    try {
      done.get(DONE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("calls " + unanswered + ", outcomes " + outcomes, e);
    }
    return outcomes;
  }
}
