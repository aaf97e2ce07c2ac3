package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.grenache.vertx.tls.ServerTls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PubTlsIT extends PubFixture {
  @Test
  void with_tls_subscribers_get_the_same_messages(@TempDir Path directory) {
    TestCertificates certificates = TestCertificates.in(directory);
    Issued server = certificates.server();
    ServerTls tls =
        ServerTls.fromJson(
            new JsonObject()
                .put("key", server.key().toString())
                .put("cert", server.cert().toString())
                .put("requestCert", false));
    int port = deploy(OPTIONS.withTls(tls));
    PemTrustOptions trust = new PemTrustOptions().addCertPath(certificates.ca().cert().toString());
    PubPeer peer =
        new PubPeer(
            vertx, port, "/ws", new WebSocketClientOptions().setSsl(true).setTrustOptions(trust));
    untilSubscribers(1);

    String large = "x".repeat(1_000_000);
    assertThat(publish("small")).isEqualTo(1);
    assertThat(publish(large)).isEqualTo(1);
    assertThat(publish(Buffer.buffer(large))).isEqualTo(1);

    assertThat(peer.next()).isEqualTo("small");
    assertThat(peer.next()).isEqualTo(large);
    assertThat(peer.next()).isEqualTo(Buffer.buffer(large));
  }
}
