package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.message.Destination;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks static routes, {@code {"orders": ["10.0.0.5:7001"]}}. */
final class Routes {
  private static final int MAX_SERVICES = 100_000;
  private static final int MAX_DESTINATIONS = 1000;

  private Routes() {}

  /** Reads the JSON form; an error names the service and the entry, by its place. */
  static Map<String, List<Destination>> fromJson(JsonObject json) {
    JsonFields services = new JsonFields("LinkOptions.routes", json);
    Map<String, List<Destination>> routes = new LinkedHashMap<>();
    for (String service : json.fieldNames()) {
      List<Destination> destinations = new ArrayList<>();
      for (String entry : services.strings(service, List.of())) {
        try {
          destinations.add(Destination.parse(entry));
        } catch (IllegalArgumentException e) {
          throw wrong(
              "entry "
                  + (destinations.size() + 1)
                  + " of "
                  + service
                  + " is wrong: "
                  + e.getMessage());
        }
      }
      routes.put(service, destinations);
    }
    return routes;
  }

  static JsonObject toJson(Map<String, List<Destination>> routes) {
    JsonObject json = new JsonObject();
    routes.forEach(
        (service, destinations) ->
            json.put(
                service, new JsonArray(destinations.stream().map(Destination::toString).toList())));
    return json;
  }

  /** An immutable copy that keeps the order. */
  static Map<String, List<Destination>> checked(Map<String, List<Destination>> routes) {
    if (routes.size() > MAX_SERVICES) {
      throw wrong("there must be at most " + MAX_SERVICES + " services, were " + routes.size());
    }
    Map<String, List<Destination>> copy = new LinkedHashMap<>();
    routes.forEach(
        (service, destinations) -> {
          if (service == null || service.isBlank()) {
            throw wrong("the name of a service must be a non-empty string");
          }
          int count = destinations == null ? 0 : destinations.size();
          if (count < 1 || count > MAX_DESTINATIONS) {
            throw wrong(
                service
                    + " must have from 1 to "
                    + MAX_DESTINATIONS
                    + " destinations, had "
                    + count);
          }
          copy.put(service, List.copyOf(destinations));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException("LinkOptions.routes[" + rule + "]");
  }
}
