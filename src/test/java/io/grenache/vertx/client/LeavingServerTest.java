package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.fails;
import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that crosses a server's goodbye on its way. */
@Timeout(20)
class LeavingServerTest {
  private static final String ALL_ANSWERED = "all that was taken is answered";

  private final ClientFixture client = new ClientFixture();

  @AfterEach
  void close() {
    client.close();
  }

  private KinPeer leaving(int code, String reason) {
    return new KinPeer(client.vertx, (socket, frame) -> socket.close((short) code, reason));
  }

  @Test
  void it_moves_on_for_free_if_all_that_the_server_took_is_answered() {
    KinPeer leaving = leaving(1001, ALL_ANSWERED);
    KinPeer other = KinPeer.echo(client.vertx);
    new StaticLink(client.vertx).route("s", leaving.port(), other.port());
    client.deploy(new JsonObject());

    for (int i = 0; i < 50 || leaving.frames().isEmpty(); i++) {
      assertThat(result(client.request(in(5000, i))).destination().port()).isEqualTo(other.port());
    }
    assertThat(leaving.frames()).isNotEmpty();
  }

  @Test
  void without_another_destination_it_fails_as_one_that_did_not_run() {
    new StaticLink(client.vertx).route("s", leaving(1001, ALL_ANSWERED).port());
    client.deploy(new JsonObject());

    fails(client.request(in(5000, 1)), Failure.ERR_DRAINING);
  }

  @ParameterizedTest
  @CsvSource({"1001, going away", "1000, " + ALL_ANSWERED, "1001, "})
  void it_is_lost_if_the_server_does_not_say_so(int code, String reason) {
    KinPeer leaving = leaving(code, reason);
    new StaticLink(client.vertx).route("s", leaving.port());
    client.deploy(new JsonObject());

    fails(client.request(in(5000, 1)), Failure.ERR_TRANSPORT_CLOSE);
  }
}
