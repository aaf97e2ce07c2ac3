package io.grenache.vertx.pubsub;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Subscribe;
import io.grenache.vertx.message.Subscribe.Mode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our publishers and our subscriber, each in a Vert.x of its own. */
@Timeout(30)
class PubToSubTest extends PubToSubFixture {
  private List<Object> received(Subscribe subscribe) {
    List<Object> received = sub.received(subscribe.channel());
    sub.deploy();
    sub.subscribe(subscribe);
    return received;
  }

  @Test
  void text_arrives_as_text_and_bytes_as_bytes() {
    Pub pub = pub();
    link.list("prices", pub.port);
    List<Object> received = received(new Subscribe("prices"));
    untilSubscribed(pub);
    String large = "\u00f6\ud83d\ude00".repeat(100_000);
    Buffer bytes = Buffer.buffer(new byte[] {0, (byte) 0xFF, 10});

    for (Object body : List.of("small", "", bytes, large, new JsonObject().put("a", 1))) {
      assertThat(pub.publish(body)).isEqualTo(1);
    }

    await().until(() -> received.size() == 5);
    assertThat(received).containsExactly("small", "", bytes, large, "{\"a\":1}");
  }

  @Test
  void json_arrives_as_the_value_it_was() {
    Pub pub = pub();
    link.list("prices", pub.port);
    List<Object> received = received(new Subscribe("prices", Mode.ALL, true, ""));
    untilSubscribed(pub);
    Object[] values = {
      new JsonObject().put("a", new JsonArray().add(1.5)), new JsonArray().add("x"), 7, true
    };
    Buffer bytes = Buffer.buffer("{}");

    for (Object value : values) {
      pub.publish(value);
    }
    pub.publish("\"quoted\"");
    pub.publish((Object) null);
    pub.publish("no JSON");
    pub.publish(bytes);

    await().until(() -> received.size() == 7);
    assertThat(received.subList(0, 4)).containsExactly(values);
    assertThat(received.subList(4, 7)).containsExactly("quoted", "<null>", bytes);
    assertThat(sub.total("notJson")).isEqualTo(1);
  }

  @Test
  void mode_all_hears_both_publishers_each_in_its_order() {
    Pub a = pub();
    Pub b = pub();
    link.list("prices", a.port, b.port);
    List<Object> received = received(new Subscribe("prices"));
    untilSubscribed(a, b);
    List<Object> ofA = new ArrayList<>();
    List<Object> ofB = new ArrayList<>();

    for (int n = 0; n < 300; n++) {
      ofA.add("a" + n);
      ofB.add("b" + n);
      a.vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "a" + n);
      b.vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "b" + n);
    }

    await().until(() -> received.size() == 600);
    assertThat(received).filteredOn(text -> text.toString().startsWith("a")).isEqualTo(ofA);
    assertThat(received).filteredOn(text -> text.toString().startsWith("b")).isEqualTo(ofB);
  }

  @Test
  void mode_one_hears_one_publisher_and_another_when_that_one_goes() {
    Pub a = pub();
    Pub b = pub();
    link.list("prices", a.port, b.port);
    List<Object> received = received(new Subscribe("prices", Mode.ONE));
    await().until(() -> a.total("subscribers") + b.total("subscribers") == 1);
    Pub first = a.total("subscribers") == 1 ? a : b;
    Pub second = first == a ? b : a;
    first.publish("from the first");
    assertThat(second.publish("to nobody")).isZero();

    result(first.vertx.undeploy(first.deployment));

    untilSubscribed(second);
    second.publish("from the second");
    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly("from the first", "from the second");
    assertThat(sub.events(Event.CONNECTED))
        .extracting(Event::destination)
        .containsExactly(first.destination(), second.destination());
  }

  @Test
  void channels_that_share_a_port_are_told_apart_by_the_path() {
    List<String> channels = List.of("prices", "a b/\u00f6?+%", "none");
    Pub pub =
        pub(PubFixture.OPTIONS.withPathChannels(true).withChannels("prices", channels.get(1)));
    channels.forEach(channel -> link.list(channel, pub.port));
    List<List<Object>> received = channels.stream().map(sub::received).toList();
    sub.deploy(new JsonObject().put("channelPath", true).put("channels", new JsonArray(channels)));
    pub.untilSubscribers(2);

    assertThat(pub.publish("prices", "1")).isEqualTo(1);
    assertThat(pub.publish(channels.get(1), "2")).isEqualTo(1);

    await().until(() -> received.get(0).size() + received.get(1).size() == 2);
    assertThat(received).containsExactly(List.of("1"), List.of("2"), List.of());
  }

  @Test
  void a_publisher_that_comes_back_to_its_port_is_heard_again_and_events_tell() {
    Pub pub = pub();
    link.list("prices", pub.port);
    List<Object> received = received(new Subscribe("prices"));
    untilSubscribed(pub);
    pub.publish("before");
    await().until(() -> received.size() == 1);

    result(pub.vertx.undeploy(pub.deployment));
    await().until(() -> !sub.events(Event.DISCONNECTED).isEmpty());
    assertThat(sub.total("publishers")).isZero();
    pub.deployed(PubFixture.OPTIONS.withPort(pub.port));

    untilSubscribed(pub);
    pub.publish("after");
    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly("before", "after");
    List<String> told =
        sub.events.stream()
            .filter(event -> pub.destination().equals(event.destination()))
            .map(Event::type)
            .toList();
    assertThat(told).startsWith(Event.CONNECTED, Event.DISCONNECTED).endsWith(Event.CONNECTED);
    assertThat(told).filteredOn(Event.CONNECTED::equals).hasSize(2);
  }

  @Test
  void subscriptions_of_many_share_one_socket_to_a_publisher() {
    Pub pub = pub();
    link.list("prices", pub.port);
    List<Object> first = received(new Subscribe("prices"));
    List<Object> second = sub.received("prices");
    untilSubscribed(pub);
    for (int n = 0; n < 5; n++) {
      sub.subscribe("prices");
    }

    assertThat(pub.publish("hello")).isEqualTo(1);
    await().until(() -> first.size() == 1 && second.size() == 1);
    await().during(Duration.ofMillis(200)).until(() -> pub.total("subscribers") == 1);
    assertThat(sub.events(Event.CONNECTED)).hasSize(1);
    for (int n = 0; n < 5; n++) {
      sub.unsubscribe("prices");
    }
    assertThat(pub.publish("still wanted once")).isEqualTo(1);
    sub.unsubscribe("prices");
    pub.untilSubscribers(0);
  }
}
