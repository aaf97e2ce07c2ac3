package io.grenache.vertx.interop;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers of ours are replaced while a Node client calls them. It learns of that from Node grapes
 * alone, which forget an announcement at the latest after twice their {@code dht_peer_maxAge}, and
 * keeps what it has looked up for {@code lruMaxAgeLookup}: a server that serves on for longer than
 * both is missed by nobody.
 */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeClientSeesRestartsIT {
  private static final String SERVICE = "replaced";
  private static final int PEER_MAX_AGE_MS = 2000;
  private static final int LOOKUP_MS = 500;
  // and a second for what takes time by itself: grapes ask one another
  private static final Duration LAME_DUCK =
      Duration.ofMillis(2 * PEER_MAX_AGE_MS + LOOKUP_MS + 1000);

  private final Answers answers = new Answers();
  private List<String> grapes;

  /** A server with a link, in a Vert.x of its own. */
  private final class Server {
    private final Vertx vertx = Vertx.vertx();
    private final Grenache grenache;
    private final AtomicInteger announced = new AtomicInteger();

    Server(int port) {
      Grenache.register(vertx);
      vertx
          .eventBus()
          .<Event>localConsumer(
              Addresses.DEFAULT.events(),
              event -> {
                if (event.body().type().equals(Event.ANNOUNCED)) {
                  announced.incrementAndGet();
                }
              });
      result(vertx.deployVerticle(answers.handler(SERVICE)));
      LinkOptions link =
          LinkOptions.fromJson(
              new JsonObject()
                  .put("grapes", new JsonArray(grapes))
                  .put("maxAnnouncements", 100)
                  // well within the two thirds of its age that an announcement lives at least
                  .put("announceEveryMs", 500));
      ServerOptions server =
          ServerOptions.DEFAULTS
              .withHost("127.0.0.1")
              .withPort(port)
              .withServices(SERVICE)
              .withLameDuck(LAME_DUCK);
      grenache =
          result(Grenache.start(vertx, GrenacheOptions.NONE.withLink(link).withServer(server)));
      await().until(() -> announced.get() > 0);
    }

    int port() {
      return grenache.serverPort();
    }

    Future<Void> leaving() {
      return grenache.close().eventually(vertx::close);
    }

    void leave() {
      OurPeer.get(leaving());
    }
  }

  @Test
  void noRequestOfANodeClientFails(Peers peers) {
    try (NodePeer network =
        peers.peer(
            "grapes.js", new JsonObject().put("count", 2).put("peerMaxAge", PEER_MAX_AGE_MS))) {
      grapes = network.ready().getJsonArray("urls").stream().map(String.class::cast).toList();
      Server one = new Server(0);
      Server two = new Server(0);
      JsonObject link = new JsonObject().put("lruMaxAgeLookup", LOOKUP_MS);
      try (NodePeer client = peers.client(grapes.get(1), new JsonObject().put("link", link))) {
        client.ask(
            "startAsking",
            new JsonObject().put("service", SERVICE).put("perSecond", 200).put("timeoutMs", 5000));
        untilAsked(client, 200);
        // one comes back where it was, the other elsewhere
        int port = one.port();
        one.leave();
        one = new Server(port);
        untilAsked(client, 200);
        two.leave();
        two = new Server(0);
        untilAsked(client, 200);

        JsonObject facts = (JsonObject) client.ask("stopAsking", new JsonObject());
        System.out.println("a Node client, while two servers were replaced: " + facts);
        assertThat(facts.getJsonObject("faults")).isEmpty();
        assertThat(facts.getInteger("answered"))
            .isEqualTo(facts.getInteger("asked"))
            .isEqualTo(answers.questions());
      } finally {
        // each serves on for its time, which nobody waits for any more
        one.leaving();
        two.leaving();
      }
    }
  }

  private static void untilAsked(NodePeer client, int more) {
    int goal = asked(client) + more;
    await().atMost(Duration.ofSeconds(20)).until(() -> asked(client) >= goal);
  }

  private static int asked(NodePeer client) {
    return ((JsonObject) client.ask("facts", new JsonObject())).getInteger("asked");
  }
}
