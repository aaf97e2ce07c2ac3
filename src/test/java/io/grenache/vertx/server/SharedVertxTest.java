package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedVertxTest {
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS
          .withLameDuck(Duration.ZERO)
          .withHost("127.0.0.1")
          .withServices("orders");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    result(vertx.close());
  }

  @Test
  void a_second_server_on_the_port_of_the_first_fails_until_that_has_ended() {
    ServerVerticle probe = new ServerVerticle(OPTIONS);
    String probing = result(vertx.deployVerticle(probe));
    int port = probe.port();
    result(vertx.undeploy(probing));
    String first = result(vertx.deployVerticle(new ServerVerticle(OPTIONS.withPort(port))));

    // it might ask less of its callers than the first
    assertThatThrownBy(
            () -> result(vertx.deployVerticle(new ServerVerticle(OPTIONS.withPort(port)))))
        .hasMessageContaining("ListenOptions[host 127.0.0.1, port " + port + "]");
    new RawPeer(vertx, port).close();
    result(vertx.undeploy(first));
    result(vertx.deployVerticle(new ServerVerticle(OPTIONS.withPort(port))));
  }

  @Test
  void a_server_whose_first_announcement_failed_serves_on_once_the_link_has_made_up_for_it() {
    Codecs.register(vertx);
    Set<String> events = ConcurrentHashMap.newKeySet();
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), event -> events.add(event.body().type()));
    vertx
        .eventBus()
        .<Announce>localConsumer(
            Addresses.DEFAULT.announce(),
            message -> {
              events.add("asked");
              Failure.answer(message, Failure.ERR_GRAPE.with("no grape answers"));
            });
    String server =
        result(
            vertx.deployVerticle(new ServerVerticle(OPTIONS.withLameDuck(Duration.ofMillis(100)))));
    await().until(() -> events.contains("asked"));
    vertx
        .eventBus()
        .publish(
            Addresses.DEFAULT.events(),
            Event.of(Event.ANNOUNCED, "orders", null, "port 1, taken by a grape"),
            new DeliveryOptions().setLocalOnly(true));
    await().until(() -> events.contains(Event.ANNOUNCED));

    result(vertx.undeploy(server));
    await().until(() -> events.contains(Event.LEAVING));
  }
}
