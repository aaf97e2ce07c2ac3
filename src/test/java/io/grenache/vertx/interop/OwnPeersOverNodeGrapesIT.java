package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two applications of ours that know nothing of each other but a Node grape each. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnPeersOverNodeGrapesIT {
  private static final String SERVICE = "to-ourselves";

  private static OurPeer serving;
  private static OurPeer asking;
  private static int port;

  @BeforeAll
  static void start(Peers peers) {
    serving = new OurPeer(peers.grapes().get(0));
    serving.handle(SERVICE, new Answers());
    port = serving.serve(ServerOptions.DEFAULTS.withLameDuck(Duration.ZERO).withServices(SERVICE));
    asking = new OurPeer(peers.grapes().get(1));
    asking.becomeClient();
  }

  @AfterAll
  static void stop() {
    if (asking != null) {
      asking.close();
    }
    if (serving != null) {
      serving.close();
    }
  }

  @Test
  void theyFindEachOther() {
    Reply reply = asking.request(Request.of(SERVICE, "hello"));
    assertThat(reply.result().json()).isEqualTo("world");
    assertThat(reply.destination()).isEqualTo(new Destination("127.0.0.1", port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "0.12345678901234567891",
        "[100000000000000000001,1E400,-0.0]",
        "{\"price\":1.10,\"amount\":0.12345678901234567891,\"price\":2.50}"
      })
  void numbersPassThroughAsTheyAreWritten(String json) {
    Reply reply = asking.request(Request.of(SERVICE, Payload.ofJson(json)));
    assertThat(reply.result().text()).isEqualTo(json);
  }

  @Test
  void aMebibyteComesBack() {
    Payload payload = Payload.of("0123456789abcdé".repeat(65_536));
    assertThat(asking.request(Request.of(SERVICE, payload)).result()).isEqualTo(payload);
  }
}
