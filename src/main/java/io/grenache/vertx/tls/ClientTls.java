package io.grenache.vertx.tls;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;

/**
 * TLS towards destinations. The JSON form has the names of the reference's {@code secure} object:
 * {@code {"key", "cert", "ca", "passphrase", "rejectUnauthorized"}}, and besides {@code
 * {"keyStore", "trustStore", "trustPassphrase", "verifyHost", "serverName", "protocols",
 * "reloadMs"}}.
 *
 * @param identity who the client is; {@link Identity#NONE} if it shows no certificate
 * @param trust who signs the certificates of servers; {@link Trust#NONE} for the CAs of the JDK
 * @param rejectUnauthorized whether a server that is not trusted is left before anything is sent.
 *     If not, {@code ca} and {@code verifyHost} are of no effect, and whoever sits between can read
 *     and answer: only pins help then
 * @param verifyHost whether the server's certificate must have the name, or the address, of its
 *     destination. Where certificates have no addresses, say {@code serverName}, or pin
 * @param serverName the name that is asked for (SNI) and that the certificate must have in place of
 *     the destination's, since destinations are addresses; null for the destination's own
 * @param protocols of {@code TLSv1.2} and {@code TLSv1.3}
 * @param reload how often the files are looked at; where one has changed, new handshakes use what
 *     it holds now. 0: never
 */
public record ClientTls(
    Identity identity,
    Trust trust,
    boolean rejectUnauthorized,
    boolean verifyHost,
    String serverName,
    List<String> protocols,
    Duration reload) {

  private static final String OWNER = "tls";
  private static final Set<String> KEYS =
      ServerTls.union(
          Identity.KEYS,
          Trust.KEYS,
          Set.of("rejectUnauthorized", "verifyHost", "serverName", "protocols", "reloadMs"));

  /** Checks the fields against each other. */
  public ClientTls {
    protocols = List.copyOf(protocols);
    identity.check(OWNER);
    trust.check(OWNER);
    ServerTls.checkProtocols(protocols);
    new OptionRules(OWNER).time("reloadMs", reload, 0);
    if (serverName != null && !isHostName(serverName)) {
      throw new IllegalArgumentException("tls[serverName must be the name of a host]");
    }
  }

  private static boolean isHostName(String name) {
    try {
      return !new SNIHostName(name).getAsciiName().isBlank();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A client that trusts what that CA has signed, for the name or address it was issued for. */
  public static ClientTls of(Identity identity, Trust trust) {
    return new ClientTls(identity, trust, true, true, null, ServerTls.PROTOCOLS, ServerTls.RELOAD);
  }

  /** Reads the JSON form, starting from the defaults. An unknown field is an error. */
  public static ClientTls fromJson(JsonObject json) {
    JsonFields fields = new JsonFields(OWNER, json).only(KEYS);
    return new ClientTls(
        Identity.fromJson(fields),
        Trust.fromJson(fields),
        fields.bool("rejectUnauthorized", true),
        fields.bool("verifyHost", true),
        fields.string("serverName", null),
        fields.strings("protocols", ServerTls.PROTOCOLS),
        fields.millis("reloadMs", ServerTls.RELOAD));
  }

  /** The JSON form, every field in it; what is secret too. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    identity.putTo(json);
    trust.putTo(json);
    return json.put("rejectUnauthorized", rejectUnauthorized)
        .put("verifyHost", verifyHost)
        .put("serverName", serverName)
        .put("protocols", new JsonArray(protocols))
        .put("reloadMs", reload.toMillis());
  }

  /** These options with another name that servers must have. */
  public ClientTls withServerName(String value) {
    return new ClientTls(identity, trust, rejectUnauthorized, verifyHost, value, protocols, reload);
  }

  /** These options, but whether the certificate has the right name is not checked, or is. */
  public ClientTls withVerifyHost(boolean value) {
    return new ClientTls(identity, trust, rejectUnauthorized, value, serverName, protocols, reload);
  }
}
