package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.DeadlineWheel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One request on its way, from its arrival to its outcome, which is given exactly once. It has one
 * deadline, and usually one attempt; a hedged one may have two at a time. Confined to its
 * verticle's event loop.
 */
final class Exchange extends DeadlineWheel.Entry {
  /** Who wants to know how it ended. */
  interface Outcome {
    void succeeded(Reply reply);

    void failed(Failure failure, String detail);
  }

  final Request request;
  final long deadlineNanos;

  /** The only destination that will do; null if any will. */
  final Destination target;

  /** How often it may be written, and how often all destinations may be gone through. */
  final int maxAttempts;

  private final Outcome outcome;
  private final Consumer<Exchange> whenDone;
  // those under way, nearly always one: a chain
  private Attempt newest;
  // most exchanges have one destination and no set of others
  private Destination triedFirst;
  private Set<Destination> triedThen;
  private int written;
  private int rounds = 1;
  private Failure lastFailure = Failure.ERR_CONNECT;
  private String lastDetail = "";
  // set only where it hedges
  private Runnable cancelHedge = () -> {};
  private boolean done;

  /** Where it stands among the client's. */
  int place;

  /**
   * @param whenDone gets it once, before the outcome is given
   */
  Exchange(
      Request request,
      Destination target,
      int maxAttempts,
      long deadlineNanos,
      Outcome outcome,
      Consumer<Exchange> whenDone) {
    this.request = request;
    this.target = target;
    this.maxAttempts = maxAttempts;
    this.deadlineNanos = deadlineNanos;
    this.outcome = outcome;
    this.whenDone = whenDone;
  }

  /** Runs once when it ends: a hedge may be due long after that. */
  void onHedgeNeedless(Runnable handler) {
    cancelHedge = handler;
  }

  boolean isDone() {
    return done;
  }

  boolean hasTried(Destination destination) {
    return destination.equals(triedFirst) || triedThen != null && triedThen.contains(destination);
  }

  boolean hasTriedAny() {
    return triedFirst != null;
  }

  Attempt begin(DestinationPool pool) {
    if (triedFirst == null) {
      triedFirst = pool.destination();
    } else {
      triedThen = triedThen == null ? new HashSet<>() : triedThen;
      triedThen.add(pool.destination());
    }
    Attempt attempt = new Attempt(this, pool);
    attempt.older = newest;
    newest = attempt;
    return attempt;
  }

  /** The attempt has ended without an answer; says whether another one is still under way. */
  boolean ended(Attempt attempt, Failure failure, String detail) {
    remove(attempt);
    // what a server said tells more than that another one could not be reached
    if (failure != Failure.ERR_CONNECT || lastDetail.isEmpty()) {
      lastFailure = failure;
      lastDetail = detail;
    }
    return newest != null;
  }

  private void remove(Attempt attempt) {
    if (newest == attempt) {
      newest = attempt.older;
      return;
    }
    for (Attempt at = newest; at != null; at = at.older) {
      if (at.older == attempt) {
        at.older = attempt.older;
      }
    }
  }

  boolean hasAttempts() {
    return newest != null;
  }

  /** The attempt is being written: if it is lost from here on, a handler may have seen it. */
  void countWritten() {
    written++;
  }

  /** What was written was seen by no handler. */
  void countNotRun() {
    written--;
  }

  /** Whether it may be written once more. */
  boolean mayBeWritten() {
    return written < maxAttempts;
  }

  /** Begins to go through all destinations anew; false if that was done often enough. */
  boolean nextRound() {
    if (rounds >= maxAttempts || target != null) {
      return false;
    }
    rounds++;
    triedFirst = null;
    triedThen = null;
    return true;
  }

  int rounds() {
    return rounds;
  }

  void succeed(Reply reply) {
    if (finish()) {
      outcome.succeeded(reply);
    }
  }

  void fail(Failure failure, String detail) {
    if (finish()) {
      outcome.failed(failure, detail);
    }
  }

  /** Fails with what its last attempt ended in. */
  void failAsLast() {
    fail(lastFailure, lastDetail);
  }

  @Override
  protected void expired() {
    for (Attempt at = newest; at != null; at = at.older) {
      at.timedOut();
    }
    fail(Failure.ERR_TIMEOUT, "no answer from " + request.service() + " in time");
  }

  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    for (Attempt at = newest; at != null; at = at.older) {
      at.abandon();
    }
    newest = null;
    cancelHedge.run();
    whenDone.accept(this);
    return true;
  }
}
