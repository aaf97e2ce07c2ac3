package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our link and {@code grenache-nodejs-link}, each at a Node grape of its own. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OurLinkToNodeGrapesIT {
  // nobody listens there
  private static final String DEAD_GRAPE = "http://127.0.0.1:1";

  private static OurPeer ours;
  private static NodePeer theirs;

  @BeforeAll
  static void start(Peers peers) {
    ours = new OurPeer(peers.grapes().get(0));
    theirs = peers.link(peers.grapes().get(1));
  }

  @AfterAll
  static void stop() {
    if (theirs != null) {
      theirs.close();
    }
    if (ours != null) {
      ours.close();
    }
  }

  private static void announce(OurPeer peer, String service, int port) {
    OurPeer.get(
        peer.bus()
            .request(
                Addresses.DEFAULT.announce(),
                new Announce(service, port),
                new DeliveryOptions().setLocalOnly(true)));
  }

  private static Destinations lookup(OurPeer peer, String service) {
    return OurPeer.get(
            peer.bus().<Destinations>request(Addresses.DEFAULT.lookup(), new Lookup(service)))
        .body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link:plain", "link:größer", "a"})
  void whatWeAnnounceTheyFind(String service) {
    announce(ours, service, 4711);
    assertThat(theirs.ask("lookup", new JsonObject().put("service", service)))
        .isEqualTo(new JsonArray().add("127.0.0.1:4711"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"link:theirs", "link:日本語"})
  void whatTheyAnnounceWeFind(String service) {
    theirs.ask("announce", new JsonObject().put("service", service).put("port", 4712));
    Destinations found = lookup(ours, service);
    assertThat(found.service()).isEqualTo(service);
    assertThat(found.destinations()).containsExactly(new Destination("127.0.0.1", 4712));
    assertThat(found.remaining()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(160));
  }

  @Test
  void allWhoAnnounceAreFound() {
    announce(ours, "link:shared", 4713);
    theirs.ask("announce", new JsonObject().put("service", "link:shared").put("port", 4714));
    assertThat(lookup(ours, "link:shared").destinations())
        .containsExactlyInAnyOrder(
            new Destination("127.0.0.1", 4713), new Destination("127.0.0.1", 4714));
  }

  @Test
  void whatNobodyAnnouncesIsNotFound() {
    assertThatThrownBy(() -> lookup(ours, "link:nobody"))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_GRAPE_LOOKUP_EMPTY));
  }

  @Test
  void aGrapeThatIsDownDoesNotMatterWhileAnotherIsUp(Peers peers) {
    try (OurPeer careful = new OurPeer(DEAD_GRAPE, peers.grapes().get(0))) {
      announce(careful, "link:careful", 4715);
      assertThat(theirs.ask("lookup", new JsonObject().put("service", "link:careful")))
          .isEqualTo(new JsonArray().add("127.0.0.1:4715"));
      assertThat(lookup(careful, "link:careful").destinations())
          .containsExactly(new Destination("127.0.0.1", 4715));
    }
  }

  @Test
  void withoutAnyGrapeALookupFails() {
    try (OurPeer alone = new OurPeer(DEAD_GRAPE)) {
      assertThatThrownBy(() -> lookup(alone, "link:any"))
          .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_GRAPE));
    }
  }
}
