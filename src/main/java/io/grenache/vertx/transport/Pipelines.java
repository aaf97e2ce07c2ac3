package io.grenache.vertx.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;

/** Where handlers stand in the pipeline of a socket. */
final class Pipelines {
  private static final int FLUSHES = 256;

  private Pipelines() {}

  /**
   * Lets many frames leave in one system call: a write outside a read is flushed by itself
   * otherwise. Behind the TLS handler if there is one, since that flushes on its own account.
   */
  static void consolidateFlushes(ChannelPipeline pipeline) {
    addBehindTls(pipeline, new FlushConsolidationHandler(FLUSHES, true));
  }

  /** First, or behind the TLS handler if there is one: before those that were added so earlier. */
  static void addBehindTls(ChannelPipeline pipeline, ChannelHandler handler) {
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls == null) {
      pipeline.addFirst(handler);
    } else {
      pipeline.addAfter(tls.name(), null, handler);
    }
  }
}
