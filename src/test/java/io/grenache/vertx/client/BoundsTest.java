package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.fails;
import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Payload;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.RawServer;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many destinations, sockets and calls there are at a time, and which destination it is. */
@Timeout(30)
class BoundsTest {
  private final ClientFixture client = new ClientFixture();
  private final Vertx vertx = client.vertx;
  private final StaticLink link = new StaticLink(vertx);

  @AfterEach
  void close() {
    client.close();
  }

  private List<ScriptedServer> echoes(int count) {
    List<ScriptedServer> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      servers.add(ScriptedServer.echo(vertx));
    }
    link.route("s", servers.stream().mapToInt(ScriptedServer::port).toArray());
    return servers;
  }

  @Test
  void a_requests_own_cap_on_destinations_goes_before_the_clients() {
    echoes(6);
    client.deploy(new JsonObject().put("maxActiveKeyDests", 2));
    Set<Destination> wide = new HashSet<>();
    Set<Destination> usual = new HashSet<>();
    Set<Destination> narrow = new HashSet<>();

    for (int i = 0; i < 30; i++) {
      // at once, since those that wait for nothing all go to the fastest
      List<Future<Reply>> any = new ArrayList<>();
      List<Future<Reply>> two = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        any.add(client.request(in(5000, n).withMaxActiveKeyDests(6)));
        two.add(client.request(in(5000, n)));
      }
      any.forEach(reply -> wide.add(result(reply).destination()));
      two.forEach(reply -> usual.add(result(reply).destination()));
      narrow.add(result(client.request(in(5000, i).withMaxActiveKeyDests(1))).destination());
    }

    assertThat(wide).hasSize(6);
    assertThat(usual).hasSize(2).containsAll(narrow);
    assertThat(narrow).hasSize(1);
  }

  @Test
  void a_requests_own_cap_on_sockets_goes_before_the_clients() {
    ScriptedServer server = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("s", server.port());
    client.deploy(
        new JsonObject().put("maxActiveDestTransports", 1).put("maxInFlightPerSocket", 1));

    client.request(in(5000, 0));
    client.request(in(5000, 1));
    await().until(() -> server.requests() == 1);
    await().during(Duration.ofMillis(150)).until(() -> server.sockets().size() == 1);
    client.request(in(5000, 2).withMaxActiveDestTransports(3));

    await().until(() -> server.sockets().size() == 3 && server.requests() == 3);
  }

  @Test
  void an_affinity_has_its_destination_and_another_one_only_while_that_is_gone() {
    List<ScriptedServer> servers = echoes(8);
    client.deploy(new JsonObject().put("maxActiveKeyDests", 2));
    Map<String, Destination> homes = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      homes.put("user-" + i, to("user-" + i));
    }
    assertThat(new HashSet<>(homes.values())).as("past the cap").hasSizeGreaterThan(4);
    homes.forEach((affinity, home) -> assertThat(to(affinity)).isEqualTo(home));

    ScriptedServer gone =
        servers.stream()
            .filter(server -> server.port() == homes.get("user-0").port())
            .findFirst()
            .orElseThrow();
    gone.close();
    await().until(() -> gone.sockets().isEmpty());

    homes.forEach(
        (affinity, home) -> {
          if (home.port() == gone.port()) {
            assertThat(to(affinity)).isNotEqualTo(home).isEqualTo(to(affinity));
          } else {
            assertThat(to(affinity)).isEqualTo(home);
          }
        });
  }

  private Destination to(String affinity) {
    return result(client.request(in(5000, 0).withAffinity(affinity))).destination();
  }

  @Test
  void no_more_calls_wait_for_a_socket_than_allowed() throws IOException {
    // accepts connections by the kernel's backlog, and stays silent
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      link.route("s", silent.getLocalPort());
      client.deploy(new JsonObject().put("maxWaiting", 2).put("drainMs", 1));
      List<Future<Reply>> waiting = List.of(client.request(in(300, 0)), client.request(in(300, 1)));

      fails(client.request(in(5000, 2)), Failure.ERR_OVERLOADED);

      waiting.forEach(reply -> fails(reply, Failure.ERR_TIMEOUT));
      fails(client.request(in(100, 3)), Failure.ERR_TIMEOUT);
    }
  }

  @Test
  void a_full_socket_takes_the_next_call_when_an_answer_has_come_or_its_time_is_over() {
    List<Runnable> answers = new CopyOnWriteArrayList<>();
    List<Object> seen = new CopyOnWriteArrayList<>();
    ScriptedServer server =
        new ScriptedServer(
            vertx,
            (socket, request) -> {
              seen.add(request.getValue(2));
              answers.add(() -> answer(socket, request));
            });
    link.route("s", server.port());
    client.deploy(
        new JsonObject().put("maxInFlightPerSocket", 2).put("maxActiveDestTransports", 1));

    List<Future<Reply>> replies = new ArrayList<>();
    replies.add(client.request(in(5000, 0)));
    replies.add(client.request(in(1200, 1)));
    await().until(() -> seen.size() == 2);
    replies.add(client.request(in(5000, 2)));
    replies.add(client.request(in(5000, 3)));
    await().during(Duration.ofMillis(50)).until(() -> seen.size() == 2);

    answers.get(0).run();
    await().until(() -> seen.size() == 3);
    fails(replies.get(1), Failure.ERR_TIMEOUT);
    await().until(() -> seen.size() == 4);
    assertThat(seen).as("who waits first goes first").containsExactly(0, 1, 2, 3);
    answers.get(2).run();
    answers.get(3).run();
    for (int i : new int[] {0, 2, 3}) {
      assertThat(result(replies.get(i)).result().json()).isEqualTo(i);
    }
    assertThat(server.sockets()).hasSize(1);
  }

  private static void answer(ServerWebSocket socket, JsonArray request) {
    socket.writeTextMessage(
        new JsonArray().add(request.getValue(0)).addNull().add(request.getValue(2)).encode());
  }

  @Test
  void a_socket_that_is_not_read_takes_no_call_until_it_is_writable_again() {
    NetSocket[] paused = new NetSocket[1];
    RawServer server =
        new RawServer(
            vertx,
            (connection, socket, message) -> {
              if (!message.startsWith("[")) {
                return;
              }
              if (paused[0] == null) {
                paused[0] = socket;
                socket.pause();
              }
              String rid = message.substring(1, message.indexOf(','));
              socket.write(RawServer.text("[" + rid + ",null," + message.length() + "]"));
            });
    link.route("s", server.port());
    client.deploy(
        new JsonObject()
            .put("maxActiveDestTransports", 1)
            .put("maxWriteQueueBytes", 65_536)
            .put("maxWaiting", 1));
    result(client.request(in(5000, 0)));
    Payload large = Payload.of("x".repeat(1 << 20));

    // what the kernel takes is not in the client's hands
    List<Future<Reply>> sent = new ArrayList<>();
    while (sent.stream().noneMatch(Future::failed)) {
      assertThat(sent).as("calls before one was refused").hasSizeLessThan(100);
      sent.add(client.request(in(9000, large)));
      result(vertx.timer(5));
    }
    // by its answer those before it have been taken or refused
    fails(client.request(Request.of("nowhere", 0)), Failure.ERR_GRAPE_LOOKUP_EMPTY);
    List<Future<Reply>> taken = sent.stream().filter(reply -> !reply.isComplete()).toList();
    sent.stream().filter(Future::isComplete).forEach(r -> fails(r, Failure.ERR_OVERLOADED));

    paused[0].resume();

    taken.forEach(reply -> assertThat((int) result(reply).result().json()).isGreaterThan(1 << 20));
    assertThat(server.sockets()).hasSize(1);
  }

  @Test
  void all_of_many_destinations_get_their_turn_as_the_link_answers_anew() {
    int[] ports = IntStream.range(0, 8).map(i -> ScriptedServer.echo(vertx).port()).toArray();
    link.remaining(Duration.ofMillis(1)).route("s", ports);
    client.deploy(new JsonObject().put("maxActiveKeyDests", 2).put("staleMs", 0));
    Set<Destination> seen = new HashSet<>();

    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              seen.add(result(client.request(in(5000, 0))).destination());
              return seen.size() == 8;
            });
  }
}
