package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import java.util.concurrent.TimeUnit;

/**
 * The end of a socket, in order or not; in time in any case. Confined to the event loop of the
 * socket.
 */
final class Goodbye {
  static final int GOING_AWAY = 1001;

  // what is written and read by this toolkit alone; to others it is a text like any
  private static final String ALL_ANSWERED = "all that was taken is answered";

  private static final long MAX_MILLIS = WireSocket.GOODBYE.toMillis();

  private final WebSocket socket;
  private final ChannelHandlerContext channel;
  private Future<Void> said;

  Goodbye(WebSocket socket, ChannelHandlerContext channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /** When it has closed, if this side has said goodbye; otherwise null. */
  Future<Void> said() {
    return said;
  }

  Future<Void> say(int code, String reason) {
    said =
        socket
            .close((short) code, reason)
            // Vert.x times the other side's goodbye only once ours was written: a peer that does
            // not read would live on
            .timeout(MAX_MILLIS, TimeUnit.MILLISECONDS)
            .onFailure(e -> abort())
            .otherwiseEmpty();
    return said;
  }

  /**
   * The other side has said it. Vert.x answers and then waits for it to close, however long that
   * takes.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a socket that is gone by then is not closed twice
  void heard() {
    channel.executor().schedule(this::abort, MAX_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Of a side that goes away.
   *
   * @param allAnswered whether every message that was taken from the other side has its answer
   */
  static String awayReason(boolean allAnswered) {
    return allAnswered ? ALL_ANSWERED : "going away";
  }

  /** Whether the other side went away, and said that it has answered all that it took. */
  boolean heardAllAnswered() {
    Short code = socket.closeStatusCode();
    return code != null && code == GOING_AWAY && ALL_ANSWERED.equals(socket.closeReason());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is told
  void abort() {
    // from the far end, past the TLS handler, which would wait for its own goodbye to be read
    channel.pipeline().firstContext().close();
  }
}
