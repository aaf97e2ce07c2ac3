package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tracer of Vert.x finds when a call comes to its handler. */
@Timeout(20)
class CallTraceTest {
  private final BlockingQueue<Map<String, String>> received = new LinkedBlockingQueue<>();
  private final Vertx vertx =
      Vertx.builder().withTracer((TracingOptions options) -> new Tracer(received)).build();
  private RawPeer peer;

  /** Puts a trace of its own into all that is sent, and notes what comes to the handler. */
  private record Tracer(BlockingQueue<Map<String, String>> received)
      implements VertxTracer<Object, Object> {
    @Override
    public <R> Object sendRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        BiConsumer<String, String> headers,
        TagExtractor<R> tags) {
      if (policy != TracingPolicy.IGNORE) {
        headers.accept("traceparent", "of the socket");
      }
      return null;
    }

    @Override
    public <R> Object receiveRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        Iterable<Map.Entry<String, String>> headers,
        TagExtractor<R> tags) {
      if (request instanceof Message<?> message && message.address().endsWith(".orders")) {
        Map<String, String> seen = new TreeMap<>();
        headers.forEach(header -> seen.put(header.getKey(), header.getValue()));
        received.add(seen);
      }
      return null;
    }
  }

  @BeforeEach
  void serve() {
    ServerVerticle server =
        new ServerVerticle(
            ServerOptions.DEFAULTS
                .withLameDuck(Duration.ZERO)
                .withHost("127.0.0.1")
                .withServices("orders"));
    result(
        vertx
            .eventBus()
            .<Call>consumer("grenache.service.orders")
            .handler(call -> call.reply(call.body().headers().size()))
            .completion());
    result(vertx.deployVerticle(server));
    peer = new RawPeer(vertx, server.port(), "/ws", true);
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private Map<String, String> received(String headers) throws InterruptedException {
    peer.text("[1,\"orders\",0,{\"v\":1,\"h\":" + headers + "}]").receive();
    return received.poll(5, TimeUnit.SECONDS);
  }

  @Test
  void the_callers_trace_goes_on_and_no_other_header_of_his_is_the_messages() throws Exception {
    assertThat(received("{\"traceparent\":\"00-1-2-01\",\"tracestate\":\"a=b\",\"token\":\"x\"}"))
        .isEqualTo(Map.of("traceparent", "00-1-2-01", "tracestate", "a=b"));
    assertThat(received("{\"traceparent\":\"00-1-2-01\"}"))
        .isEqualTo(Map.of("traceparent", "00-1-2-01"));
  }

  @Test
  void without_a_callers_trace_the_tracer_does_as_it_does() throws Exception {
    assertThat(received("{\"tracestate\":\"a=b\"}"))
        .isEqualTo(Map.of("traceparent", "of the socket"));
  }

  @Test
  void handlers_of_the_helper_get_their_calls_over_the_bus_where_the_tracer_sees_them()
      throws Exception {
    result(
        Service.handle(vertx, "orders", call -> Future.succeededFuture(call.headers().size()))
            .completion());
    for (int i = 0; i < 4 * Shortcut.PROOF; i++) {
      assertThat(received("{\"traceparent\":\"00-1-2-01\"}")).as("call %d", i).isNotEmpty();
    }
  }
}
