package io.grenache.vertx.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS as Vert.x makes it, but for what comes out at the end: a place for what Vert.x has no option
 * for. Lasts when keys and certificates are read again.
 */
abstract class OwnEngines extends JdkSSLEngineOptions {
  OwnEngines() {
    // a handshake's arithmetic takes milliseconds that others on this event loop would wait
    setUseWorkerThread(true);
  }

  /**
   * @param made by Vert.x
   * @return what makes the engines in its place
   */
  abstract SslContext own(SslContext made);

  /** The name to ask a server for, of the one that Vert.x would ask for; null for none. */
  SNIServerName asked(SNIServerName name) {
    return name;
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
    public SslContextFactory forServer(ClientAuth auth) {
      factory.forServer(auth);
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
      return own(factory.create());
    }
  }

  /** Another one, until a method is overridden. */
  abstract static class Delegate extends SslContext {
    private final SslContext made;

    Delegate(SslContext made) {
      this.made = made;
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
      return made.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
      return made.newEngine(allocator, host, port);
    }

    @Override
    public boolean isClient() {
      return made.isClient();
    }

    @Override
    public List<String> cipherSuites() {
      return made.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract still
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
      return made.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
      return made.sessionContext();
    }
  }
}
