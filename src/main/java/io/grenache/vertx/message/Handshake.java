package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Somebody wants to come in: sent to {@link Addresses#admit()} before a socket becomes a WebSocket,
 * and answered with an {@link Admission}. JSON form: {@code {"path", "origin", "headers",
 * "caller"}}.
 *
 * @param path what was asked for, without the query: {@code /ws}
 * @param origin the web page whose script asks; null if the peer is no browser
 * @param headers by their names in lower case; of several with one name the first. They may hold
 *     secrets
 * @param caller who it is
 */
public record Handshake(String path, String origin, Map<String, String> headers, Caller caller) {
  /** Copies the headers. */
  public Handshake {
    path = path == null ? "" : path;
    headers = Checks.headers("Handshake", headers);
    caller = caller == null ? new Caller("") : caller;
  }

  /** Reads the JSON form. */
  public static Handshake fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Handshake", json);
    return new Handshake(
        fields.string("path", ""),
        fields.string("origin", null),
        fields.stringMap("headers"),
        Caller.fromJson(fields.object("caller", new JsonObject())));
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.HANDSHAKE.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("path").string(path);
    Records.optional(out, "origin", origin);
    Records.optional(out, "headers", headers);
    caller.encode(out.field("caller"));
    out.put('}');
  }

  /** Without the headers, which may hold secrets. */
  @Override
  public String toString() {
    return "Handshake[path=" + path + ", origin=" + origin + ", caller=" + caller + "]";
  }
}
