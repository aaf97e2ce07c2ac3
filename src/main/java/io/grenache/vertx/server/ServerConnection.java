package io.grenache.vertx.server;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.transport.Arrival;
import io.grenache.vertx.transport.SocketLimits;
import io.grenache.vertx.transport.WireSocket;
import io.grenache.vertx.wire.FrameDecoder;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** One caller's socket. Confined to its verticle's event loop. */
final class ServerConnection {
  /** The names of what a connection counts. */
  static final List<String> TOTALS = List.of("server.inFlight", "server.pauses");

  private static final int TOO_LARGE = 1009;

  private final WireSocket socket;
  private final boolean ours;
  private final Caller caller;
  private final ServerOptions options;
  private final FrameDecoder decoder;
  private final CallDispatcher dispatcher;
  private final SocketLimits limits;
  private final LongAdder total;
  private final LongAdder pauses;
  private final int resumeAt;
  private final long resumeAtBytes;
  private Runnable whenIdle = () -> {};
  private Runnable whenClosed = () -> {};
  private int inFlight;
  private long inFlightBytes;
  private boolean paused;

  /**
   * @param decoder reads requests
   * @param limits what the sockets of the server share
   */
  ServerConnection(
      Arrival arrival,
      ServerOptions options,
      FrameDecoder decoder,
      CallDispatcher dispatcher,
      SocketLimits limits,
      Tally tally) {
    ListenOptions listen = options.listen();
    this.ours = arrival.kin();
    this.caller = arrival.caller();
    this.options = options;
    this.decoder = decoder;
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.total = tally.total(TOTALS.get(0));
    this.pauses = tally.total(TOTALS.get(1));
    this.resumeAt = options.maxInFlight() * 4 / 5;
    this.resumeAtBytes = options.maxInFlightBytes() * 4L / 5;
    this.socket =
        new WireSocket(arrival.socket(), listen.maxFrameBytes(), listen.maxMessageBytes())
            .maxWriteQueueBytes(listen.maxWriteQueueBytes())
            .limits(limits)
            .onWritable(this::resumeIfRoom)
            .onMessage(this::receive)
            .onClosed(() -> whenClosed.run());
  }

  void onClosed(Runnable handler) {
    whenClosed = handler;
  }

  /** Runs each time when no call is in flight any more. */
  void onIdle(Runnable handler) {
    whenIdle = handler;
  }

  boolean isIdle() {
    return inFlight == 0 && !socket.hasUnwritten();
  }

  /**
   * Closes with 1001; a caller of this toolkit learns whether what was not answered did not run.
   */
  Future<Void> goAway() {
    return socket.goAway(inFlight == 0);
  }

  private void receive(byte[] message) {
    RequestFrame request;
    try {
      request = decoder.request(message);
    } catch (FrameFault fault) {
      refuse(fault);
      return;
    }
    int bytes = message.length;
    inFlight++;
    inFlightBytes += bytes;
    total.increment();
    pauseIfFull();
    dispatcher.dispatch(request, caller, reply -> reply(reply, bytes));
  }

  private void refuse(FrameFault fault) {
    if (fault.kind() == FrameFault.Kind.TOO_LARGE) {
      limits.tooLarge();
    } else {
      limits.malformed();
    }
    if (fault.rid() == null) {
      socket.close(fault.kind().closeCode(), fault.getMessage());
    } else {
      Failure failure = Failure.ERR_BAD_REQUEST;
      send(ReplyFrame.error(fault.rid(), failure.name(), failure.code(), false));
    }
  }

  private void reply(ReplyFrame reply, int requestBytes) {
    inFlight--;
    inFlightBytes -= requestBytes;
    total.decrement();
    send(reply);
    resumeIfRoom();
    if (inFlight == 0) {
      whenIdle.run();
    }
  }

  private void send(ReplyFrame reply) {
    byte[] bytes = reply.encode(ours);
    if (bytes.length > options.listen().maxMessageBytes()) {
      bytes = tooLarge(reply).encode(ours);
      if (bytes.length > options.listen().maxMessageBytes()) {
        // for its rid alone
        socket.close(TOO_LARGE, "the rid is too long to be answered");
        return;
      }
    }
    socket.send(bytes);
    pauseIfFull();
  }

  private static ReplyFrame tooLarge(ReplyFrame reply) {
    Failure failure = Failure.ERR_PAYLOAD_TOO_LARGE;
    return ReplyFrame.error(reply.rid(), failure.name(), failure.code(), true);
  }

  private void pauseIfFull() {
    if (!paused && (isFull() || socket.isCongested())) {
      paused = true;
      pauses.increment();
      socket.pause();
    }
  }

  private boolean isFull() {
    return inFlight >= options.maxInFlight() || inFlightBytes >= options.maxInFlightBytes();
  }

  private void resumeIfRoom() {
    if (paused && inFlight <= resumeAt && inFlightBytes <= resumeAtBytes && !socket.isCongested()) {
      paused = false;
      socket.resume();
    }
  }
}
