package io.grenache.vertx.tls;

import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Who this side is: a private key and its certificate, from PEM or from a key store. In JSON the
 * fields stand beside those of what has the identity.
 *
 * @param key PEM, or the path of such a file: PKCS#8 (encrypted with {@code passphrase} or not),
 *     PKCS#1 or SEC1; null if there is none
 * @param cert PEM, or the path of such a file: the certificate, then those that lead to its CA;
 *     null if there is none
 * @param keyStore the path of a PKCS#12 or JKS file in place of {@code key} and {@code cert}; null
 *     if there is none
 * @param passphrase of the key or of the key store; null if it needs none
 */
public record Identity(String key, String cert, String keyStore, String passphrase) {
  /** No key and no certificate. */
  public static final Identity NONE = new Identity(null, null, null, null);

  static final Set<String> KEYS = Set.of("key", "cert", "keyStore", "passphrase");

  /** A key and its certificate in PEM, or the paths of such files. */
  public static Identity ofPem(String key, String cert) {
    return new Identity(key, cert, null, null);
  }

  /** What a PKCS#12 or JKS file holds. */
  public static Identity ofKeyStore(String path, String passphrase) {
    return new Identity(null, null, path, passphrase);
  }

  static Identity fromJson(JsonFields fields) {
    return new Identity(
        fields.secret("key"),
        fields.string("cert", null),
        fields.string("keyStore", null),
        fields.secret("passphrase"));
  }

  void putTo(JsonObject json) {
    json.put("key", key).put("cert", cert).put("keyStore", keyStore).put("passphrase", passphrase);
  }

  boolean isNone() {
    return key == null && cert == null && keyStore == null;
  }

  /**
   * @param owner what errors name: {@code ServerOptions.tls}, say
   */
  void check(String owner) {
    if (keyStore != null && (key != null || cert != null)) {
      throw new IllegalArgumentException(
          owner + "[key and cert, or keyStore in their place, not both]");
    }
    if ((key == null) != (cert == null)) {
      throw new IllegalArgumentException(
          owner + "[" + (key == null ? "cert needs key" : "key needs cert") + "]");
    }
    if (isNone() && passphrase != null) {
      throw new IllegalArgumentException(owner + "[passphrase needs key or keyStore]");
    }
  }

  /** Without anything that must stay secret. */
  @Override
  public String toString() {
    return "Identity["
        + (isNone() ? "none" : keyStore == null ? "key and cert" : "keyStore " + keyStore)
        + "]";
  }
}
