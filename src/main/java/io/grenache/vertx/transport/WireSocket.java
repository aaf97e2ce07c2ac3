package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A WebSocket that carries whole messages: text or binary frames come in as bytes, bytes go out as
 * text frames. Flushes are consolidated: what one read brought is answered by one write to the
 * system. Confined to the event loop of the socket.
 */
public final class WireSocket {
  /** How long closing may take. */
  public static final Duration GOODBYE = Duration.ofSeconds(2);

  private static final int TOO_LARGE = 1009;
  private static final int TRY_AGAIN_LATER = 1013;

  // a peer may ping while it is slow to read, but each answer to it waits in memory
  private static final int MAX_UNREAD_PINGS = 100;

  private final WebSocket socket;
  private final ChannelHandlerContext channel;
  private final LifeSigns lifeSigns;
  private final int maxFrameBytes;
  private final Reads reads;
  private final FrameTap tap;
  private final FrameBatch batch;
  private final MessageIntake incoming;
  private final Goodbye goodbye;
  private Runnable whenWritable = () -> {};
  private SocketLimits limits;
  private SocketGuard guard;
  private Unread unread;
  private int unreadPings;
  private boolean broken;
  private String fault;

  /** Takes messages of which it matters whether they are texts. */
  public interface Receiver {
    /**
     * @param message belongs to the receiver
     * @param binary whether it came in binary frames
     */
    void received(byte[] message, boolean binary);
  }

  /**
   * To be made on the context of the socket.
   *
   * @param maxFrameBytes longer messages are sent in fragments of this size
   * @param maxMessageBytes a longer message that comes in closes the socket with 1009
   */
  public WireSocket(WebSocket socket, int maxFrameBytes, int maxMessageBytes) {
    this.socket = socket;
    this.maxFrameBytes = maxFrameBytes;
    this.incoming = new MessageIntake(maxMessageBytes);
    this.channel = ((WebSocketInternal) socket).channelHandlerContext();
    // the channel's own void promise would tell Vert.x of each frame that did not leave, and it
    // would say goodbye to a socket that is gone
    ChannelPromise unwatched = new VoidChannelPromise(channel.channel(), false);
    this.goodbye = new Goodbye(socket, channel);
    this.lifeSigns = new LifeSigns(channel, unwatched);
    this.batch = new FrameBatch(!(socket instanceof ServerWebSocket), unwatched);
    Pipelines.consolidateFlushes(channel.pipeline());
    Pipelines.addBehindTls(channel.pipeline(), batch);
    ContextInternal context = ContextInternal.current().unwrap();
    this.reads = new Reads(context);
    Pipelines.addBehindTls(channel.pipeline(), reads);
    this.tap = new FrameTap(context, this::take, () -> whenWritable.run());
    channel.pipeline().addBefore(channel.name(), null, tap);
    // what came before, and what is for Vert.x
    socket.frameHandler(this::receive);
  }

  /** From now on the socket keeps to the limits that all sockets of a listener share. */
  public WireSocket limits(SocketLimits shared) {
    limits = shared;
    guard = new SocketGuard(shared, reason -> close(TRY_AGAIN_LATER, reason));
    incoming.guard(guard);
    Pipelines.addBehindTls(channel.pipeline(), guard);
    unread = new Unread(shared, this::abort);
    channel.pipeline().addBefore(channel.name(), null, unread);
    WebSocket13FrameDecoder decoder = channel.pipeline().get(WebSocket13FrameDecoder.class);
    if (decoder != null) {
      // or what it has taken already stays in its buffer, which grows to megabytes
      decoder.setDiscardAfterReads(1);
    }
    return this;
  }

  /**
   * Each message that comes in, as an array that belongs to the handler. A peer that keeps pinging
   * without reading the answers is left. There is one such handler.
   */
  public WireSocket onMessage(Consumer<byte[]> handler) {
    return onMessages((message, inBinaryFrames) -> handler.accept(message));
  }

  /** As {@link #onMessage}, but texts can be told from bytes. */
  public WireSocket onMessages(Receiver receiver) {
    incoming.receiver(receiver);
    return this;
  }

  private void receive(WebSocketFrame frame) {
    if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
      byte[] data = frame.binaryData().getBytes();
      take(data, frame.isContinuation(), frame.isBinary(), frame.isFinal());
      return;
    }
    incoming.passed(frame.binaryData().length());
    if (frame.isClose()) {
      tap.end();
      goodbye.heard();
      if (guard != null) {
        guard.dropRest();
      }
    } else if (frame.isPing()) {
      pinged();
    }
  }

  private void take(byte[] data, boolean continuation, boolean binary, boolean last) {
    if (isClosed()) {
      incoming.passed(data.length);
      return;
    }
    try {
      incoming.take(data, continuation, binary, last);
    } catch (MessageAssembler.Fault e) {
      fault = e.getMessage();
      count(e.closeCode() == TOO_LARGE);
      close(e.closeCode(), e.getMessage());
    }
  }

  // Vert.x has answered, without a bound
  private void pinged() {
    unreadPings = isCongested() ? unreadPings + 1 : 0;
    if (unreadPings > MAX_UNREAD_PINGS) {
      fault = "it pings and does not read the answers";
      abort();
    }
  }

  /** Runs once, when the socket has closed for whatever reason. */
  public WireSocket onClosed(Runnable handler) {
    socket.closeHandler(nothing -> handler.run());
    // Vert.x logs what has no handler; a broken socket closes, which is handled
    socket.exceptionHandler(
        e -> {
          // of frames that are none: Netty has said goodbye, behind which nothing may be sent
          broken = true;
          if (e instanceof TooLongFrameException || e instanceof CorruptedWebSocketFrameException) {
            fault = tooLong(e) ? "a frame is larger than allowed" : "a frame is malformed";
            count(tooLong(e));
          }
        });
    return this;
  }

  private static boolean tooLong(Throwable e) {
    return e instanceof TooLongFrameException
        || e instanceof CorruptedWebSocketFrameException frame
            && frame.closeStatus().code() == TOO_LARGE;
  }

  private void count(boolean tooLarge) {
    if (limits != null) {
      if (tooLarge) {
        limits.tooLarge();
      } else {
        limits.malformed();
      }
    }
  }

  /**
   * Runs each time when {@link #isCongested()} has become false, in a turn of its own. There is one
   * such handler.
   */
  public WireSocket onWritable(Runnable handler) {
    whenWritable = handler;
    return this;
  }

  /**
   * Sends JSON as a text message. Nothing happens if the socket has closed, or is about to.
   *
   * @param json belongs to the socket from now on
   */
  public void send(byte[] json) {
    if (!takesMore()) {
      return;
    }
    int type = FrameHeader.TEXT;
    int from = 0;
    for (; json.length - from > maxFrameBytes; from += maxFrameBytes) {
      batch.add(type, json, from, maxFrameBytes);
      type = FrameHeader.CONTINUATION;
    }
    batch.add(type | FrameHeader.LAST, json, from, json.length - from);
    sent();
  }

  /**
   * Sends a message that many sockets share. Nothing happens if the socket has closed, or is about
   * to. The caller goes on holding the message.
   */
  public void send(EncodedMessage message) {
    if (takesMore()) {
      batch.add(message.frame());
      sent();
    }
  }

  private boolean takesMore() {
    return !isClosed() && (unread == null || !isCongested() || unread.allowsMore());
  }

  private void sent() {
    channel.flush();
    if (unread != null) {
      unread.written();
    }
  }

  /** Asks the other side for a sign of life; see {@link #onPong}. */
  public void ping() {
    if (!isClosed()) {
      socket.writePing(Buffer.buffer());
    }
  }

  /** Runs each time when the other side answers a ping. */
  public WireSocket onPong(Runnable handler) {
    socket.pongHandler(nothing -> handler.run());
    return this;
  }

  /** When bytes came in last, be it a part of a frame; by {@link System#nanoTime()}. */
  public long lastReadNanos() {
    return reads.lastNanos();
  }

  /** How much may wait to be written before {@link #isCongested()}. */
  public WireSocket maxWriteQueueBytes(int bytes) {
    socket.setWriteQueueMaxSize(bytes);
    return this;
  }

  /** Whether more is waiting to be written than should be. */
  public boolean isCongested() {
    return !channel.channel().isWritable() && !tap.hasEnded();
  }

  /** Whether something that was sent has not left this process yet. */
  public boolean hasUnwritten() {
    ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
    return !batch.isEmpty() || waiting != null && waiting.totalPendingWriteBytes() > 0;
  }

  /**
   * Hands no messages over until {@link #resume()}, and after some reads no more. Then pings and
   * goodbyes are not read either, so that meanwhile the other side gets pongs of this side's own
   * accord.
   */
  public void pause() {
    if (!isClosed()) {
      tap.pause();
      lifeSigns.begin();
      if (guard != null) {
        guard.paused();
      }
    }
  }

  /** Reads again. */
  public void resume() {
    lifeSigns.end();
    if (guard != null) {
      guard.resumed();
    }
    tap.resume();
  }

  /** What the other side did that this side closed the socket for; null if nothing. */
  public String fault() {
    return fault;
  }

  /** The remote end as {@code host:port}. */
  public String remoteAddress() {
    return String.valueOf(socket.remoteAddress());
  }

  /** Whether the socket has closed, or is about to since either side said goodbye. */
  public boolean isClosed() {
    // nothing may follow a goodbye, whoever says it: Vert.x, too, when it closes a server
    return broken || goodbye.said() != null || tap.hasEnded();
  }

  /**
   * Says goodbye and closes; whatever the other side does, it is closed within {@link #GOODBYE}.
   * From now on nothing is sent, and what still comes in is dropped.
   *
   * @param code a close code of RFC 6455, section 7.4.1
   * @return when it has closed
   */
  public Future<Void> close(int code, String reason) {
    if (goodbye.said() != null) {
      return goodbye.said();
    }
    if (isClosed()) {
      // or the other side's goodbye would not be seen
      resume();
      return Future.succeededFuture();
    }
    Future<Void> closed = goodbye.say(code, reason);
    // while reading is paused the other side's goodbye would not be seen
    resume();
    return closed;
  }

  /**
   * Says that this side goes away, as {@link #close} does.
   *
   * @param allAnswered whether every message that was taken from the other side has its answer:
   *     then those that have none were never looked at
   */
  public Future<Void> goAway(boolean allAnswered) {
    return close(Goodbye.GOING_AWAY, Goodbye.awayReason(allAnswered));
  }

  /** Whether the other side went away, and said that it has answered all that it took. */
  public boolean isAllAnswered() {
    return goodbye.heardAllAnswered();
  }

  /** Ends the socket without a goodbye. */
  public void abort() {
    goodbye.abort();
  }
}
