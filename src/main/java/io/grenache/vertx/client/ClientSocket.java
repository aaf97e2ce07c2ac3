package io.grenache.vertx.client;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.Dialer;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.FrameDecoder;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A socket to a destination, and the calls that wait on it. Confined to its verticle's event loop.
 */
final class ClientSocket {
  /** What becomes of the calls that were written here. */
  interface Listener {
    /** The reply has come; the call no longer waits. */
    void replied(Attempt attempt, ReplyFrame reply);

    /**
     * The socket has closed; these calls waited on it.
     *
     * @param ran whether a handler may have seen them
     */
    void closed(ClientSocket socket, List<Attempt> lost, boolean ran);

    /** There is room for calls again. */
    void hasRoom();
  }

  private final WireSocket socket;
  private final boolean ours;
  private final String fingerprint256;
  private final Rids rids;
  private final FrameDecoder decoder;
  private final LongAdder sockets;
  private final Listener listener;
  private final PendingCalls pending = new PendingCalls();
  private long lastCallNanos;
  private long lastLifeNanos;
  private long pingNanos;
  // of a ping that was not answered yet
  private Promise<Void> pong;
  private boolean closing;
  private boolean ended;

  /**
   * @param decoder reads replies
   * @param sockets counts those that are open
   */
  ClientSocket(
      WireSocket socket,
      Dialer.Reached reached,
      FrameDecoder decoder,
      Rids rids,
      LongAdder sockets,
      Listener listener) {
    this.socket = socket;
    this.ours = reached.kin();
    this.fingerprint256 = reached.fingerprint256();
    this.rids = rids;
    this.decoder = decoder;
    this.listener = listener;
    this.lastCallNanos = System.nanoTime();
    this.lastLifeNanos = lastCallNanos;
    this.sockets = sockets;
    sockets.increment();
    socket
        .onMessage(this::receive)
        .onPong(this::lives)
        .onWritable(listener::hasRoom)
        .onClosed(this::closed);
  }

  /** Whether the certificate of the other side is one of these; null stands for any. */
  boolean hasOneOf(List<String> pins) {
    return pins == null || pins.contains(fingerprint256);
  }

  /** How many calls wait for their reply. */
  int pending() {
    return pending.size();
  }

  /** Whether it takes another call. */
  boolean hasRoom(int maxPending) {
    return !closing
        && !ended
        && !socket.isClosed()
        && pending.size() < maxPending
        && !socket.isCongested();
  }

  /**
   * Writes the call.
   *
   * @return false if it is larger than allowed: then nothing was written
   */
  boolean call(Attempt attempt, int maxMessageBytes) {
    long now = System.nanoTime();
    long id = pending.nextId(rids);
    Exchange exchange = attempt.exchange;
    Request request = exchange.request;
    // rounded up: a call with any time left has at least a millisecond
    long ttlMs = Math.max(1, (exchange.deadlineNanos - now + 999_999) / 1_000_000);
    byte[] frame =
        new RequestFrame(
                rids.toJson(id),
                request.service(),
                request.payload(),
                ttlMs,
                request.idempotencyKey(),
                request.headers())
            .encode(ours);
    if (frame.length > maxMessageBytes) {
      return false;
    }
    lastCallNanos = now;
    attempt.written(this, id, now);
    pending.add(attempt);
    socket.send(frame);
    return true;
  }

  /** The exchange has ended otherwise; a late reply is dropped. */
  void forget(long id) {
    pending.remove(id);
    listener.hasRoom();
  }

  /** Whether it is of no use any more. */
  boolean hasEnded() {
    return ended || socket.isClosed();
  }

  /** Whether no call has waited here since that instant. */
  boolean idleSince(long nanos) {
    return pending.isEmpty() && lastCallNanos - nanos <= 0;
  }

  /** Asks for a sign of life if there was none for a while, and ends the socket if none comes. */
  void tend(long nowNanos, long pingAfterNanos, long pongWithinNanos) {
    boolean pinged = pong != null;
    if (pinged && nowNanos - pingNanos >= pongWithinNanos) {
      socket.abort();
    } else if (!pinged && nowNanos - lastLifeNanos >= pingAfterNanos) {
      ping(nowNanos);
    }
  }

  /** Asks for a sign of life; fails if the socket closes before one comes. */
  Future<Void> ping(long nowNanos) {
    if (pong == null) {
      pong = Promise.promise();
      pingNanos = nowNanos;
      socket.ping();
    }
    return pong.future();
  }

  /** Says goodbye; calls that wait are lost. */
  Future<Void> close() {
    closing = true;
    return socket.close(1000, "");
  }

  /** Whether the end, if it has come, was this side's own wish. */
  boolean isClosing() {
    return closing;
  }

  void abort() {
    closing = true;
    socket.abort();
  }

  private void lives() {
    lastLifeNanos = socket.lastReadNanos();
    if (pong != null) {
      Promise<Void> answered = pong;
      pong = null;
      answered.complete();
    }
  }

  private void receive(byte[] message) {
    lives();
    ReplyFrame reply;
    try {
      reply = decoder.reply(message);
    } catch (FrameFault fault) {
      garbage(fault);
      return;
    }
    Attempt attempt = pending.remove(rids.parse(reply.rid()));
    // an unknown rid is a reply after its deadline, or one nobody asked for
    if (attempt != null) {
      lastCallNanos = lastLifeNanos;
      attempt.released();
      attempt.answered(lastLifeNanos);
      listener.replied(attempt, reply);
      listener.hasRoom();
    }
  }

  /** Harms the call that it answers; if none can be told, the socket. */
  private void garbage(FrameFault fault) {
    Attempt attempt = fault.rid() == null ? null : pending.remove(rids.parse(fault.rid()));
    if (attempt == null) {
      socket.close(fault.kind().closeCode(), fault.getMessage());
      // nothing that comes now is read: who waits need not wait for the other side's goodbye
      closed();
    } else {
      attempt.released();
      listener.replied(
          attempt,
          ReplyFrame.error(
              fault.rid(), Failure.ERR_BAD_RESULT.name(), Failure.ERR_BAD_RESULT.code(), true));
      listener.hasRoom();
    }
  }

  private void closed() {
    if (ended) {
      return;
    }
    ended = true;
    sockets.decrement();
    List<Attempt> lost = pending.removeAll();
    lost.forEach(Attempt::released);
    if (pong != null) {
      pong.fail("the socket closed");
    }
    // a server that leaves in order may have been on its way while calls were on theirs
    listener.closed(this, lost, !(ours && socket.isAllAnswered()));
  }
}
