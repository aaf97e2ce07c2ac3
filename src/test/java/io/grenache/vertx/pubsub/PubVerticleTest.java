package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Withdraw;
import io.grenache.vertx.testing.RawSocket;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class PubVerticleTest extends PubFixture {
  private PubPeer subscriber() {
    PubPeer peer = new PubPeer(vertx, deploy(OPTIONS));
    untilSubscribers(1);
    return peer;
  }

  @Test
  void a_string_goes_out_as_text_a_buffer_as_bytes_and_all_else_as_its_json() {
    PubPeer peer = subscriber();
    Buffer bytes = Buffer.buffer(new byte[] {0, (byte) 0xFF, 10});
    Object[] bodies = {
      "gr\u00f6\u00dfer \ud83d\ude00",
      "",
      bytes,
      Buffer.buffer(),
      new JsonObject().put("a", 1),
      new JsonArray().add(true),
      7,
      true,
      null,
      Payload.ofJson("{ \"exact\": 1.10 }"),
      Payload.of("quoted")
    };

    for (Object body : bodies) {
      assertThat(publish(body)).isEqualTo(1);
    }

    assertThat(IntStream.range(0, bodies.length).mapToObj(i -> peer.next()))
        .containsExactly(
            "gr\u00f6\u00dfer \ud83d\ude00",
            "",
            bytes,
            Buffer.buffer(),
            "{\"a\":1}",
            "[true]",
            "7",
            "true",
            "null",
            "{ \"exact\": 1.10 }",
            "\"quoted\"");
  }

  @Test
  void the_sender_learns_how_many_subscribers_there_are() {
    int port = deploy(OPTIONS);
    assertThat(publish("nobody hears")).isZero();

    PubPeer one = new PubPeer(vertx, port);
    new PubPeer(vertx, port);
    untilSubscribers(2);
    assertThat(publish("two")).isEqualTo(2);

    one.close();
    untilSubscribers(1);
    assertThat(publish("one")).isEqualTo(1);
    assertThat(total("published")).isEqualTo(3);
    assertThat(total("sent")).isEqualTo(3);
  }

  @Test
  void what_cannot_be_published_fails_and_nobody_gets_it() {
    PubPeer peer = new PubPeer(vertx, deploy(with(OPTIONS, "maxQueueBytes", 2000)));
    untilSubscribers(1);

    assertFails(new byte[3], Failure.ERR_BAD_PAYLOAD);
    assertFails(new JsonObject().put("d", Double.NaN), Failure.ERR_BAD_PAYLOAD);
    assertFails("x".repeat(2000), Failure.ERR_PAYLOAD_TOO_LARGE);
    publish("good");

    assertThat(peer.next()).isEqualTo("good");
    assertThat(total("refused")).isEqualTo(3);
  }

  private void assertFails(Object body, Failure failure) {
    assertThatThrownBy(() -> publish(body))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(Failure.of(e)).isEqualTo(failure));
  }

  @Test
  void two_instances_share_the_port_and_every_subscriber_gets_everything_in_order() {
    int port = deploy(OPTIONS, 2).port("prices");
    List<PubPeer> peers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      peers.add(new PubPeer(vertx, port));
    }
    untilSubscribers(20);
    Publication publication = publication();
    assertThat(publication.outlets()).hasSize(2).allMatch(outlet -> outlet.size() == 10);

    for (int n = 0; n < 200; n++) {
      vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "n" + n);
    }
    assertThat(publish("last")).isEqualTo(20);

    for (PubPeer peer : peers) {
      for (int n = 0; n < 200; n++) {
        assertThat(peer.next()).isEqualTo("n" + n);
      }
      assertThat(peer.next()).isEqualTo("last");
    }
  }

  private Publication publication() {
    return vertx
        .sharedData()
        .<String, Publication>getLocalMap("io.grenache.vertx.publications")
        .get(Addresses.DEFAULT.pub("prices"));
  }

  @Test
  void a_channel_is_published_by_one_deployment_at_a_time() {
    deploy(OPTIONS, 2);
    String first = deployment;

    assertThatThrownBy(() -> deploy(OPTIONS.withChannels("other", "prices"), 1))
        .hasMessage(
            "the channel prices is published in this process already, at grenache.pub.prices by"
                + " deployment "
                + first);
    // and what it had taken by then is free again
    deploy(OPTIONS.withChannels("other"), 1);
    result(vertx.undeploy(first));
    new PubPeer(vertx, deploy(OPTIONS));
    untilSubscribers(1);
    assertThat(publish("again")).isEqualTo(1);
  }

  @Test
  void each_channel_has_a_port_of_its_own_unless_they_are_to_share_one() {
    PubVerticle pub = deploy(OPTIONS.withChannels("a", "b"), 2);
    assertThat(pub.port("a")).isNotEqualTo(pub.port("b"));
    assertThatThrownBy(() -> pub.port("c")).hasMessageContaining("channel c is not published");
    PubPeer a = new PubPeer(vertx, pub.port("a"));
    // here the path says nothing
    PubPeer b = new PubPeer(vertx, pub.port("b"), "/ws/a");
    untilSubscribers(2);

    assertThat(publish("a", "to a")).isEqualTo(1);
    assertThat(publish("b", "to b")).isEqualTo(1);

    assertThat(a.next()).isEqualTo("to a");
    assertThat(b.next()).isEqualTo("to b");
  }

  @Test
  void with_path_channels_the_path_chooses_and_one_without_a_channel_gets_the_first() {
    String odd = "b/c d+\u00fc";
    PubVerticle pub = deploy(OPTIONS.withChannels("a", odd).withPathChannels(true), 2);
    assertThat(pub.port("a")).isEqualTo(pub.port(odd));
    List<PubPeer> first = new ArrayList<>();
    for (String path : List.of("/ws", "/", "/ws/a", "/ws/")) {
      first.add(new PubPeer(vertx, pub.port("a"), path));
    }
    PubPeer second = new PubPeer(vertx, pub.port("a"), "/ws/b%2Fc%20d+%C3%BC?x=1");
    untilSubscribers(5);

    assertThat(publish("a", "to a")).isEqualTo(4);
    assertThat(publish(odd, "to b")).isEqualTo(1);

    assertThat(first).allSatisfy(peer -> assertThat(peer.next()).isEqualTo("to a"));
    assertThat(second.next()).isEqualTo("to b");
    assertThat(new PubPeer(vertx, pub.port("a"), "/ws/unknown").closeCode()).isEqualTo(1008);
  }

  @ParameterizedTest
  @CsvSource({"/ws/a,a", "/ws/b%2Fc%20d+,b/c d+", "/ws/a?,a?", "/ws/%zz,%zz", "/ws/%,%", "/x,/x"})
  void a_path_names_a_channel_whatever_is_in_it(String path, String channel) {
    assertThat(PubPorts.channelOf(path)).isEqualTo(channel);
  }

  @Test
  void what_a_subscriber_says_is_dropped_and_too_much_of_it_ends_the_socket() {
    int port = deploy(with(OPTIONS, "maxReceivedMessages", 5));
    PubPeer chatty = new PubPeer(vertx, port);
    PubPeer loud = new PubPeer(vertx, port);
    untilSubscribers(2);
    for (int i = 0; i < 5; i++) {
      chatty.text("hello");
    }
    loud.binary(5000);
    untilSubscribers(1);
    assertThat(total("tooLarge")).isEqualTo(1);

    assertThat(publish("still here")).isEqualTo(1);
    assertThat(chatty.next()).isEqualTo("still here");
    chatty.text("once more");
    assertThat(chatty.closeCode()).isEqualTo(1008);
    assertThat(total("talkative")).isEqualTo(1);
  }

  @Test
  void a_quiet_channel_keeps_its_subscribers_and_leaves_those_that_answer_no_ping()
      throws Exception {
    int port = deploy(with(OPTIONS, "pingIntervalMs", 100, "idleTimeoutMs", 1500));
    PubPeer peer = new PubPeer(vertx, port);
    try (RawSocket silent = new RawSocket(port).upgrade()) {
      untilSubscribers(2);
      // it reads the pings, and says nothing
      int read = 0;
      while (read >= 0) {
        read = silent.socket.getInputStream().read();
      }
    }
    untilSubscribers(1);

    assertThat(total("idleClosed")).isEqualTo(1);
    await().pollDelay(Duration.ofMillis(1700)).until(() -> !peer.isClosed());
    assertThat(publish("there")).isEqualTo(1);
  }

  @Test
  void channels_are_announced_with_their_ports_again_with_each_link_and_withdrawn_at_the_end() {
    List<Announce> announced = new CopyOnWriteArrayList<>();
    List<Withdraw> withdrawn = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .<Announce>localConsumer(Addresses.DEFAULT.announce(), m -> record(announced, m));
    vertx
        .eventBus()
        .<Withdraw>localConsumer(Addresses.DEFAULT.withdraw(), m -> record(withdrawn, m));

    PubVerticle pub = deploy(OPTIONS.withChannels("a", "b"), 1);
    Announce a = new Announce("a", pub.port("a"), deployment);
    Announce b = new Announce("b", pub.port("b"), deployment);
    await().until(() -> announced.size() == 2);
    vertx
        .eventBus()
        .publish(Addresses.DEFAULT.events(), Event.of(Event.LINK_READY, null, null, null));
    await().until(() -> announced.size() == 4);
    result(vertx.undeploy(deployment));

    assertThat(announced).containsExactlyInAnyOrder(a, b, a, b);
    assertThat(withdrawn)
        .containsExactlyInAnyOrder(
            new Withdraw("a", a.port(), deployment), new Withdraw("b", b.port(), deployment));
    assertThat(events(Event.LISTENING))
        .extracting(Event::destination)
        .containsExactlyInAnyOrder("127.0.0.1:" + a.port(), "127.0.0.1:" + b.port());
  }

  private static <T> void record(List<T> list, Message<T> message) {
    list.add(message.body());
    message.reply(null);
  }

  @Test
  void undeploying_sends_what_was_published_closes_with_1001_and_leaves_nothing() {
    int port = deploy(OPTIONS, 2).port("prices");
    List<PubPeer> peers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      peers.add(new PubPeer(vertx, port));
    }
    untilSubscribers(4);
    vertx.runOnContext(
        nothing -> {
          for (int n = 0; n < 100; n++) {
            vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "n" + n);
          }
          vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "last");
        });
    assertThat(peers.get(0).next()).isEqualTo("n0");
    result(vertx.undeploy(deployment));

    for (PubPeer peer : peers) {
      Object last = peer.next();
      while (!last.equals("last")) {
        last = peer.next();
      }
      assertThat(peer.closeCode()).isEqualTo(1001);
    }
    assertThatThrownBy(() -> new PubPeer(vertx, port)).isInstanceOf(ConnectException.class);
    assertFails("nobody publishes", Failure.ERR_NO_HANDLER);
    assertThat(publication()).isNull();
    await().until(() -> total("subscribers") == 0 && total("connections") == 0);
  }

  @Test
  void a_port_in_use_fails_the_deployment_and_frees_the_channels() {
    int taken = deploy(OPTIONS);
    Vertx other = Vertx.vertx();
    try {
      PubVerticle second = new PubVerticle(OPTIONS.withPort(taken));
      assertThatThrownBy(() -> result(other.deployVerticle(second)))
          .isInstanceOf(BindException.class);
      result(other.deployVerticle(new PubVerticle(OPTIONS)));
    } finally {
      result(other.close());
    }
  }

  @Test
  void wrong_options_fail_the_deployment_and_name_the_field() {
    JsonObject config = new JsonObject().put("channel", "prices");

    assertThatThrownBy(
            () ->
                result(
                    vertx.deployVerticle(
                        PubVerticle.class, new DeploymentOptions().setConfig(config))))
        .hasMessageContaining("PubOptions[unknown option channel,");
  }

  @Test
  void who_may_subscribe_is_asked_as_for_a_server() {
    vertx
        .eventBus()
        .<Handshake>localConsumer(
            Addresses.DEFAULT.admit(),
            asked ->
                asked.reply(
                    asked.body().path().equals("/ws/open")
                        ? Admission.ADMIT
                        : Admission.refuse(403, "no")));
    int port = deploy(with(OPTIONS, "admission", true));

    assertThatThrownBy(() -> new PubPeer(vertx, port))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(403));
    new PubPeer(vertx, port, "/ws/open");
    untilSubscribers(1);
  }
}
