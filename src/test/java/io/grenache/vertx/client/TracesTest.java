package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Request;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TracesTest {
  private static final Request REQUEST = Request.of("s", 1).withHeaders(Map.of("a", "b"));

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void the_trace_of_the_message_goes_on_beside_the_requests_own_headers() {
    Request continued =
        Traces.continued(REQUEST, headers("traceparent", "00-1", "tracestate", "x=1"));

    assertThat(continued.headers())
        .isEqualTo(Map.of("a", "b", "traceparent", "00-1", "tracestate", "x=1"));
    assertThat(continued.withHeaders(REQUEST.headers())).isEqualTo(REQUEST);
  }

  @Test
  void a_trace_that_the_request_names_itself_stays() {
    Request named = REQUEST.withHeaders(Map.of("traceparent", "00-own"));

    Request continued =
        Traces.continued(named, headers("traceparent", "00-other", "tracestate", "x=1"));

    assertThat(continued).isSameAs(named);
  }

  @Test
  void other_headers_of_the_message_stay_on_the_bus() {
    assertThat(Traces.continued(REQUEST, headers("action", "x"))).isSameAs(REQUEST);
    assertThat(Traces.continued(REQUEST, headers("action", "x", "traceparent", "00-1")).headers())
        .isEqualTo(Map.of("a", "b", "traceparent", "00-1"));
  }

  @Test
  void a_message_without_headers_changes_nothing() {
    assertThat(Traces.continued(REQUEST, headers())).isSameAs(REQUEST);
  }
}
