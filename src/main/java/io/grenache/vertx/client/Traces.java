package io.grenache.vertx.client;

import io.grenache.vertx.message.Request;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a trace go on behind the wire: a tracer of Vert.x puts it into the headers of the message on
 * the bus.
 */
final class Traces {
  // W3C Trace Context
  private static final List<String> HEADERS = List.of("traceparent", "tracestate");

  private Traces() {}

  /** The request with the trace of the message that brought it, unless it names one itself. */
  static Request continued(Request request, MultiMap of) {
    if (of.isEmpty() || request.headers().containsKey(HEADERS.get(0))) {
      return request;
    }
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    for (String name : HEADERS) {
      String value = of.get(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers.size() == request.headers().size() ? request : request.withHeaders(headers);
  }
}
