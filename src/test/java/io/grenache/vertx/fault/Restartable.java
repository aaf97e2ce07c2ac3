package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A server of the service {@code echo} with all it needs, as a process of its own would have it.
 */
final class Restartable {
  static final String SERVICE = "echo";

  /** What a handler takes, so that there is always something that runs. */
  private static final int HANDLER_MS = 20;

  private final String grape;
  private final Duration lameDuck;
  private int port;
  private Vertx vertx;
  private Grenache grenache;

  /**
   * @param lameDuck how long it serves on when it is stopped
   */
  Restartable(String grape, Duration lameDuck) {
    this.grape = grape;
    this.lameDuck = lameDuck;
    start();
  }

  int port() {
    return port;
  }

  /** Leaves in order, and comes back at the same port or a new one. */
  void restart(boolean atNewPort) {
    stop();
    port = atNewPort ? 0 : port;
    start();
  }

  private void start() {
    vertx = Vertx.vertx();
    Grenache.register(vertx);
    CountDownLatch announced = new CountDownLatch(1);
    vertx
        .eventBus()
        .<Event>localConsumer(
            Addresses.DEFAULT.events(),
            event -> {
              if (event.body().type().equals(Event.ANNOUNCED)) {
                announced.countDown();
              }
            });
    vertx.eventBus().<Call>consumer(Addresses.DEFAULT.service(SERVICE), this::answer);
    ServerOptions server =
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withPort(port)
            .withServices(SERVICE)
            .withLameDuck(lameDuck);
    grenache =
        result(
            Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withLink(LinkOptions.DEFAULTS.withGrapes(List.of(grape)))
                    .withServer(server)));
    port = grenache.serverPort();
    await().until(() -> announced.getCount() == 0);
  }

  private void answer(Message<Call> call) {
    vertx.setTimer(HANDLER_MS, id -> call.reply(call.body().payload()));
  }

  void stop() {
    result(grenache.close());
    result(vertx.close());
  }
}
