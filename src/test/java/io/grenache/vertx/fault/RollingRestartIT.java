package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers are restarted one after the other under load, and nobody notices. */
@Timeout(60)
class RollingRestartIT {
  private static final int RATE = 200;
  private static final int LOOKUP_MS = 300;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @ParameterizedTest
  @CsvSource({"700, false", "700, true", "0, false"})
  void no_request_fails_though_none_is_written_twice(int lameDuckMs, boolean atNewPorts) {
    Vertx vertx = Vertx.vertx();
    Grenache grenache =
        result(
            Grenache.start(
                vertx,
                GrenacheOptions.NONE
                    .withGrape(GrapeOptions.DEFAULTS.withPort(0))
                    .withLink(LinkOptions.fromJson(new JsonObject().put("cacheMs", LOOKUP_MS)))
                    .withClient(ClientOptions.DEFAULTS)));
    Duration lameDuck = Duration.ofMillis(lameDuckMs);
    List<Restartable> servers =
        List.of(
            new Restartable(grenache.grapeUrl(), lameDuck),
            new Restartable(grenache.grapeUrl(), lameDuck));
    try {
      Load load =
          new Load(vertx, Restartable.SERVICE, RATE, TIMEOUT)
              .with("attempts", 1)
              .start()
              .send(RATE);
      for (int round = 0; round < 2; round++) {
        for (Restartable server : servers) {
          server.restart(atNewPorts);
          // others learn of it
          load.send(RATE * 3 / 4);
        }
      }
      Accounts accounts = load.send(RATE).stop();

      System.out.println(accounts);
      accounts.isComplete().hasNoFailure();
      // both came back into use
      assertThat(servers)
          .allSatisfy(server -> assertThat(accounts.answeredBy(server.port())).isPositive());
    } finally {
      servers.forEach(Restartable::stop);
      result(grenache.close());
      result(vertx.close());
    }
  }
}
