package io.grenache.vertx.secure;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.testing.Ca;
import io.grenache.vertx.testing.Issued;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Servers and clients of ours in one Vert.x, and a handler that echoes and keeps its calls. */
final class SecurePeers implements AutoCloseable {
  static final String SERVICE = "s";

  final Vertx vertx = Vertx.vertx();
  final StaticLink link = new StaticLink(vertx);
  final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  final Queue<Event> events = new ConcurrentLinkedQueue<>();

  /** A server's deployment, and its port. */
  record Served(String deployment, int port) {}

  SecurePeers() {
    vertx
        .eventBus()
        .<Event>localConsumer(Addresses.DEFAULT.events(), message -> events.add(message.body()));
    handle(SERVICE);
  }

  /** Echoes, and keeps the calls. */
  void handle(String service) {
    vertx
        .eventBus()
        .<Call>consumer(
            Addresses.DEFAULT.service(service),
            message -> {
              calls.add(message.body());
              message.reply(message.body().payload());
            });
  }

  /** The {@code tls} of a server or a client. */
  static JsonObject tls(Issued own, Ca trusted) {
    return withoutCertificate(trusted)
        .put("key", own.key().toString())
        .put("cert", own.cert().toString());
  }

  /** The {@code tls} of a client that shows no certificate. */
  static JsonObject withoutCertificate(Ca trusted) {
    return new JsonObject().put("ca", trusted.cert().toString());
  }

  /** The options of a server of the one service; without TLS if {@code tls} is null. */
  static JsonObject server(JsonObject tls) {
    return new JsonObject()
        .put("host", "127.0.0.1")
        .put("services", new JsonArray().add(SERVICE))
        .put("announce", false)
        .put("lameDuckMs", 0)
        .put("tls", tls);
  }

  Served serve(JsonObject options) {
    return serve(options, 1);
  }

  Served serve(JsonObject options, int instances) {
    ServerOptions parsed = ServerOptions.fromJson(options);
    AtomicReference<ServerVerticle> last = new AtomicReference<>();
    String deployment =
        result(
            vertx.deployVerticle(
                () -> last.updateAndGet(before -> new ServerVerticle(parsed)),
                new DeploymentOptions().setInstances(instances)));
    return new Served(deployment, last.get().port());
  }

  /** Deploys a client; with TLS unless that is null. */
  String client(JsonObject tls) {
    // a connect that is not answered must not be taken for one that is refused
    return client(new JsonObject().put("tls", tls).put("connectTimeoutMs", 9000), 1);
  }

  String client(JsonObject options, int instances) {
    ClientOptions parsed = ClientOptions.fromJson(options);
    return result(
        vertx.deployVerticle(
            () -> new ClientVerticle(parsed), new DeploymentOptions().setInstances(instances)));
  }

  void undeploy(String deployment) {
    result(vertx.undeploy(deployment));
  }

  Future<Reply> send(String service, Object payload) {
    Request request = Request.of(service, payload).withTimeout(Duration.ofSeconds(9));
    return vertx
        .eventBus()
        .<Reply>request(Addresses.DEFAULT.rpcRequest(), request, request.delivery())
        .map(Message::body);
  }

  /** Asks as a client with that TLS of its own, which is undeployed again; gives the call. */
  Call call(int port, JsonObject tls) {
    String client = client(tls);
    try {
      return call(port);
    } finally {
      undeploy(client);
    }
  }

  /** Asks by the client that is deployed, and gives the call as its handler saw it. */
  Call call(int port) {
    link.route(SERVICE, port);
    calls.clear();
    assertThat(result(send(SERVICE, "hello")).result().json()).isEqualTo("hello");
    assertThat(calls).hasSize(1);
    return calls.peek();
  }

  /** Why a client with that TLS cannot connect; it must be told soon. */
  String refusal(int port, JsonObject tls) {
    String client = client(tls);
    try {
      return refusal(port);
    } finally {
      undeploy(client);
    }
  }

  /** Why the client that is deployed cannot connect; it must be told soon. */
  String refusal(int port) {
    link.route(SERVICE, port);
    calls.clear();
    long begun = System.nanoTime();
    Throwable cause = catchThrowable(() -> result(send(SERVICE, "hello")));
    assertThat(cause).isInstanceOf(ReplyException.class);
    assertThat(Failure.of(cause)).as(cause.getMessage()).isEqualTo(Failure.ERR_CONNECT);
    // far below the connect timeout, even where the machine is busy
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
    assertThat(calls).isEmpty();
    return cause.getMessage();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  long total(String name) {
    return Tally.of(vertx, "grenache").total(name).sum();
  }

  /** Waits for an event of that type, and takes it. */
  Event event(String type) {
    return await()
        .until(
            () -> {
              Event found =
                  events.stream().filter(e -> e.type().equals(type)).findFirst().orElse(null);
              events.remove(found);
              return found;
            },
            found -> found != null);
  }

  @Override
  public void close() {
    result(vertx.close());
  }
}
