package io.grenache.vertx.client;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.function.BiConsumer;

/**
 * A socket to a destination, and the calls that wait on it. Confined to its verticle's event loop.
 */
final class ClientSocket {
  private final WireSocket socket;
  private final boolean ours;
  private final Rids rids;
  private final BiConsumer<Exchange, ReplyFrame> whenReplied;
  private final LongObjectMap<Exchange> pending = new LongObjectHashMap<>();
  private long lastUseNanos;

  /**
   * @param ours whether the peer is one of this toolkit, which understands the fourth element of a
   *     frame
   * @param whenReplied gets each exchange whose reply has come; it no longer waits here then
   * @param whenClosed runs once, before the exchanges that wait are failed
   */
  ClientSocket(
      WireSocket socket,
      boolean ours,
      Rids rids,
      BiConsumer<Exchange, ReplyFrame> whenReplied,
      Runnable whenClosed) {
    this.socket = socket;
    this.ours = ours;
    this.rids = rids;
    this.whenReplied = whenReplied;
    this.lastUseNanos = System.nanoTime();
    socket
        .onMessage(this::receive)
        .onClosed(
            () -> {
              whenClosed.run();
              failPending();
            });
  }

  /** How many calls wait for their reply. */
  int pending() {
    return pending.size();
  }

  boolean isUsable() {
    return !socket.isClosed();
  }

  boolean isCongested() {
    return socket.isCongested();
  }

  /** Writes the call, unless it is larger than allowed: then nothing is written. */
  void call(Exchange exchange, int maxMessageBytes) {
    long now = System.nanoTime();
    long id = rids.next();
    var request = exchange.request;
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
      exchange.fail(
          Failure.ERR_PAYLOAD_TOO_LARGE,
          "the request has " + frame.length + " bytes, maxMessageBytes is " + maxMessageBytes);
      return;
    }
    lastUseNanos = now;
    pending.put(id, exchange);
    exchange.pendingOn(this, id);
    socket.send(frame);
  }

  /** The exchange has ended otherwise; a late reply is dropped. */
  void forget(long id) {
    pending.remove(id);
  }

  /** Whether no call has waited here since that instant. */
  boolean idleSince(long nanos) {
    return pending.isEmpty() && lastUseNanos - nanos <= 0;
  }

  Future<Void> close() {
    return socket.close(1000, "");
  }

  private void receive(byte[] message) {
    ReplyFrame reply;
    try {
      reply = ReplyFrame.decode(message);
    } catch (FrameFault fault) {
      // what a server that sends garbage meant to answer cannot be known
      socket.close(fault.kind().closeCode(), fault.getMessage());
      return;
    }
    Payload rid = reply.rid();
    Exchange exchange = pending.remove(rids.parse(rid));
    // an unknown rid is a reply after its deadline, or one nobody asked for
    if (exchange != null) {
      lastUseNanos = System.nanoTime();
      exchange.pendingOn(null, 0);
      whenReplied.accept(exchange, reply);
    }
  }

  private void failPending() {
    var waiting = new ArrayList<>(pending.values());
    pending.clear();
    for (Exchange exchange : waiting) {
      exchange.pendingOn(null, 0);
      exchange.fail(
          Failure.ERR_TRANSPORT_CLOSE,
          "the socket to " + exchange.request.service() + " closed before the answer came");
    }
  }
}
