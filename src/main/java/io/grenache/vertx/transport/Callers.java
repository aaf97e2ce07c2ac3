package io.grenache.vertx.transport;

import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.PeerCertificate;
import io.grenache.vertx.tls.TlsMaterial;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who is at the other end. */
final class Callers {
  private Callers() {}

  /**
   * @param material what tells whether a certificate is trusted; null without TLS
   */
  static Caller of(HttpConnection connection, TlsMaterial material) {
    String address = String.valueOf(connection.remoteAddress());
    List<Certificate> chain = material == null ? List.of() : shown(connection);
    if (chain.isEmpty() || !(chain.get(0) instanceof X509Certificate certificate)) {
      return new Caller(address);
    }
    return new Caller(address, material.isClientTrusted(chain), PeerCertificate.of(certificate));
  }

  private static List<Certificate> shown(HttpConnection connection) {
    try {
      List<Certificate> chain = connection.peerCertificates();
      return chain == null ? List.of() : chain;
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }
}
