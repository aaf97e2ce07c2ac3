package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Subscribe.Mode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes in is published, and who asked for it is counted. */
@Timeout(30)
class SubVerticleTest {
  private final SubFixture sub = new SubFixture();
  private final Vertx vertx = sub.vertx;
  private final TestPublisher publisher = new TestPublisher(vertx);
  private final WatchedLink link = new WatchedLink(vertx).list("ticks", publisher.port());

  @AfterEach
  void close() {
    sub.close();
  }

  @Test
  void texts_come_as_strings_and_bytes_as_buffers_in_the_order_sent() {
    List<Object> received = sub.received("ticks");
    sub.deploy();
    sub.subscribe("ticks");
    sub.untilConnected(publisher);

    publisher.send("größer \uFFFD").send(new byte[] {0, -1, 65}).send("").send(new byte[0]);
    IntStream.range(0, 2000).forEach(n -> publisher.send("n" + n));

    await().until(() -> received.size() == 2004);
    assertThat(received.subList(0, 4))
        .containsExactly(
            "größer \uFFFD", Buffer.buffer(new byte[] {0, -1, 65}), "", Buffer.buffer());
    assertThat(received.subList(4, 2004))
        .containsExactlyElementsOf(IntStream.range(0, 2000).mapToObj(n -> "n" + n).toList());
    assertThat(sub.total("messages")).isEqualTo(2004);
    assertThat(publisher.paths()).containsExactly("/ws");
  }

  @Test
  void what_is_sent_in_fragments_comes_whole_and_of_its_kind() {
    List<Object> received = sub.received("ticks");
    sub.deploy(new JsonObject().put("channels", new JsonArray().add("ticks")));
    sub.untilConnected(publisher);
    String text = "é".repeat(300_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    // Vert.x cuts what is longer than its frames
    publisher.send(bytes).send(text).send("end");

    await().until(() -> received.size() == 3);
    assertThat(received).containsExactly(Buffer.buffer(bytes), text, "end");
  }

  @Test
  void texts_are_parsed_where_that_was_asked_for() {
    List<Object> received = sub.received("ticks");
    sub.deploy();
    sub.subscribe(new Subscribe("ticks", Mode.ALL, true, ""));
    sub.untilConnected(publisher);
    String deep = "[".repeat(900) + "]".repeat(900);

    for (String json :
        new String[] {
          "{\"a\":[1,null]}", " [1.5] ", "\"x\"", "1", "4294967296", "0.25", "true", "null"
        }) {
      publisher.send(json);
    }
    publisher.send("12345678901234567890").send("{\"n\":12345678901234567890}").send(deep);
    publisher.send(new byte[] {1});

    await().until(() -> received.size() == 12);
    assertThat(received.subList(0, 10))
        .containsExactly(
            new JsonObject("{\"a\":[1,null]}"),
            new JsonArray().add(1.5),
            "x",
            1,
            4294967296L,
            0.25,
            true,
            "<null>",
            1.2345678901234567E19,
            new JsonObject().put("n", new BigInteger("12345678901234567890")));
    assertThat(Payload.of(received.get(10)).text()).isEqualTo(deep);
    assertThat(received.get(11)).isEqualTo(Buffer.buffer(new byte[] {1}));
  }

  @Test
  void texts_that_are_no_json_are_dropped_counted_and_told_but_not_each() {
    List<Object> received = sub.received("ticks");
    sub.deploy();
    sub.subscribe(new Subscribe("ticks", Mode.ALL, true, ""));
    sub.untilConnected(publisher);

    for (int i = 0; i < 100; i++) {
      publisher.send("{secret" + i);
    }
    publisher.send("[".repeat(100_000)).send("1");

    await().until(() -> received.size() == 1);
    assertThat(sub.total("notJson")).isEqualTo(101);
    assertThat(sub.told(Event.NOT_JSON, publisher.destination()))
        .first()
        .isEqualTo("1 text is no JSON");
    await().until(() -> sub.events(Event.NOT_JSON).size() == 2);
    assertThat(sub.told(Event.NOT_JSON, publisher.destination()))
        .last()
        .isEqualTo("100 texts are no JSON");
    assertThat(sub.events(Event.NOT_JSON).get(0).service()).isEqualTo("ticks");
    assertThat(publisher.accepted()).isEqualTo(1);
  }

  @Test
  void subscriptions_are_counted_and_share_one_socket() {
    sub.deploy();
    sub.subscribe("ticks");
    sub.subscribe("ticks");
    sub.untilConnected(publisher);

    sub.unsubscribe("ticks");
    List<Object> received = sub.received("ticks");
    publisher.send("still");
    await().until(() -> received.equals(List.of("still")));
    assertThat(publisher.accepted()).isEqualTo(1);

    sub.unsubscribe("ticks");
    await().until(() -> sub.total("publishers") == 0);
    await().until(() -> publisher.sockets().isEmpty() && link.watched().isEmpty());
    sub.unsubscribe("ticks");
  }

  @Test
  void unsubscribing_leaves_nothing_behind_and_subscribing_again_works() {
    sub.deploy();
    sub.subscribe("ticks");
    sub.untilConnected(publisher);
    sub.unsubscribe("ticks");
    await().until(() -> publisher.sockets().isEmpty());
    assertThat(sub.told(Event.DISCONNECTED, publisher.destination()))
        .containsExactly("nobody is subscribed any more");

    TestPublisher other = new TestPublisher(vertx);
    link.change("ticks", publisher.port(), other.port());
    int asked = link.asked();
    sub.subscribe("ticks");

    sub.untilConnected(publisher, other);
    assertThat(link.asked()).isEqualTo(asked + 1);
    assertThat(publisher.accepted()).isEqualTo(2);
    assertThat(other.accepted()).isEqualTo(1);
  }

  @Test
  void a_subscription_ends_with_the_deployment_that_asked_for_it() {
    sub.deploy();
    String holder = result(vertx.deployVerticle(new VerticleBase() {}));
    sub.subscribe(new Subscribe("ticks", Mode.ALL, false, holder));
    sub.subscribe(new Subscribe("ticks", Mode.ALL, false, holder));
    sub.untilConnected(publisher);

    result(vertx.undeploy(holder));

    await().until(() -> publisher.sockets().isEmpty() && link.watched().isEmpty());
    assertThat(sub.total("publishers")).isZero();
  }

  @Test
  void undeploying_closes_everything_and_makes_room_for_another_subscriber() {
    String id = sub.deploy(new JsonObject().put("channels", new JsonArray().add("ticks")));
    sub.untilConnected(publisher);

    result(vertx.undeploy(id));

    assertThat(sub.total("publishers")).isZero();
    await().until(() -> publisher.sockets().isEmpty() && link.watched().isEmpty());
    assertThatThrownBy(() -> sub.subscribe("ticks"))
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_NO_HANDLER));
    sub.deploy(new JsonObject().put("channels", new JsonArray().add("ticks")));
    sub.untilConnected(publisher);
  }

  @Test
  void what_the_options_subscribe_to_is_not_ended_by_others() {
    sub.deploy(new JsonObject().put("channels", new JsonArray().add("ticks")));
    sub.untilConnected(publisher);

    sub.unsubscribe("ticks");

    List<Object> received = sub.received("ticks");
    publisher.send("on");
    await().until(() -> received.equals(List.of("on")));
  }

  @Test
  void a_channel_has_one_mode_and_one_form() {
    sub.deploy();
    sub.subscribe(new Subscribe("ticks", Mode.ONE, true, ""));

    for (Subscribe other :
        List.of(
            new Subscribe("ticks", Mode.ALL, true, ""),
            new Subscribe("ticks", Mode.ONE, false, ""))) {
      assertThatThrownBy(() -> sub.subscribe(other))
          .hasMessage(
              "Subscribe[channel ticks is subscribed to with mode one and parseJson true,"
                  + " and has one address for all]")
          .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_BAD_REQUEST));
    }
  }

  @Test
  void channels_are_bounded() {
    sub.deploy(new JsonObject().put("maxChannels", 1));
    sub.subscribe("ticks");
    assertThatThrownBy(() -> sub.subscribe("other"))
        .hasMessage("maxChannels of 1 channels are subscribed to")
        .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_OVERLOADED));
    sub.subscribe("ticks");
    sub.unsubscribe("ticks");
    sub.unsubscribe("ticks");
    sub.subscribe("other");
  }

  @Test
  void json_forms_are_taken_and_answered_by_json() {
    sub.deploy();
    JsonObject channel = new JsonObject().put("channel", "ticks");

    assertThat(result(sub.ask("grenache.sub.subscribe", channel)))
        .isEqualTo(new JsonObject().putNull("result"));
    sub.untilConnected(publisher);
    assertThat(result(sub.ask("grenache.sub.unsubscribe", channel)))
        .isEqualTo(new JsonObject().putNull("result"));
    for (Object bad : new Object[] {"ticks", new JsonObject(), channel.copy().put("mode", "x")}) {
      assertThatThrownBy(() -> result(sub.ask("grenache.sub.subscribe", bad)))
          .satisfies(e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_BAD_REQUEST));
    }
  }

  @Test
  void a_second_subscriber_fails_and_says_so() {
    String first = sub.deploy();
    assertThatThrownBy(() -> sub.deploy())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "a subscriber for the prefix grenache is deployed in this process already,"
                + " as deployment "
                + first);
    sub.deploy(new JsonObject().put("prefix", "other"));
    result(vertx.undeploy(first));
    assertThatThrownBy(
            () ->
                result(
                    vertx.deployVerticle(
                        () -> new SubVerticle(), new DeploymentOptions().setInstances(2))))
        .hasMessageEndingWith(": deploy it with one instance");
    sub.deploy();
  }

  @Test
  void it_runs_on_an_event_loop_and_with_options_that_can_be_read() {
    assertThatThrownBy(
            () ->
                result(
                    vertx.deployVerticle(
                        new SubVerticle(),
                        new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))))
        .hasMessageContaining("ThreadingModel.EVENT_LOOP");
    assertThatThrownBy(
            () ->
                result(
                    vertx.deployVerticle(
                        new SubVerticle(),
                        new DeploymentOptions().setConfig(new JsonObject().put("chanels", 1)))))
        .hasMessageStartingWith("SubOptions[unknown option chanels");
    sub.deploy();
  }

  @Test
  void the_path_names_the_channel_where_publishers_want_it() {
    link.list("a/b c?é", publisher.port());
    sub.deploy(
        new JsonObject()
            .put("channelPath", true)
            .put("channels", new JsonArray().add("ticks").add("a/b c?é")));
    await().until(() -> publisher.sockets().size() == 2);
    assertThat(publisher.paths()).containsExactlyInAnyOrder("/ws/ticks", "/ws/a%2Fb%20c%3F%C3%A9");
  }
}
