package io.grenache.vertx.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/**
 * Asks for, and checks, a name that is not the host's: destinations are addresses. Vert.x's
 * WebSocket client knows one name for both.
 */
final class NamedServer extends WrappedTls {
  private final String name;

  NamedServer(String name) {
    this.name = name;
  }

  @Override
  SNIServerName asked(SNIServerName host) {
    return null;
  }

  @Override
  SslContext wrap(SslContext context) {
    return new Named(context);
  }

  /** Makes engines whose peer has the name. */
  private final class Named extends SslContext {
    private final SslContext context;

    Named(SslContext context) {
      this.context = context;
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
      return newEngine(allocator, name, -1);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
      SSLEngine engine = context.newEngine(allocator, name, port);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      engine.setSSLParameters(parameters);
      return engine;
    }

    @Override
    public boolean isClient() {
      return true;
    }

    @Override
    public List<String> cipherSuites() {
      return context.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract still
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
      return context.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
      return context.sessionContext();
    }
  }
}
