package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.DeadlineWheel;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * One request on its way, from the message that brought it to the answer of that message, which is
 * given exactly once. Confined to its verticle's event loop.
 */
final class Exchange extends DeadlineWheel.Entry {
  final Request request;
  final long deadlineNanos;
  private final Message<?> message;
  private final Runnable whenDone;
  // made when a first destination fails: most exchanges have one destination
  private Set<Destination> tried;
  private ClientSocket socket;
  private long id;
  private boolean done;

  /**
   * @param whenDone runs once, before the message is answered
   */
  Exchange(Message<?> message, Request request, long deadlineNanos, Runnable whenDone) {
    this.message = message;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.whenDone = whenDone;
  }

  boolean isDone() {
    return done;
  }

  boolean hasTried(Destination destination) {
    return tried != null && tried.contains(destination);
  }

  boolean hasTriedAny() {
    return tried != null;
  }

  void markTried(Destination destination) {
    if (tried == null) {
      tried = new HashSet<>();
    }
    tried.add(destination);
  }

  /** From now on the exchange waits among the pending calls of a socket; null ends that. */
  void pendingOn(ClientSocket newSocket, long newId) {
    socket = newSocket;
    id = newId;
  }

  void succeed(Reply reply) {
    if (finish()) {
      message.reply(message.body() instanceof JsonObject ? reply.toJson() : reply);
    }
  }

  void fail(Failure failure, String detail) {
    if (finish()) {
      message.fail(failure.code(), detail);
    }
  }

  @Override
  protected void expired() {
    fail(Failure.ERR_TIMEOUT, "no answer from " + request.service() + " in time");
  }

  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    if (socket != null) {
      socket.forget(id);
      socket = null;
    }
    whenDone.run();
    return true;
  }
}
