package io.grenache.vertx.tls;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TLS on a port that listens. The JSON form has the names of the reference's {@code secure} object:
 * {@code {"key", "cert", "ca", "passphrase", "requestCert", "rejectUnauthorized"}}, and besides
 * {@code {"keyStore", "trustStore", "trustPassphrase", "sni", "protocols", "reloadMs"}}.
 *
 * @param identity who the server is
 * @param sni further identities; a client that says a server's name gets the certificate that has
 *     it. In JSON an array of {@code {"key", "cert", "keyStore", "passphrase"}}
 * @param trust who signs the certificates of clients
 * @param requestCert whether clients are asked for a certificate
 * @param rejectUnauthorized whether one that is missing or not trusted ends the handshake; if not,
 *     the caller is marked as not authorized
 * @param protocols of {@code TLSv1.2} and {@code TLSv1.3}
 * @param reload how often the files are looked at; where one has changed, new handshakes use what
 *     it holds now. 0: never
 */
public record ServerTls(
    Identity identity,
    List<Identity> sni,
    Trust trust,
    boolean requestCert,
    boolean rejectUnauthorized,
    List<String> protocols,
    Duration reload) {

  static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");
  static final Duration RELOAD = Duration.ofSeconds(60);

  private static final String OWNER = "tls";
  private static final Set<String> KEYS =
      union(
          Identity.KEYS,
          Trust.KEYS,
          Set.of("sni", "requestCert", "rejectUnauthorized", "protocols", "reloadMs"));

  /** Checks the fields against each other. */
  public ServerTls {
    sni = List.copyOf(sni);
    protocols = List.copyOf(protocols);
    identity.check(OWNER);
    sni.forEach(further -> further.check("tls.sni"));
    trust.check(OWNER);
    checkProtocols(protocols);
    new OptionRules(OWNER).time("reloadMs", reload, 0);
    if (identity.isNone() || sni.stream().anyMatch(Identity::isNone)) {
      throw new IllegalArgumentException("tls[a server needs key and cert, or keyStore]");
    }
    if (requestCert && rejectUnauthorized && trust.isNone()) {
      throw new IllegalArgumentException(
          "tls[ca or trustStore must say who signs the certificates of clients; or set requestCert or"
              + " rejectUnauthorized to false]");
    }
    if (!requestCert && !trust.isNone()) {
      throw new IllegalArgumentException(
          "tls[ca is of no use while requestCert is false: no client shows a certificate]");
    }
  }

  /** A server that lets in whose certificate that CA has signed. */
  public static ServerTls of(Identity identity, Trust trust) {
    return new ServerTls(identity, List.of(), trust, true, true, PROTOCOLS, RELOAD);
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ServerTls fromJson(JsonObject json) {
    JsonFields fields = new JsonFields(OWNER, json).only(KEYS);
    return new ServerTls(
        Identity.fromJson(fields),
        fields.array("sni", new JsonArray()).stream().map(ServerTls::further).toList(),
        Trust.fromJson(fields),
        fields.bool("requestCert", true),
        fields.bool("rejectUnauthorized", true),
        fields.strings("protocols", PROTOCOLS),
        fields.millis("reloadMs", RELOAD));
  }

  private static Identity further(Object entry) {
    if (!(entry instanceof JsonObject json)) {
      throw new IllegalArgumentException("tls[sni must be an array of objects]");
    }
    return Identity.fromJson(new JsonFields("tls.sni", json).only(Identity.KEYS));
  }

  /** The JSON form, every field in it; what is secret too. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    identity.putTo(json);
    JsonArray more = new JsonArray();
    for (Identity further : sni) {
      JsonObject entry = new JsonObject();
      further.putTo(entry);
      more.add(entry);
    }
    json.put("sni", more);
    trust.putTo(json);
    return json.put("requestCert", requestCert)
        .put("rejectUnauthorized", rejectUnauthorized)
        .put("protocols", new JsonArray(protocols))
        .put("reloadMs", reload.toMillis());
  }

  /** These options, but a caller whose certificate is missing or not trusted is let in. */
  public ServerTls withRejectUnauthorized(boolean value) {
    return new ServerTls(identity, sni, trust, requestCert, value, protocols, reload);
  }

  static void checkProtocols(List<String> protocols) {
    if (protocols.isEmpty() || !new HashSet<>(PROTOCOLS).containsAll(protocols)) {
      throw new IllegalArgumentException(
          "tls[protocols must be among " + String.join(", ", PROTOCOLS) + "]");
    }
  }

  static Set<String> union(Set<String> a, Set<String> b, Set<String> c) {
    return Stream.of(a, b, c).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }
}
