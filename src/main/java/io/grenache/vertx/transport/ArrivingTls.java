package io.grenache.vertx.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a port that tells of each socket before it shakes hands: Vert.x tells only of those that
 * have. The first of the listeners that share a port sets TLS up for all, so each socket is told to
 * the one on whose event loop it is.
 */
final class ArrivingTls extends WrappedTls {
  private static final Logger LOG = LoggerFactory.getLogger(ArrivingTls.class);
  private static final String PORTS = "io.grenache.vertx.arrivals";

  private final Port port;

  private ArrivingTls(Port port) {
    this.port = port;
  }

  /** Who wants to know of the sockets of a port. */
  private static final class Port implements Shareable {
    private final Map<EventExecutor, BiConsumer<Channel, Future<Channel>>> listeners =
        new ConcurrentHashMap<>();
  }

  /**
   * @param loop on which the listener is told
   * @param listener gets each socket, and what becomes of its TLS handshake
   */
  static ArrivingTls at(
      Vertx vertx,
      SocketAddress address,
      EventExecutor loop,
      BiConsumer<Channel, Future<Channel>> listener) {
    Port shared =
        ports(vertx)
            .compute(
                key(address),
                (key, known) -> {
                  Port port = known == null ? new Port() : known;
                  port.listeners.put(loop, listener);
                  return port;
                });
    return new ArrivingTls(shared);
  }

  /** The listener of that event loop wants to know no more. */
  static void release(Vertx vertx, SocketAddress address, EventExecutor loop) {
    ports(vertx)
        .computeIfPresent(
            key(address),
            (key, port) -> {
              port.listeners.remove(loop);
              return port.listeners.isEmpty() ? null : port;
            });
  }

  private static LocalMap<String, Port> ports(Vertx vertx) {
    return vertx.sharedData().getLocalMap(PORTS);
  }

  private static String key(SocketAddress address) {
    return address.host() + ' ' + address.port();
  }

  @Override
  SslContext wrap(SslContext context) {
    return new Arriving(context);
  }

  private final class Arriving extends DelegatingSslContext {
    Arriving(SslContext context) {
      super(context);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, boolean startTls, Executor executor) {
      return new Handler(newEngine(allocator), startTls, executor);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
      return new Handler(newEngine(allocator, host, port), startTls, executor);
    }
  }

  private final class Handler extends SslHandler {
    Handler(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
      super.handlerAdded(context);
      Channel channel = context.channel();
      BiConsumer<Channel, Future<Channel>> listener = port.listeners.get(channel.eventLoop());
      if (listener != null) {
        listener.accept(channel, handshakeFuture());
      }
    }

    /**
     * A stranger's mistakes are not worth a warning each, with its stack: where arithmetic is still
     * done for one who has left, nobody stands behind this handler any more but Netty, which warns.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      if (handshakeFuture().isSuccess() && !context.isRemoved()) {
        super.exceptionCaught(context, cause);
      } else {
        LOG.debug("no TLS with {}: {}", context.channel().remoteAddress(), cause.toString());
      }
    }
  }
}
