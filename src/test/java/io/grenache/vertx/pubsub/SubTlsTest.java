package io.grenache.vertx.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.TestCertificates;
import io.grenache.vertx.tls.ClientTls;
import io.grenache.vertx.tls.Identity;
import io.grenache.vertx.tls.Trust;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishers with TLS: trusted, not trusted, pinned, and not who they should be. */
@Timeout(30)
class SubTlsTest {
  @TempDir private Path directory;
  private final SubFixture sub = new SubFixture();
  private final Vertx vertx = sub.vertx;
  private TestCertificates certificates;
  private WatchedLink link;
  private List<Object> received;

  @BeforeEach
  void start() {
    certificates = TestCertificates.in(directory);
    link = new WatchedLink(vertx);
    received = sub.received("ticks");
  }

  @AfterEach
  void close() {
    sub.close();
  }

  private SubOptions options() {
    return SubOptions.fromJson(SubFixture.quick())
        .withChannels("ticks")
        .withTls(ClientTls.of(Identity.NONE, Trust.ofPem(certificates.ca().cert().toString())));
  }

  private TestPublisher publisher(Issued certificate) {
    TestPublisher publisher = new TestPublisher(vertx, 0, certificate);
    publisher.onAccept(socket -> socket.writeTextMessage("hello"));
    return publisher;
  }

  private String reason(TestPublisher publisher) {
    await().until(() -> !sub.told(Event.DISCONNECTED, publisher.destination()).isEmpty());
    return sub.told(Event.DISCONNECTED, publisher.destination()).get(0);
  }

  @Test
  void a_publisher_that_is_trusted_is_heard_and_others_are_not() {
    TestPublisher good = publisher(certificates.server());
    TestPublisher foreign = publisher(certificates.foreignServer());
    TestPublisher elsewhere = publisher(certificates.wrongHost());
    TestPublisher plain = publisher(null);
    link.list("ticks", good.port(), foreign.port(), elsewhere.port(), plain.port());

    sub.deploy(options());

    assertThat(reason(foreign)).endsWith("its certificate is not trusted");
    assertThat(reason(elsewhere)).contains("its certificate has another name or address");
    assertThat(reason(plain)).endsWith("it does not speak TLS");
    await().until(() -> received.size() == 1);
    assertThat(sub.events(Event.CONNECTED))
        .extracting(Event::destination)
        .containsExactly(good.destination());
    assertThat(received).containsExactly("hello");
  }

  @Test
  void a_publisher_that_is_not_pinned_is_left_before_anything_of_it_is_published() {
    Issued right = certificates.server();
    TestPublisher pinned = publisher(right);
    TestPublisher other = publisher(certificates.server());
    link.list("ticks", other.port());
    sub.deploy(options().withServicePins("ticks", right.fingerprint256()));

    // again and again, after each wait
    await().until(() -> other.accepted() >= 3);
    assertThat(sub.told(Event.DISCONNECTED, other.destination()))
        .containsExactly("it has a certificate that servicePins does not list");
    await().during(Duration.ofMillis(100)).until(received::isEmpty);
    assertThat(sub.events(Event.CONNECTED)).isEmpty();
    link.change("ticks", other.port(), pinned.port());

    await().until(() -> sub.total("publishers") == 1);
    await().until(() -> received.equals(List.of("hello")));
    assertThat(sub.events(Event.CONNECTED))
        .extracting(Event::destination)
        .containsExactly(pinned.destination());
    sub.subscribe("ticks");
  }

  @Test
  void pins_of_one_channel_are_not_those_of_another() {
    TestPublisher publisher = publisher(certificates.server());
    link.list("ticks", publisher.port()).list("secret", publisher.port());
    sub.deploy(
        options()
            .withChannels("ticks", "secret")
            .withServicePins("secret", certificates.server().fingerprint256()));

    await().until(() -> received.equals(List.of("hello")));
    await().until(() -> !sub.events(Event.DISCONNECTED).isEmpty());
    assertThat(sub.events(Event.DISCONNECTED).get(0).service()).isEqualTo("secret");
  }

  @Test
  void keys_that_cannot_be_read_fail_the_deployment_and_leave_room_for_another() {
    SubOptions missing = options().withTls(ClientTls.of(Identity.NONE, Trust.ofPem("none.pem")));
    assertThatThrownBy(() -> sub.deploy(missing)).hasMessageContaining("none.pem");
    sub.deploy(options());
  }
}
