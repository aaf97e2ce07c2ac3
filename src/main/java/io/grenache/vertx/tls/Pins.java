package io.grenache.vertx.tls;

import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The option {@code servicePins}: for a service, or a channel, the certificates that whoever
 * announces it must have one of, by their SHA-256. JSON form: {@code {"service": ["AB:CD:…"]}}.
 */
public final class Pins {
  private static final String NAME = "servicePins";

  private Pins() {}

  /**
   * The pins in the form that {@link Fingerprints} give, in an immutable map.
   *
   * @param owner what the options are, as errors shall name them
   * @param tls of the same options; pins need it
   * @throws IllegalArgumentException a service has no pins, one is no SHA-256, or there is no TLS
   */
  public static Map<String, List<String>> normal(
      String owner, Map<String, List<String>> pins, ClientTls tls) {
    Map<String, List<String>> normal = new LinkedHashMap<>();
    pins.forEach(
        (service, fingerprints) -> {
          String option = owner + "[" + NAME + "." + service;
          if (fingerprints.isEmpty()) {
            throw new IllegalArgumentException(option + " must not be empty]");
          }
          normal.put(service, Fingerprints.normal(option, fingerprints, false));
        });
    if (!normal.isEmpty() && tls == null) {
      throw new IllegalArgumentException(
          owner + "[" + NAME + " needs tls: without it no server shows a certificate]");
    }
    return Collections.unmodifiableMap(normal);
  }

  /**
   * Reads the JSON form.
   *
   * @param json null for none
   */
  public static Map<String, List<String>> fromJson(String owner, JsonObject json) {
    if (json == null) {
      return Map.of();
    }
    JsonFields lists = new JsonFields(owner + "." + NAME, json);
    Map<String, List<String>> pins = new LinkedHashMap<>();
    json.fieldNames().forEach(service -> pins.put(service, lists.strings(service, List.of())));
    return pins;
  }

  /** The JSON form. */
  public static JsonObject toJson(Map<String, List<String>> pins) {
    JsonObject json = new JsonObject();
    pins.forEach((service, fingerprints) -> json.put(service, new JsonArray(fingerprints)));
    return json;
  }
}
