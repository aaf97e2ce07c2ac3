package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the other tests here stand on: the real peers understand each other as they are run. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodePeersIT {
  @Test
  void aNodeClientCallsANodeServerThroughAnotherGrape(Peers peers) {
    try (NodePeer server = peers.server(peers.grapes().get(0), "control");
        NodePeer client = peers.client(peers.grapes().get(1))) {
      JsonObject hello = new JsonObject().put("service", "control").put("payload", "hello");
      assertThat(client.ask("request", hello))
          .isEqualTo(new JsonObject().putNull("error").put("result", "world"));
      JsonObject load =
          new JsonObject().put("service", "control").put("count", 100).put("inFlight", 10);
      JsonObject summary = (JsonObject) client.ask("load", load);
      assertThat(summary.getInteger("answered")).isEqualTo(100);
      assertThat(server.ask("seen", new JsonObject())).isEqualTo(101);
    }
  }

  @Test
  void whatOneNodeLinkAnnouncesAnotherFinds(Peers peers) {
    try (NodePeer one = peers.link(peers.grapes().get(0));
        NodePeer other = peers.link(peers.grapes().get(1))) {
      JsonObject announced = new JsonObject().put("service", "control:café").put("port", 1337);
      assertThat(one.ask("announce", announced)).isEqualTo(1);
      assertThat(other.ask("lookup", announced)).isEqualTo(new JsonArray().add("127.0.0.1:1337"));
    }
  }

  @Test
  void nodeGrapesTakeTheSignaturesThatAreMadeHere(Peers peers) {
    try (NodePeer link = peers.link(peers.grapes().get(0))) {
      JsonObject value = new JsonObject().put("v", "größer").put("seq", 1).put("salt", "pépper");
      JsonObject signed = (JsonObject) link.ask("sign", value);
      assertThat((String) link.ask("put", new JsonObject().put("data", signed)))
          .matches("[0-9a-f]{40}");
      signed.put("seq", 2);
      assertThat(link.ask("put", new JsonObject().put("data", signed)))
          .isEqualTo("All queries failed");
    }
  }

  @Test
  void aPeerEndsWithItsStandardInput(Peers peers) {
    NodePeer link = peers.link(peers.grapes().get(0));
    link.close();
    assertThat(link.isAlive()).isFalse();
    assertThatThrownBy(() -> link.ask("lookup", new JsonObject().put("service", "any")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPeerThatCannotStartSaysWhy(Peers peers) {
    assertThatThrownBy(() -> peers.server("http://127.0.0.1:1", "nobody-hears-it"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ECONNREFUSED");
  }
}
