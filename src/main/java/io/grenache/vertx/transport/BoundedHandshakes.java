package io.grenache.vertx.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, and limits, sockets from the moment in which they begin to shake hands in TLS: Vert.x
 * shows them only once that is done.
 */
final class BoundedHandshakes extends OwnEngines {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedHandshakes.class);

  private final ShakingHands shaking;

  BoundedHandshakes(ShakingHands shaking) {
    this.shaking = shaking;
  }

  @Override
  SslContext own(SslContext made) {
    return new Bounded(made);
  }

  private final class Bounded extends Delegate {
    Bounded(SslContext made) {
      super(made);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, boolean startTls, Executor arithmetic) {
      return new Handshake(newEngine(allocator), startTls, arithmetic);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, String host, int port, boolean startTls, Executor arithmetic) {
      return new Handshake(newEngine(allocator, host, port), startTls, arithmetic);
    }
  }

  /** A socket's TLS. */
  private final class Handshake extends SslHandler {
    Handshake(SSLEngine engine, boolean startTls, Executor arithmetic) {
      super(engine, startTls, arithmetic);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for the handshake is told
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
      super.handlerAdded(context);
      String host = host(context);
      if (host == null || !shaking.begin(host)) {
        // not by way of this handler, which would say goodbye first
        context.close();
        return;
      }
      handshakeFuture()
          .addListener(
              done -> {
                shaking.end(host);
                if (done.cause() instanceof SslHandshakeTimeoutException) {
                  shaking.timedOut();
                }
              });
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

  private static String host(ChannelHandlerContext context) {
    // null if it has closed already
    return context.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : null;
  }
}
