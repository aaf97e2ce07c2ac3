package io.grenache.vertx.server;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.PeerCertificate;
import io.grenache.vertx.tls.Fingerprints;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * How one service is served. In JSON {@code {"name", "body", "allowedFingerprints"}}, or the name
 * alone.
 *
 * @param name the name of the service
 * @param body whether handlers get {@link io.grenache.vertx.message.Call} itself or its JSON form
 * @param allowedFingerprints certificates of callers, SHA-256 or SHA-1; others get {@code
 *     ERR_FORBIDDEN}. An empty list lets nobody call; null everybody who was let in
 */
public record ServiceOptions(String name, Body body, List<String> allowedFingerprints) {
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
    allowedFingerprints =
        allowedFingerprints == null
            ? null
            : Fingerprints.normal(
                "ServiceOptions[allowedFingerprints of " + name, allowedFingerprints, true);
  }

  /** A service that everybody may call who was let in. */
  public ServiceOptions(String name, Body body) {
    this(name, body, null);
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
    JsonFields fields =
        new JsonFields("ServiceOptions", json).only(Set.of("name", "body", "allowedFingerprints"));
    String name = fields.required("name");
    String body = fields.string("body", "record");
    List<String> allowed = fields.strings("allowedFingerprints", null);
    return switch (body) {
      case "record" -> new ServiceOptions(name, Body.RECORD, allowed);
      case "json" -> new ServiceOptions(name, Body.JSON, allowed);
      default -> throw fields.wrong("body", "\"record\" or \"json\"", body);
    };
  }

  /** These options for callers with these certificates alone. */
  public ServiceOptions withAllowedFingerprints(String... fingerprints) {
    return new ServiceOptions(name, body, List.of(fingerprints));
  }

  boolean allows(Caller caller) {
    PeerCertificate certificate = caller.certificate();
    return allowedFingerprints == null
        || certificate != null && certificate.isAmong(allowedFingerprints);
  }

  Object toJson() {
    if (body == Body.RECORD && allowedFingerprints == null) {
      return name;
    }
    JsonObject json = new JsonObject().put("name", name);
    json.put("body", body == Body.RECORD ? "record" : "json");
    if (allowedFingerprints != null) {
      json.put("allowedFingerprints", new JsonArray(allowedFingerprints));
    }
    return json;
  }
}
