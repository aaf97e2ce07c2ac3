package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * Who called. JSON form: {@code {"address"}}.
 *
 * @param address the remote end of the caller's socket, {@code host:port}
 */
public record Caller(String address) {
  /** An absent address is the empty one. */
  public Caller {
    address = address == null ? "" : address;
  }

  static Caller fromJson(JsonObject json) {
    return new Caller(new JsonFields("Caller", json).string("address", ""));
  }

  void encode(JsonBytes out) {
    out.put('{').field("address").string(address).put('}');
  }
}
