package io.grenache.vertx;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.pubsub.PubOptions;
import io.grenache.vertx.pubsub.SubOptions;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.testing.RawPeer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GrenacheTest {
  private static final GrenacheOptions ALL =
      GrenacheOptions.NONE
          .withGrape(GrapeOptions.DEFAULTS.withPort(0))
          .withLink(LinkOptions.DEFAULTS)
          .withClient(ClientOptions.DEFAULTS)
          .withServer(
              ServerOptions.DEFAULTS
                  .withLameDuck(Duration.ZERO)
                  .withServices("orders")
                  .withHost("127.0.0.1"));

  private final Vertx vertx = Vertx.vertx();
  private final List<Event> events = new CopyOnWriteArrayList<>();

  GrenacheTest() {
    Grenache.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), event -> events.add(event.body()));
  }

  @AfterEach
  void close() {
    result(vertx.close());
  }

  private Future<Reply> request() {
    return vertx
        .eventBus()
        .<Reply>request("grenache.rpc.request", Request.of("orders", "hello"))
        .map(Message::body);
  }

  private boolean happened(String type) {
    return events.stream().anyMatch(event -> event.type().equals(type));
  }

  @Test
  void a_request_travels_through_all_that_one_json_deploys() {
    vertx.eventBus().<Call>consumer("grenache.service.orders", call -> call.reply("world"));
    JsonObject json = ALL.withInstances(2, 2).toJson();

    Grenache grenache = result(Grenache.start(vertx, GrenacheOptions.fromJson(json)));
    await().until(() -> happened(Event.ANNOUNCED));

    Reply reply = result(request());
    assertThat(reply.result().json()).isEqualTo("world");
    assertThat(reply.destination().port()).isEqualTo(grenache.serverPort());
  }

  @Test
  void a_subscriber_is_deployed_behind_the_link_and_closed_with_it() {
    List<String> paths = new CopyOnWriteArrayList<>();
    HttpServer publisher =
        result(
            vertx
                .createHttpServer()
                .webSocketHandler(
                    socket -> {
                      paths.add(socket.path());
                      socket.closeHandler(nothing -> paths.clear());
                      socket.writeTextMessage("tick");
                    })
                .listen(0, "127.0.0.1"));
    List<Object> received = new CopyOnWriteArrayList<>();
    vertx
        .eventBus()
        .localConsumer(Addresses.DEFAULT.sub("ticks"), tick -> received.add(tick.body()));
    SubOptions ticks = SubOptions.DEFAULTS.withChannels("ticks");
    GrenacheOptions options =
        GrenacheOptions.NONE.withGrape(ALL.grape()).withLink(ALL.link()).withSub(ticks);
    Grenache grenache = result(Grenache.start(vertx, GrenacheOptions.fromJson(options.toJson())));

    vertx
        .eventBus()
        .send(Addresses.DEFAULT.announce(), new Announce("ticks", publisher.actualPort()));

    await().until(() -> received.equals(List.of("tick")));
    assertThat(state().getJsonObject("sub").getMap())
        .isEqualTo(Map.of("publishers", 1L, "messages", 1L, "notJson", 0L));
    result(grenache.close());
    assertThat(vertx.deploymentIDs()).isEmpty();
    await().until(paths::isEmpty);
  }

  @Test
  void closing_withdraws_before_the_link_goes_and_leaves_nothing_deployed() {
    Grenache grenache = result(Grenache.start(vertx, ALL));
    await().until(() -> happened(Event.ANNOUNCED));

    result(grenache.close());

    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(happened(Event.WITHDRAWN)).isTrue();
    assertThat(grenache.close().succeeded()).isTrue();
    assertThatThrownBy(() -> result(request()))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(Failure.of(e)).isEqualTo(Failure.ERR_NO_HANDLER));
  }

  @Test
  void while_the_server_serves_on_everything_else_does_too() {
    vertx.eventBus().<Call>consumer("grenache.service.orders", call -> call.reply("world"));
    GrenacheOptions options = ALL.withServer(ALL.server().withLameDuck(Duration.ofMillis(500)));
    Grenache grenache = result(Grenache.start(vertx, options));
    await().until(() -> happened(Event.ANNOUNCED));

    Future<Void> closed = grenache.close();
    await().until(() -> happened(Event.LEAVING));
    assertThat(happened(Event.WITHDRAWN)).isTrue();
    assertThat(result(request()).result().json()).isEqualTo("world");
    assertThat(closed.isComplete()).isFalse();
    result(closed);
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void a_part_that_cannot_be_deployed_takes_the_others_back_and_its_cause_is_told()
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      GrenacheOptions options = ALL.withServer(ALL.server().withPort(taken.getLocalPort()));

      assertThatThrownBy(() -> result(Grenache.start(vertx, options)))
          .isInstanceOf(BindException.class);
      assertThat(vertx.deploymentIDs()).isEmpty();
    }
  }

  @Test
  void it_can_be_started_again_after_it_was_closed() {
    result(result(Grenache.start(vertx, ALL)).close());
    result(result(Grenache.start(vertx, ALL)).close());
  }

  @Test
  void a_link_with_grapes_of_its_own_does_not_use_the_embedded_one() {
    GrenacheOptions options =
        ALL.withLink(LinkOptions.DEFAULTS.withGrapes(List.of("http://127.0.0.1:1")));

    result(Grenache.start(vertx, options));

    await().until(() -> happened(Event.ANNOUNCE_FAILED));
  }

  @Test
  void options_that_cannot_work_together_are_refused() {
    assertThatThrownBy(
            () ->
                GrenacheOptions.fromJson(
                    new JsonObject()
                        .put("link", new JsonObject().put("prefix", "a"))
                        .put("client", new JsonObject().put("prefix", "b"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client.prefix b must be the link's, a");
    assertThatThrownBy(
            () ->
                GrenacheOptions.fromJson(
                    new JsonObject()
                        .put("link", new JsonObject().put("prefix", "a"))
                        .put("pub", new JsonObject().put("prefix", "b"))))
        .hasMessageContaining("pub.prefix b must be the link's, a");
    assertThatThrownBy(
            () ->
                GrenacheOptions.NONE
                    .withLink(LinkOptions.DEFAULTS.withPrefix("a"))
                    .withSub(SubOptions.DEFAULTS))
        .hasMessageContaining("sub.prefix grenache must be the link's, a");
    assertThatThrownBy(
            () -> GrenacheOptions.fromJson(new JsonObject().put("servers", new JsonArray())))
        .hasMessageContaining("unknown option servers");
    assertThatThrownBy(
            () ->
                GrenacheOptions.fromJson(
                    new JsonObject().put("instances", new JsonObject().put("client", 0))))
        .hasMessageContaining("client must be a whole number from 1 to 1024, was 0");
  }

  @Test
  void two_networks_fit_into_one_vertx() {
    GrenacheOptions other =
        GrenacheOptions.NONE
            .withLink(LinkOptions.DEFAULTS.withPrefix("other"))
            .withClient(ClientOptions.fromJson(new JsonObject().put("prefix", "other")));

    result(Grenache.start(vertx, ALL));
    result(Grenache.start(vertx, other));

    assertThat(vertx.deploymentIDs()).hasSize(6);
  }

  @Test
  void a_link_that_appears_later_announces_what_is_served_already() {
    result(Grenache.start(vertx, GrenacheOptions.NONE.withServer(ALL.server())));
    assertThat(happened(Event.ANNOUNCED)).isFalse();

    result(Grenache.start(vertx, GrenacheOptions.NONE.withGrape(ALL.grape()).withLink(ALL.link())));

    await().until(() -> happened(Event.ANNOUNCED));
  }

  @Test
  void the_state_adds_up_what_all_instances_have() {
    List<Message<Call>> waiting = new CopyOnWriteArrayList<>();
    vertx.eventBus().<Call>consumer("grenache.service.orders", waiting::add);
    Grenache grenache = result(Grenache.start(vertx, ALL.withInstances(2, 2)));
    await().until(() -> happened(Event.ANNOUNCED));
    List<Future<Reply>> replies = List.of(request(), request(), request(), request());
    await().until(() -> waiting.size() == 4);

    assertThat(state().getJsonObject("client").getMap())
        .isEqualTo(Map.of("inFlight", 4L, "sockets", 2L));
    assertThat(state().getJsonObject("server").getMap())
        .containsEntry("connections", 2L)
        .containsEntry("inFlight", 4L)
        .containsEntry("tooManyConnections", 0L);

    waiting.forEach(call -> call.reply("done"));
    replies.forEach(reply -> result(reply));
    await().until(() -> state().getJsonObject("server").getLong("inFlight") == 0);
    result(grenache.close());
    assertThatThrownBy(this::state).hasMessageContaining("No handlers");
  }

  @Test
  void a_publisher_is_deployed_announced_and_counted_with_the_rest() {
    PubOptions pub = PubOptions.DEFAULTS.withHost("127.0.0.1").withChannels("prices");
    GrenacheOptions options =
        GrenacheOptions.NONE
            .withGrape(ALL.grape())
            .withLink(ALL.link())
            .withPub(pub)
            .withPubInstances(2);

    Grenache grenache = result(Grenache.start(vertx, GrenacheOptions.fromJson(options.toJson())));
    await().until(() -> happened(Event.ANNOUNCED));
    RawPeer peer = new RawPeer(vertx, grenache.pubPort("prices"));
    await().until(() -> state().getJsonObject("pub").getLong("subscribers") == 1);
    vertx.eventBus().send(Addresses.DEFAULT.pub("prices"), "1.10");

    assertThat(peer.receive()).isEqualTo("1.10");
    result(grenache.close());
    assertThat(peer.closeCode()).isEqualTo(1001);
    assertThat(happened(Event.WITHDRAWN)).isTrue();
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  private JsonObject state() {
    return result(vertx.eventBus().<JsonObject>request(Addresses.DEFAULT.state(), null)).body();
  }
}
