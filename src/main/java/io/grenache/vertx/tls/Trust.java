package io.grenache.vertx.tls;

import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Whose signatures are trusted: certificates of CAs, from PEM or from a trust store. In JSON the
 * fields stand beside those of what has the trust; {@code ca} is a string or an array of them.
 *
 * @param ca each PEM, or the path of such a file, with one certificate or many
 * @param trustStore the path of a PKCS#12 or JKS file in place of {@code ca}; null if there is none
 * @param trustPassphrase of the trust store; null if it needs none
 */
public record Trust(List<String> ca, String trustStore, String trustPassphrase) {
  /** Nothing of one's own: clients then trust the CAs of the JDK. */
  public static final Trust NONE = new Trust(List.of(), null, null);

  static final Set<String> KEYS = Set.of("ca", "trustStore", "trustPassphrase");

  /** Copies the list. */
  public Trust {
    ca = List.copyOf(ca);
  }

  /** Certificates in PEM, or the paths of such files. */
  public static Trust ofPem(String... ca) {
    return new Trust(List.of(ca), null, null);
  }

  /** What a PKCS#12 or JKS file holds. */
  public static Trust ofStore(String path, String passphrase) {
    return new Trust(List.of(), path, passphrase);
  }

  static Trust fromJson(JsonFields fields) {
    List<String> ca =
        fields.value("ca") instanceof String one ? List.of(one) : fields.strings("ca", List.of());
    return new Trust(ca, fields.string("trustStore", null), fields.secret("trustPassphrase"));
  }

  void putTo(JsonObject json) {
    json.put("ca", new JsonArray(ca))
        .put("trustStore", trustStore)
        .put("trustPassphrase", trustPassphrase);
  }

  boolean isNone() {
    return ca.isEmpty() && trustStore == null;
  }

  /**
   * @param owner what errors name: {@code ServerOptions.tls}, say
   */
  void check(String owner) {
    if (!ca.isEmpty() && trustStore != null) {
      throw new IllegalArgumentException(owner + "[ca, or trustStore in its place, not both]");
    }
    if (trustStore == null && trustPassphrase != null) {
      throw new IllegalArgumentException(owner + "[trustPassphrase needs trustStore]");
    }
  }

  /** Without anything that must stay secret. */
  @Override
  public String toString() {
    return "Trust["
        + (isNone() ? "none" : trustStore == null ? ca.size() + " ca" : "trustStore " + trustStore)
        + "]";
  }
}
