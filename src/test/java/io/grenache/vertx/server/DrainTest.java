package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Codecs;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Withdraw;
import io.grenache.vertx.testing.RawPeer;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server leaves: what its callers, its handlers and the link see of it, and when. */
@Timeout(30)
class DrainTest {
  private static final long LAME_DUCK_MS = 600;
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS
          .withLameDuck(Duration.ofMillis(LAME_DUCK_MS))
          .withHost("127.0.0.1")
          .withServices("s");
  private static final String DRAINING = "ERR_DRAINING\",null,{\"v\":1,\"f\":6,\"ran\":false}]";

  private final Vertx vertx = Vertx.vertx();
  private final List<Withdraw> withdrawn = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<Message<Call>> waiting = new CopyOnWriteArrayList<>();
  private MessageConsumer<Call> handler;
  private String deployment;
  private int port;

  DrainTest() {
    Codecs.register(vertx);
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), event -> events.add(event.body()));
    handler = vertx.eventBus().consumer("grenache.service.s", this::handle);
  }

  @AfterEach
  void close() {
    waiting.forEach(call -> call.reply(0));
    result(vertx.close());
  }

  /** Answers at once, or with the payload {@code "wait"} when the test does. */
  private void handle(Message<Call> call) {
    if (call.body().payload().text().equals("\"wait\"")) {
      waiting.add(call);
    } else {
      call.reply(call.body().payload());
    }
  }

  /** Takes what is announced, or fails it. */
  private void link(boolean takes) {
    vertx
        .eventBus()
        .<Announce>localConsumer(
            Addresses.DEFAULT.announce(),
            message -> {
              if (takes) {
                message.reply(null);
              } else {
                Failure.answer(message, Failure.ERR_GRAPE.with("no grape"));
              }
            });
    vertx
        .eventBus()
        .<Withdraw>localConsumer(
            Addresses.DEFAULT.withdraw(),
            message -> {
              withdrawn.add(message.body());
              message.reply(null);
            });
  }

  private RawPeer deploy(JsonObject changes, int instances) {
    List<ServerVerticle> servers = new CopyOnWriteArrayList<>();
    ServerOptions options = ServerOptions.fromJson(OPTIONS.toJson().mergeIn(changes));
    deployment =
        result(
            vertx.deployVerticle(
                () -> {
                  servers.add(new ServerVerticle(options));
                  return servers.get(servers.size() - 1);
                },
                new DeploymentOptions().setInstances(instances)));
    port = servers.get(0).port();
    return peer();
  }

  private RawPeer deployAnnounced(JsonObject changes) {
    link(true);
    RawPeer peer = deploy(changes, 1);
    // the announcement was asked for before
    result(
        vertx
            .eventBus()
            .request(Addresses.DEFAULT.announce(), new Announce("other", 1, "somebody")));
    return peer;
  }

  private RawPeer peer() {
    return new RawPeer(vertx, port, "/ws", true);
  }

  private static void isServed(RawPeer peer) {
    assertThat(peer.text("[1,\"s\",7]").receive()).isEqualTo("[1,null,7]");
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private void portIsClosed() {
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
  }

  private long leavings() {
    return events.stream().filter(event -> event.type().equals(Event.LEAVING)).count();
  }

  @Test
  void one_that_was_announced_withdraws_serves_on_then_drains_and_closes() {
    RawPeer peer = deployAnnounced(new JsonObject());
    peer.text("[0,\"s\",\"wait\"]");
    await().until(() -> waiting.size() == 1);

    long begun = System.nanoTime();
    Future<Void> undeployed = vertx.undeploy(deployment);
    await().until(() -> leavings() == 1);
    assertThat(withdrawn).containsExactly(new Withdraw("s", port, deployment));
    assertThat(events)
        .filteredOn(event -> event.type().equals(Event.LEAVING))
        .allSatisfy(
            event -> {
              assertThat(event.destination()).isEqualTo("127.0.0.1:" + port);
              assertThat(event.message()).contains(LAME_DUCK_MS + " ms");
            });
    isServed(peer);
    isServed(peer());
    assertThat(millisSince(begun)).as("what was tested is the lame duck").isLessThan(LAME_DUCK_MS);

    await().until(() -> peer.text("[2,\"s\",7]").receive().equals("[2,\"" + DRAINING));
    assertThat(millisSince(begun)).isGreaterThanOrEqualTo(LAME_DUCK_MS);
    assertThatThrownBy(this::peer)
        .as("a new socket")
        .isInstanceOf(WebSocketHandshakeException.class);
    assertThat(undeployed.isComplete()).isFalse();
    waiting.get(0).reply("done");
    assertThat(peer.receive()).isEqualTo("[0,null,\"done\"]");
    assertThat(peer.closeCode()).isEqualTo(1001);
    result(undeployed);
    portIsClosed();
  }

  @Test
  void one_that_no_grape_took_leaves_at_once() {
    link(false);
    RawPeer peer = deploy(new JsonObject(), 1);
    isServed(peer);

    long begun = System.nanoTime();
    result(vertx.undeploy(deployment));

    assertThat(millisSince(begun)).isLessThan(LAME_DUCK_MS);
    assertThat(leavings()).isZero();
    assertThat(withdrawn).hasSize(1);
    assertThat(peer.closeCode()).isEqualTo(1001);
    portIsClosed();
  }

  @Test
  void one_without_a_link_or_that_does_not_announce_leaves_at_once() {
    deploy(new JsonObject(), 1);
    long begun = System.nanoTime();
    result(vertx.undeploy(deployment));
    deployAnnounced(new JsonObject().put("announce", false));
    result(vertx.undeploy(deployment));

    assertThat(millisSince(begun)).isLessThan(2 * LAME_DUCK_MS);
    assertThat(leavings()).isZero();
    assertThat(withdrawn).isEmpty();
  }

  @Test
  void a_link_that_is_gone_meanwhile_does_no_harm() {
    MessageConsumer<Announce> announcing =
        vertx
            .eventBus()
            .localConsumer(Addresses.DEFAULT.announce(), message -> message.reply(null));
    deploy(new JsonObject(), 1);
    await().until(() -> announcing.isRegistered());
    vertx
        .eventBus()
        .publish(Addresses.DEFAULT.events(), Event.of(Event.LINK_READY, null, null, null));
    result(vertx.eventBus().request(Addresses.DEFAULT.announce(), null));
    result(announcing.unregister());

    long begun = System.nanoTime();
    result(vertx.undeploy(deployment));

    // others have looked it up all the same
    assertThat(millisSince(begun)).isGreaterThanOrEqualTo(LAME_DUCK_MS);
    assertThat(leavings()).isEqualTo(1);
  }

  @Test
  void
      what_runs_longer_than_the_drain_time_is_left_and_its_caller_is_not_told_that_all_is_answered()
          throws Exception {
    RawPeer peer = deployAnnounced(new JsonObject().put("lameDuckMs", 0).put("drainMs", 200));
    peer.text("[0,\"s\",\"wait\"]");
    await().until(() -> waiting.size() == 1);

    long begun = System.nanoTime();
    result(vertx.undeploy(deployment));

    assertThat(millisSince(begun)).isBetween(200L, 2000L);
    assertThat(peer.closeCode()).isEqualTo(1001);
    assertThat(peer.closeReason()).isEqualTo("going away");
    portIsClosed();
  }

  @Test
  void callers_learn_that_what_they_have_no_answer_to_did_not_run() {
    RawPeer peer = deployAnnounced(new JsonObject().put("lameDuckMs", 0));
    isServed(peer);

    result(vertx.undeploy(deployment));

    assertThat(peer.closeCode()).isEqualTo(1001);
    assertThat(peer.closeReason()).isEqualTo("all that was taken is answered");
  }

  @Test
  void without_a_handler_callers_learn_that_nothing_ran() {
    RawPeer peer = deployAnnounced(new JsonObject().put("lameDuckMs", 0));
    isServed(peer);
    result(handler.unregister());

    assertThat(peer.text("[1,\"s\",7]").receive())
        .isEqualTo("[1,\"ERR_NO_HANDLER\",null,{\"v\":1,\"f\":11,\"ran\":false}]");
  }

  @Test
  void all_instances_leave_together() {
    link(true);
    deploy(new JsonObject(), 3);
    List<RawPeer> peers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 6; i++) {
      peers.add(peer());
    }
    Future<Void> undeployed = vertx.undeploy(deployment);
    await().until(() -> leavings() > 0);
    peers.forEach(DrainTest::isServed);
    isServed(peer());
    result(undeployed);
    peers.forEach(peer -> assertThat(peer.closeCode()).isEqualTo(1001));
    portIsClosed();
  }

  @Test
  void undeploying_a_second_time_changes_nothing() {
    RawPeer peer = deployAnnounced(new JsonObject());
    Future<Void> undeployed = vertx.undeploy(deployment);
    await().until(() -> leavings() == 1);

    assertThatThrownBy(() -> result(vertx.undeploy(deployment)))
        .isInstanceOf(IllegalStateException.class);
    isServed(peer);
    result(undeployed);
    assertThat(withdrawn).hasSize(1);
    assertThat(peer.closeCode()).isEqualTo(1001);
  }

  @Test
  void closing_the_whole_of_vertx_drains_too() throws Exception {
    Vertx other = Vertx.vertx();
    Codecs.register(other);
    List<Message<Call>> calls = new CopyOnWriteArrayList<>();
    other.eventBus().<Call>consumer("grenache.service.s", calls::add);
    ServerVerticle server = new ServerVerticle(OPTIONS);
    result(other.deployVerticle(server));
    port = server.port();
    RawPeer peer = peer();
    peer.text("[0,\"s\",\"wait\"]");
    await().until(() -> calls.size() == 1);

    Future<Void> closed = other.close();
    await().until(() -> peer.text("[2,\"s\",7]").receive().equals("[2,\"" + DRAINING));
    calls.get(0).reply("done");

    await().until(() -> peer.receive().equals("[0,null,\"done\"]"));
    assertThat(peer.closeCode()).isEqualTo(1001);
    closed.await(10, TimeUnit.SECONDS);
    portIsClosed();
  }
}
