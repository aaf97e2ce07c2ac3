package io.grenache.vertx.server;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.message.Addresses;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * How one service is served. In JSON {@code {"name", "body"}}, or the name alone.
 *
 * @param name the name of the service
 * @param body whether handlers get {@link io.grenache.vertx.message.Call} itself or its JSON form
 */
public record ServiceOptions(String name, Body body) {
  /** What a handler gets as the body of its message. */
  public enum Body {
    /** A {@link io.grenache.vertx.message.Call}. */
    RECORD,
    /** The JSON form of a call, a {@link JsonObject}. Fractions become doubles. */
    JSON
  }

  /** Refuses an empty name. */
  public ServiceOptions {
    if (name == null || name.isBlank() || name.length() > Addresses.MAX_SERVICE_LENGTH) {
      throw new IllegalArgumentException(
          "ServiceOptions[name must be a non-empty string of at most "
              + Addresses.MAX_SERVICE_LENGTH
              + " characters]");
    }
    body = body == null ? Body.RECORD : body;
  }

  /** A service whose handlers get records. */
  public static ServiceOptions of(String name) {
    return new ServiceOptions(name, Body.RECORD);
  }

  static ServiceOptions fromJson(Object entry) {
    if (entry instanceof String name) {
      return of(name);
    }
    if (!(entry instanceof JsonObject json)) {
      throw new IllegalArgumentException(
          "ServerOptions[services must be an array of names or objects]");
    }
    JsonFields fields = new JsonFields("ServiceOptions", json).only(Set.of("name", "body"));
    String body = fields.string("body", "record");
    return switch (body) {
      case "record" -> new ServiceOptions(fields.required("name"), Body.RECORD);
      case "json" -> new ServiceOptions(fields.required("name"), Body.JSON);
      default -> throw fields.wrong("body", "\"record\" or \"json\"", body);
    };
  }

  Object toJson() {
    return body == Body.RECORD ? name : new JsonObject().put("name", name).put("body", "json");
  }
}
