package io.grenache.vertx.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** What Vert.x makes of its TLS options, with something of ours around it. */
abstract class WrappedTls extends JdkSSLEngineOptions {
  /** Puts something around what Vert.x would use. */
  abstract SslContext wrap(SslContext context);

  /** Which name Vert.x is to ask a server for, where it would ask for that of the host. */
  SNIServerName asked(SNIServerName host) {
    return host;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory(super.sslContextFactory());
  }

  /** Vert.x's own, up to the end. */
  private final class Factory implements SslContextFactory {
    private final SslContextFactory factory;

    Factory(SslContextFactory factory) {
      this.factory = factory;
    }

    @Override
    public SslContextFactory useAlpn(boolean useAlpn) {
      factory.useAlpn(useAlpn);
      return this;
    }

    @Override
    public SslContextFactory forServer(ClientAuth clientAuth) {
      factory.forServer(clientAuth);
      return this;
    }

    @Override
    public SslContextFactory forClient(SNIServerName host, String identification) {
      factory.forClient(asked(host), identification);
      return this;
    }

    @Override
    public SslContextFactory enabledProtocols(Set<String> protocols) {
      factory.enabledProtocols(protocols);
      return this;
    }

    @Override
    public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
      factory.keyMananagerFactory(keys);
      return this;
    }

    @Override
    public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
      factory.trustManagerFactory(trust);
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> suites) {
      factory.enabledCipherSuites(suites);
      return this;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> protocols) {
      factory.applicationProtocols(protocols);
      return this;
    }

    @Override
    public SslContext create() throws SSLException {
      return wrap(factory.create());
    }
  }
}
