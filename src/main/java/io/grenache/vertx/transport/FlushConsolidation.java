package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets many frames leave in one system call: a write outside a read is flushed by itself otherwise.
 */
final class FlushConsolidation {
  private static final Logger LOG = LoggerFactory.getLogger(FlushConsolidation.class);
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final int FLUSHES = 256;

  private FlushConsolidation() {}

  /** Behind the TLS handler if there is one, since that flushes on its own account. */
  static void install(ChannelHandlerContext channel) {
    if (channel == null) {
      if (WARNED.compareAndSet(false, true)) {
        LOG.warn(
            "this Vert.x does not show a WebSocket's pipeline: every frame is flushed by itself, which is slower");
      }
      return;
    }
    addBehindTls(channel.pipeline(), new FlushConsolidationHandler(FLUSHES, true));
  }

  /** First, or behind the TLS handler if there is one. */
  static void addBehindTls(ChannelPipeline pipeline, ChannelHandler handler) {
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls == null) {
      pipeline.addFirst(handler);
    } else {
      pipeline.addAfter(tls.name(), null, handler);
    }
  }
}
