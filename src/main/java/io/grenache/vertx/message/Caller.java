package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Who called. JSON form: {@code {"address", "authorized", "certificate"}}; the last two only where
 * the caller has shown a certificate.
 *
 * @param address the remote end of the caller's socket, {@code host:port}
 * @param authorized whether the caller has shown a certificate that the server's {@code ca} has
 *     signed
 * @param certificate what the caller has shown, trusted or not; null if nothing
 */
public record Caller(String address, boolean authorized, PeerCertificate certificate) {
  /** An absent address is the empty one; without a certificate nobody is authorized. */
  public Caller {
    address = address == null ? "" : address;
    authorized = authorized && certificate != null;
  }

  /** A caller without a certificate. */
  public Caller(String address) {
    this(address, false, null);
  }

  static Caller fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Caller", json);
    JsonObject certificate = fields.object("certificate", null);
    return new Caller(
        fields.string("address", ""),
        fields.bool("authorized", false),
        certificate == null ? null : PeerCertificate.fromJson(certificate));
  }

  void encode(JsonBytes out) {
    out.put('{').field("address").string(address);
    if (certificate != null) {
      out.field("authorized").bool(authorized);
      certificate.encode(out.field("certificate"));
    }
    out.put('}');
  }
}
