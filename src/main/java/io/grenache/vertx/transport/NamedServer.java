package io.grenache.vertx.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Asks for, and checks, a name that is not the host's: destinations are addresses. Vert.x's
 * WebSocket client knows one name for both.
 */
final class NamedServer extends OwnEngines {
  private final String name;

  NamedServer(String name) {
    this.name = name;
  }

  @Override
  SNIServerName asked(SNIServerName host) {
    return null;
  }

  @Override
  SslContext own(SslContext made) {
    return new Named(made);
  }

  /** Makes engines whose peer has the name. */
  private final class Named extends Delegate {
    Named(SslContext made) {
      super(made);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
      return newEngine(allocator, name, -1);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
      SSLEngine engine = super.newEngine(allocator, name, port);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      engine.setSSLParameters(parameters);
      return engine;
    }
  }
}
