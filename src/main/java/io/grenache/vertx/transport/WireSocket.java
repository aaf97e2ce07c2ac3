package io.grenache.vertx.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A WebSocket that carries whole messages: text or binary frames come in as bytes, bytes go out as
 * text frames. Flushes are consolidated: what one read brought is answered by one write to the
 * system. Confined to the event loop of the socket.
 */
public final class WireSocket {
  /** How long closing may take. */
  public static final Duration GOODBYE = Duration.ofSeconds(2);

  private static final int GOING_AWAY = 1001;
  private static final int TOO_LARGE = 1009;
  private static final int TRY_AGAIN_LATER = 1013;

  // what is written and read by this toolkit alone; to others it is a text like any
  private static final String ALL_ANSWERED = "all that was taken is answered";

  // a peer may ping while it is slow to read, but each answer to it waits in memory
  private static final int MAX_UNREAD_PINGS = 100;

  private final WebSocket socket;
  private final ChannelHandlerContext channel;
  private final ChannelPromise unwatched;
  private final LifeSigns lifeSigns;
  private final int maxFrameBytes;
  private final MessageAssembler assembler;
  private Future<Void> goodbye;
  private SocketLimits limits;
  private SocketGuard guard;
  private Unread unread;
  private int unreadPings;
  private boolean broken;
  private boolean binary;
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
   * @param maxFrameBytes longer messages are sent in fragments of this size
   * @param maxMessageBytes a longer message that comes in closes the socket with 1009
   */
  public WireSocket(WebSocket socket, int maxFrameBytes, int maxMessageBytes) {
    this.socket = socket;
    this.maxFrameBytes = maxFrameBytes;
    this.assembler = new MessageAssembler(maxMessageBytes);
    this.channel =
        socket instanceof WebSocketInternal internal ? internal.channelHandlerContext() : null;
    // the channel's own void promise would tell Vert.x of each frame that did not leave, and it
    // would say goodbye to a socket that is gone
    this.unwatched = channel == null ? null : new VoidChannelPromise(channel.channel(), false);
    this.lifeSigns = channel == null ? null : new LifeSigns(channel, unwatched);
    FlushConsolidation.install(channel);
  }

  /** From now on the socket keeps to the limits that all sockets of a listener share. */
  public WireSocket limits(SocketLimits shared) {
    limits = shared;
    if (channel != null) {
      guard = new SocketGuard(shared, reason -> close(TRY_AGAIN_LATER, reason));
      FlushConsolidation.addBehindTls(channel.pipeline(), guard);
      unread = new Unread(shared, this::abort);
      channel.pipeline().addBefore(channel.name(), null, unread);
      WebSocket13FrameDecoder decoder = channel.pipeline().get(WebSocket13FrameDecoder.class);
      if (decoder != null) {
        // or what it has taken already stays in its buffer, which grows to megabytes
        decoder.setDiscardAfterReads(1);
      }
    }
    return this;
  }

  /**
   * Each message that comes in, as an array that belongs to the handler. A peer that keeps pinging
   * without reading the answers is left.
   */
  public WireSocket onMessage(Consumer<byte[]> handler) {
    return onMessages((message, inBinaryFrames) -> handler.accept(message));
  }

  /** As {@link #onMessage}, but texts can be told from bytes. */
  public WireSocket onMessages(Receiver receiver) {
    socket.frameHandler(frame -> receive(frame, receiver));
    return this;
  }

  private void receive(WebSocketFrame frame, Receiver receiver) {
    Buffer data = frame.binaryData();
    if (frame.isClose()) {
      leaveInTime();
    } else if (frame.isPing()) {
      pinged();
    }
    if (isClosed() || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      taken(data.length());
      return;
    }
    if (!frame.isContinuation()) {
      binary = frame.isBinary();
    }
    try {
      byte[] message = assembler.add(bytes(data), frame.isContinuation(), frame.isFinal());
      taken(data.length());
      if (message != null) {
        receiver.received(message, binary);
      }
    } catch (MessageAssembler.Fault e) {
      fault = e.getMessage();
      count(e.closeCode() == TOO_LARGE);
      close(e.closeCode(), e.getMessage());
    }
  }

  /** The frame's own array, if it has one, which nobody else holds any more. */
  private static byte[] bytes(Buffer data) {
    ByteBuf content = ((BufferInternal) data).unwrap();
    return content.hasArray()
            && content.arrayOffset() == 0
            && content.readerIndex() == 0
            && content.array().length == content.readableBytes()
        ? content.array()
        : data.getBytes();
  }

  private void taken(int length) {
    if (guard != null) {
      // as RFC 6455, 5.2, has it for what clients send: the shortest header, and a mask
      int header = length < 126 ? 6 : length < 65_536 ? 8 : 14;
      guard.frameTaken(header + length, assembler.capacity(), assembler.hasBegun());
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

  // Vert.x answers the other side's goodbye and then waits for it to close, however long that takes
  @SuppressWarnings("FutureReturnValueIgnored") // a socket that is gone by then is not closed twice
  private void leaveInTime() {
    if (guard != null) {
      guard.dropRest();
    }
    if (channel != null) {
      channel.executor().schedule(this::abort, GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
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

  /** Runs each time when {@link #isCongested()} has become false. */
  public WireSocket onWritable(Runnable handler) {
    if (channel == null) {
      socket.drainHandler(nothing -> handler.run());
    } else {
      channel.pipeline().addBefore(channel.name(), null, new Writability(handler));
    }
    return this;
  }

  /**
   * Sends JSON as a text message. Nothing happens if the socket has closed, or is about to.
   *
   * @param json is kept until it was written, and must not change
   */
  public void send(byte[] json) {
    if (isClosed()) {
      return;
    }
    if (channel == null) {
      socket.writeTextMessage(new String(json, StandardCharsets.UTF_8));
      return;
    }
    if (unread != null && isCongested() && !unread.allowsMore()) {
      return;
    }
    int end = Math.min(json.length, maxFrameBytes);
    boolean last = end == json.length;
    write(new TextWebSocketFrame(last, 0, Unpooled.wrappedBuffer(json, 0, end)));
    for (int at = end; at < json.length; at = end) {
      end = Math.min(json.length, at + maxFrameBytes);
      write(
          new ContinuationWebSocketFrame(
              end == json.length, 0, Unpooled.wrappedBuffer(json, at, end - at)));
    }
    if (unread != null && isCongested()) {
      unread.count();
    }
  }

  /**
   * Sends a message that many sockets share. Nothing happens if the socket has closed, or is about
   * to. The caller goes on holding the message.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody watches it: a lost socket closes
  public void send(EncodedMessage message) {
    if (isClosed()) {
      return;
    }
    if (channel != null) {
      // no frame but bytes: they pass by the encoder, which would make a copy a socket
      channel.writeAndFlush(message.frame(), unwatched);
    } else if (message.isText()) {
      socket.writeTextMessage(message.textContent());
    } else {
      socket.writeBinaryMessage(message.content());
    }
  }

  // past Vert.x's own write queue: it would cost a promise and a copy a frame. Netty's bounds are
  // asked instead
  @SuppressWarnings("FutureReturnValueIgnored") // nobody watches it: a lost socket closes
  private void write(io.netty.handler.codec.http.websocketx.WebSocketFrame frame) {
    channel.writeAndFlush(frame, unwatched);
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

  /** Runs each time when bytes have come in, be it a part of a frame. */
  public WireSocket onBytes(Runnable handler) {
    if (channel != null) {
      FlushConsolidation.addBehindTls(channel.pipeline(), new Bytes(handler));
    }
    return this;
  }

  /** How much may wait to be written before {@link #isCongested()}. */
  public WireSocket maxWriteQueueBytes(int bytes) {
    socket.setWriteQueueMaxSize(bytes);
    return this;
  }

  /** Whether more is waiting to be written than should be. */
  public boolean isCongested() {
    // in this order, since Vert.x takes a lock to tell that a socket has closed
    return (channel == null ? socket.writeQueueFull() : !channel.channel().isWritable())
        && !socket.isClosed();
  }

  /** Whether something that was sent has not left this process yet. */
  public boolean hasUnwritten() {
    ChannelOutboundBuffer waiting =
        channel == null ? null : channel.channel().unsafe().outboundBuffer();
    return waiting != null && waiting.totalPendingWriteBytes() > 0;
  }

  /**
   * Stops reading until {@link #resume()}. Pings are not read either, so that meanwhile the other
   * side gets pongs of this side's own accord.
   */
  public void pause() {
    if (!isClosed()) {
      socket.pause();
      if (lifeSigns != null) {
        lifeSigns.begin();
      }
      if (guard != null) {
        guard.paused();
      }
    }
  }

  /** Reads again. */
  public void resume() {
    if (lifeSigns != null) {
      lifeSigns.end();
    }
    if (guard != null) {
      guard.resumed();
    }
    socket.resume();
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
    // Vert.x speaks of the other side's goodbye alone
    return broken || goodbye != null || socket.isClosed();
  }

  /**
   * Says goodbye and closes; whatever the other side does, it is closed within {@link #GOODBYE}.
   * From now on nothing is sent, and what still comes in is dropped.
   *
   * @param code a close code of RFC 6455, section 7.4.1
   * @return when it has closed
   */
  public Future<Void> close(int code, String reason) {
    if (goodbye != null) {
      return goodbye;
    }
    if (isClosed()) {
      return Future.succeededFuture();
    }
    goodbye =
        socket
            .close((short) code, reason)
            // Vert.x times the other side's goodbye only once ours was written: a peer that does
            // not read would live on
            .timeout(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(e -> abort())
            .otherwiseEmpty();
    // while reading is paused the other side's goodbye would not be seen
    resume();
    return goodbye;
  }

  /**
   * Says that this side goes away, as {@link #close} does.
   *
   * @param allAnswered whether every message that was taken from the other side has its answer:
   *     then those that have none were never looked at
   */
  public Future<Void> goAway(boolean allAnswered) {
    return close(GOING_AWAY, allAnswered ? ALL_ANSWERED : "going away");
  }

  /** Whether the other side went away, and said that it has answered all that it took. */
  public boolean isAllAnswered() {
    Short code = socket.closeStatusCode();
    return code != null && code == GOING_AWAY && ALL_ANSWERED.equals(socket.closeReason());
  }

  /** Ends the socket without a goodbye. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is told
  public void abort() {
    if (channel != null) {
      // from the far end, past the TLS handler, which would wait for its own goodbye to be read
      channel.pipeline().firstContext().close();
    }
  }

  private static final class Bytes extends ChannelInboundHandlerAdapter {
    private final Runnable handler;

    Bytes(Runnable handler) {
      this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      handler.run();
      context.fireChannelRead(message);
    }
  }
}
