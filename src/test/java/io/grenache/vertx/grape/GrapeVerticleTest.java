package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Event;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GrapeVerticleTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void itSaysWhereItListens() throws Exception {
    List<Event> events = new CopyOnWriteArrayList<>();
    get(
        vertx
            .eventBus()
            .<Event>localConsumer(
                new Addresses("mine").events(), message -> events.add(message.body()))
            .completion());
    JsonObject config = new JsonObject().put("port", 0).put("prefix", "mine");

    GrapeVerticle grape = new GrapeVerticle();
    get(vertx.deployVerticle(grape, new DeploymentOptions().setConfig(config)));

    await().until(() -> !events.isEmpty());
    assertThat(grape.port()).isPositive();
    assertThat(events).singleElement().extracting(Event::type).isEqualTo(Event.LISTENING);
    assertThat(events.get(0).destination()).isEqualTo("127.0.0.1:" + grape.port());
    assertThat(isOpen(grape.port())).isTrue();
  }

  @Test
  void itListensOnItsHostAlone() throws Exception {
    GrapeVerticle grape = deploy(0);

    // another address of the loop-back network
    assertThatThrownBy(() -> new Socket("127.0.0.2", grape.port()).close())
        .isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void twoGrapesOnRandomPortsAreTwoGrapes() throws Exception {
    assertThat(deploy(0).port()).isNotEqualTo(deploy(0).port());
  }

  @Test
  void aTakenPortFailsTheDeployment() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> deploy(taken.getLocalPort()))
          .hasRootCauseInstanceOf(BindException.class);
    }
  }

  @Test
  void aPortThatAnotherGrapeOfTheVertxHasFailsTheDeployment() throws Exception {
    int port = deploy(freePort()).port();

    assertThatThrownBy(() -> deploy(port))
        .hasRootCauseInstanceOf(BindException.class)
        .hasRootCauseMessage("a grape of this Vertx listens on 127.0.0.1:" + port);
    assertThat(isOpen(port)).isTrue();
  }

  @Test
  void aPortIsFreeAgainAfterTheGrapeIsUndeployed() throws Exception {
    GrapeOptions options = GrapeOptions.DEFAULTS.withPort(freePort());
    String id = get(vertx.deployVerticle(new GrapeVerticle(options)));
    get(vertx.undeploy(id));
    await().until(() -> !isOpen(options.port()));

    get(vertx.deployVerticle(new GrapeVerticle(options)));

    assertThat(isOpen(options.port())).isTrue();
  }

  @Test
  void severalInstancesFailTheDeployment() {
    assertThatThrownBy(
            () ->
                get(
                    vertx.deployVerticle(
                        () -> new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(0)),
                        new DeploymentOptions().setInstances(2))))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasRootCauseMessage(
            "GrapeVerticle[instances must be 1, since each would store for itself, was 2]");
  }

  @Test
  void wrongOptionsFailTheDeployment() {
    DeploymentOptions wrong = new DeploymentOptions().setConfig(new JsonObject().put("prot", 1));

    assertThatThrownBy(() -> get(vertx.deployVerticle(new GrapeVerticle(), wrong)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GrapeOptions[unknown option prot");
  }

  private GrapeVerticle deploy(int port) throws Exception {
    GrapeVerticle grape = new GrapeVerticle(GrapeOptions.DEFAULTS.withPort(port));
    get(vertx.deployVerticle(grape));
    return grape;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (java.io.IOException refused) {
      return false;
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
