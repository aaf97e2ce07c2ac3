package io.grenache.vertx.transport;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ListenAddressTest {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private HttpServer listen(String deployment) {
    return result(
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end())
            .listen(ListenAddress.of(vertx, deployment, HOST, 0)));
  }

  @Test
  void a_real_port_is_passed_through() {
    for (int port : new int[] {1, 80, 65535}) {
      assertThat(ListenAddress.of(vertx, "a", "::1", port))
          .isEqualTo(SocketAddress.inetSocketAddress(port, "::1"));
    }
  }

  @Test
  void listeners_of_a_deployment_share_a_random_port_and_deployments_do_not() {
    int first = listen("first").actualPort();
    int second = listen("second").actualPort();

    assertThat(first).isPositive().isEqualTo(listen("first").actualPort());
    assertThat(second).isPositive().isEqualTo(listen("second").actualPort()).isNotEqualTo(first);
  }

  @Test
  void instances_that_start_at_once_agree() {
    Set<SocketAddress> addresses = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 1000)
        .parallel()
        .forEach(i -> addresses.add(ListenAddress.of(vertx, "a", HOST, 0)));

    assertThat(addresses).hasSize(1);
  }

  @Test
  void a_released_deployment_is_forgotten_and_others_are_not() {
    SocketAddress a = ListenAddress.of(vertx, "a", HOST, 0);
    SocketAddress b = ListenAddress.of(vertx, "b", HOST, 0);

    ListenAddress.release(vertx, "a");
    ListenAddress.release(vertx, "a");

    assertThat(ListenAddress.of(vertx, "b", HOST, 0)).isEqualTo(b);
    assertThat(ListenAddress.of(vertx, "a", HOST, 0)).isNotEqualTo(a).isNotEqualTo(b);
  }

  @Test
  void a_port_belongs_to_the_instances_of_one_deployment_until_it_has_ended() {
    assertThat(ListenAddress.claim(vertx, "a", HOST, 80)).isTrue();
    assertThat(ListenAddress.claim(vertx, "a", HOST, 80)).isTrue();
    assertThat(ListenAddress.claim(vertx, "b", HOST, 80)).isFalse();
    assertThat(ListenAddress.claim(vertx, "b", HOST, 81)).isTrue();
    assertThat(ListenAddress.claim(vertx, "b", HOST, 0)).isTrue();

    ListenAddress.release(vertx, "b");
    assertThat(ListenAddress.claim(vertx, "b", HOST, 80)).isFalse();
    ListenAddress.release(vertx, "a");
    assertThat(ListenAddress.claim(vertx, "b", HOST, 80)).isTrue();
  }

  @Test
  void another_vertx_in_the_process_has_other_ports() {
    Vertx other = Vertx.vertx();
    try {
      assertThat(ListenAddress.of(other, "a", HOST, 0))
          .isNotEqualTo(ListenAddress.of(vertx, "a", HOST, 0));
    } finally {
      result(other.close());
    }
  }
}
