package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Identity;
import io.grenache.vertx.tls.ServerTls;
import io.grenache.vertx.tls.Trust;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our publishers and our subscriber, with certificates on both sides, and pins. */
@Timeout(30)
class PubToSubTlsTest extends PubToSubFixture {
  private TestCertificates certificates;

  @BeforeEach
  void begin(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  @Test
  void with_client_certificates_and_pins_only_the_right_ones_meet() {
    Issued client = certificates.client();
    Issued server = certificates.server();
    PubOptions right = pinned(server, client);
    PubOptions refusing = pinned(server, certificates.client("another"));
    PubOptions impostor = pinned(certificates.server(), client);
    Pub good = pub(right);
    Pub refuses = pub(refusing);
    Pub other = pub(impostor);
    link.list("prices", good.port, refuses.port, other.port);
    List<Object> received = sub.received("prices");

    sub.deploy(
        patient()
            .withTls(ClientTls.of(pem(client), trust()))
            .withChannels("prices")
            .withServicePins("prices", server.fingerprint256()));

    untilSubscribed(good);
    untilTold(refuses, "401");
    untilTold(other, "servicePins");
    other.publish("forged");
    assertThat(good.publish("secret")).isEqualTo(1);
    await().until(() -> received.size() == 1);
    assertThat(received).containsExactly("secret");
    assertThat(refuses.total("subscribers")).isZero();
    assertThat(sub.events(Event.CONNECTED))
        .extracting(Event::destination)
        .containsExactly(good.destination());
  }

  @Test
  void a_subscriber_without_a_certificate_is_not_let_in() {
    Issued server = certificates.server();
    Pub pub = pub(pinned(server, certificates.client()));
    link.list("prices", pub.port);

    sub.deploy(patient().withTls(ClientTls.of(Identity.NONE, trust())).withChannels("prices"));

    await().until(() -> !sub.events(Event.DISCONNECTED).isEmpty());
    assertThat(sub.events(Event.CONNECTED)).isEmpty();
    assertThat(pub.publish("secret")).isZero();
  }

  // the first handshakes of a process are slow
  private static SubOptions patient() {
    return SubOptions.fromJson(SubFixture.quick().put("connectTimeoutMs", 9000));
  }

  private void untilTold(Pub pub, String why) {
    await()
        .until(
            () ->
                sub.told(Event.DISCONNECTED, pub.destination()).stream()
                    .anyMatch(told -> told.contains(why)));
  }

  private static Identity pem(Issued issued) {
    return Identity.ofPem(issued.key().toString(), issued.cert().toString());
  }

  private Trust trust() {
    return Trust.ofPem(certificates.ca().cert().toString());
  }

  private PubOptions pinned(Issued server, Issued client) {
    return PubFixture.with(
        PubFixture.OPTIONS.withTls(ServerTls.of(pem(server), trust())),
        "allowedFingerprints",
        new JsonArray().add(client.fingerprint256()));
  }
}
