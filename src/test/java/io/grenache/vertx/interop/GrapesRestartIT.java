package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.link.LinkVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two Node grapes that are killed, and started again on their ports, with empty tables. */
@NodePeers
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class GrapesRestartIT {
  private static final int SERVICES = 5;

  /** About 5 s are promised; this machine may be slow. */
  private static final Duration FOUND_AGAIN = Duration.ofSeconds(9);

  private final List<Place> places = new ArrayList<>();
  private final List<NodePeer> grapes = new ArrayList<>();
  private final Vertx announcer = Vertx.vertx();
  private final List<Vertx> seekers = new ArrayList<>();
  private Peers peers;

  private record Place(int dhtPort, int apiPort) {
    static Place free() throws IOException {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (DatagramSocket udp = new DatagramSocket(0, loopback);
          ServerSocket tcp = new ServerSocket(0, 1, loopback)) {
        return new Place(udp.getLocalPort(), tcp.getLocalPort());
      }
    }

    String dht() {
      return "127.0.0.1:" + dhtPort;
    }

    String url() {
      return "http://127.0.0.1:" + apiPort;
    }
  }

  @BeforeEach
  void start(Peers peers) throws Exception {
    this.peers = peers;
    places.add(Place.free());
    places.add(Place.free());
    startGrapes();
    deploy(announcer, LinkOptions.DEFAULTS.withGrapes(places.stream().map(Place::url).toList()));
    for (Place place : places) {
      // one for each grape, without a memory of its own
      Vertx seeker = Vertx.vertx();
      seekers.add(seeker);
      deploy(
          seeker,
          LinkOptions.fromJson(
              new JsonObject()
                  .put("grapes", new JsonArray().add(place.url()))
                  // a grape waits up to 2.5 s for a neighbour that is gone, and may be busy besides
                  .put("requestTimeoutMs", 6000)
                  .put("cacheMs", 0)
                  .put("staleMs", 0)));
    }
    for (int i = 0; i < SERVICES; i++) {
      OurPeer.get(
          announcer
              .eventBus()
              .request(
                  Addresses.DEFAULT.announce(),
                  new Announce("restart:" + i, 4800 + i),
                  new DeliveryOptions().setLocalOnly(true)));
    }
    untilAllAreFound(FOUND_AGAIN);
  }

  @AfterEach
  void stop() {
    seekers.forEach(vertx -> OurPeer.get(vertx.close()));
    OurPeer.get(announcer.close());
    grapes.forEach(NodePeer::close);
  }

  private static void deploy(Vertx vertx, LinkOptions options) {
    OurPeer.get(vertx.deployVerticle(new LinkVerticle(options)));
  }

  private void startGrapes() {
    for (int i = 0; i < places.size(); i++) {
      startGrape(i);
    }
  }

  private void startGrape(int index) {
    Place own = places.get(index);
    grapes.add(
        peers.peer(
            "grapes.js",
            new JsonObject()
                .put("dhtPort", own.dhtPort)
                .put("apiPort", own.apiPort)
                .put(
                    "bootstrap",
                    new JsonArray(
                        places.stream().filter(place -> place != own).map(Place::dht).toList()))));
  }

  private void killGrapes() {
    grapes.forEach(NodePeer::kill);
    await().until(() -> grapes.stream().noneMatch(NodePeer::isAlive));
    grapes.clear();
  }

  private boolean finds(Vertx seeker, int service) {
    try {
      Destinations found =
          OurPeer.get(
                  seeker
                      .eventBus()
                      .<Destinations>request(
                          Addresses.DEFAULT.lookup(), new Lookup("restart:" + service)))
              .body();
      return found.destinations().contains(new Destination("127.0.0.1", 4800 + service));
    } catch (ReplyException e) {
      return false;
    }
  }

  private void untilAllAreFound(Duration patience) {
    await()
        .atMost(patience)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              for (Vertx seeker : seekers) {
                for (int i = 0; i < SERVICES; i++) {
                  if (!finds(seeker, i)) {
                    return false;
                  }
                }
              }
              return true;
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void servicesAreFoundAgainSoonAfterBothGrapesWereRestarted(int secondsDown) throws Exception {
    // by then the link has seen what each grape lists; nothing tells of that
    TimeUnit.SECONDS.sleep(4);
    killGrapes();
    TimeUnit.SECONDS.sleep(secondsDown);
    startGrapes();
    long restartedNs = System.nanoTime();
    untilAllAreFound(FOUND_AGAIN);
    System.out.println(
        "found again " + (System.nanoTime() - restartedNs) / 1_000_000 + " ms after the restart");
  }

  @Test
  void oneGrapeThatIsRestartedCostsNoLookup() {
    grapes.get(0).kill();
    await().until(() -> !grapes.get(0).isAlive());
    // takes seconds: the other grape waits for the dead one
    assertThat(finds(seekers.get(1), 0)).isTrue();
    startGrape(0);
    untilAllAreFound(FOUND_AGAIN);
  }
}
