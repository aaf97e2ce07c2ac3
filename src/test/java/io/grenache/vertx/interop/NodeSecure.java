package io.grenache.vertx.interop;

import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.vertx.core.json.JsonObject;

/** The {@code secure} option of a Node.js peer; a test may put more of its keys. */
final class NodeSecure {
  private NodeSecure() {}

  /** What the reference wants at least, of a server and of a client. */
  static JsonObject of(Issued own, Ca trusted) {
    return withoutCertificate(trusted)
        .put("key", own.key().toString())
        .put("cert", own.cert().toString());
  }

  /** For a client: the reference itself has none without a certificate. */
  static JsonObject withoutCertificate(Ca trusted) {
    return new JsonObject().put("ca", trusted.cert().toString());
  }
}
