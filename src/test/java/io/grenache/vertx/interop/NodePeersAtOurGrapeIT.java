package io.grenache.vertx.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.grape.GrapeVerticle;
import io.grenache.vertx.interop.NodePeer.PeerError;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Node peers with our embedded grape in place of theirs. */
@NodePeers
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodePeersAtOurGrapeIT {
  private static Vertx vertx;
  private static String url;
  private static NodePeer link;

  @BeforeAll
  static void start(Peers peers) {
    vertx = Vertx.vertx();
    GrapeVerticle grape = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0));
    OurPeer.get(vertx.deployVerticle(grape));
    url = "http://127.0.0.1:" + grape.port();
    link = peers.link(url);
  }

  @AfterAll
  static void stop() {
    if (link != null) {
      link.close();
    }
    OurPeer.get(vertx.close());
  }

  private static Object put(Object data) {
    return link.ask("put", new JsonObject().put("data", data));
  }

  private static Object get(Object data) {
    return link.ask("get", new JsonObject().put("data", data));
  }

  /** The data of a mutable put, signed. */
  private static JsonObject signed(String value, int sequence, String salt) {
    JsonObject fields = new JsonObject().put("v", value).put("seq", sequence);
    return (JsonObject) link.ask("sign", salt == null ? fields : fields.put("salt", salt));
  }

  @Test
  void aNodeClientFindsAndCallsANodeServer(Peers peers) {
    try (NodePeer server = peers.server(url, "rpc_test");
        NodePeer client = peers.client(url)) {
      JsonObject hello = new JsonObject().put("service", "rpc_test").put("payload", "hello");
      assertThat(client.ask("request", hello))
          .isEqualTo(new JsonObject().putNull("error").put("result", "world"));
      assertThat(server.ask("seen", new JsonObject())).isEqualTo(1);
    }
  }

  @Test
  void whatIsAnnouncedIsFound() {
    JsonObject service = new JsonObject().put("service", "größer").put("port", 1337);
    assertThat(link.ask("announce", service)).isEqualTo(1);
    assertThat(link.ask("lookup", service)).isEqualTo(new JsonArray().add("127.0.0.1:1337"));
  }

  @Test
  void whatIsNotAnnouncedIsNotFound() {
    assertThatThrownBy(() -> link.ask("lookup", new JsonObject().put("service", "nobody")))
        .isInstanceOf(PeerError.class)
        .hasMessage("ERR_GRAPE_LOOKUP_EMPTY");
  }

  @Test
  void aValueIsPutUnderItsHashAndGot() {
    // the SHA-1 of 11:hello world
    String hash = "6d33adc2b6b2c14c3036feefb7fedbca1a880527";
    assertThat(put(new JsonObject().put("v", "hello world"))).isEqualTo(hash);
    assertThat(((JsonObject) get(hash)).getString("v")).isEqualTo("hello world");
  }

  @Test
  void aPutWithoutValueOrWithTooMuchOfItIsAnError() {
    assertThat(put(new JsonObject())).isEqualTo("opts.v not given");
    assertThat(put(new JsonObject().put("v", "x".repeat(1000))))
        .isEqualTo("v must be less than 1000 bytes in put()");
  }

  @Test
  void whatIsNotThereIsGotAsNothing() {
    assertThat(get("ab".repeat(20))).isEqualTo("");
  }

  @Test
  void aSignedValueIsPutAndReplaced() {
    JsonObject first = signed("first, größer", 1, "pépper");
    String hash = (String) put(first);
    assertThat(hash).matches("[0-9a-f]{40}");
    assertThat(put(signed("second", 2, "pépper"))).isEqualTo(hash);

    JsonObject got = (JsonObject) get(new JsonObject().put("hash", hash).put("salt", "pépper"));
    assertThat(got.getString("v")).isEqualTo("second");
    assertThat(got.getInteger("seq")).isEqualTo(2);
    assertThat(got.getString("k")).isEqualTo(first.getString("k"));
    assertThat(got.getString("sig")).matches("[0-9a-f]{128}");
  }

  @Test
  void aSignedValueIsNotReplacedByAnOlderOrAContestedOne() {
    String hash = (String) put(signed("five", 5, "guarded"));
    assertThat(hash).matches("[0-9a-f]{40}");
    assertThatThrownBy(() -> put(signed("four", 4, "guarded")))
        .hasMessageContaining("302 sequence number less than current");
    assertThatThrownBy(() -> put(signed("six", 6, "guarded").put("cas", 4)))
        .hasMessageContaining("301 CAS mismatch");
    assertThat(put(signed("six", 6, "guarded").put("cas", 5))).isEqualTo(hash);
  }

  @Test
  void aValueWhoseSignatureIsNotItsOwnIsRefused() {
    JsonObject forged = signed("mine", 1, "forged").put("v", "yours");
    assertThat((String) put(forged)).doesNotMatch("[0-9a-f]{40}");
  }
}
