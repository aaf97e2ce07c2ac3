package io.grenache.vertx.client;

import static io.grenache.vertx.client.ClientFixture.in;
import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.grenache.vertx.testing.ScriptedServer;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients come and go, or refuse; whoever asks is told, on its own context and once. */
@Timeout(30)
class ClientChangesTest {
  private static final int IN_FLIGHT = 64;
  private static final JsonObject AT_ONCE = new JsonObject().put("drainMs", 1);

  private final ClientFixture fixture = new ClientFixture();
  private final Vertx vertx = fixture.vertx;
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final StaticLink link = new StaticLink(vertx);
  private ScriptedServer server;

  /** The ways to a client: what comes of a request must be the same. */
  enum Way {
    BUS {
      @Override
      Function<Request, Future<Reply>> of(ClientFixture fixture) {
        return fixture::request;
      }
    },
    RPC_CLIENT {
      @Override
      Function<Request, Future<Reply>> of(ClientFixture fixture) {
        return RpcClient.create(fixture.vertx)::request;
      }
    };

    abstract Function<Request, Future<Reply>> of(ClientFixture fixture);
  }

  static Stream<Arguments> waysAndModels() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER)
                    .map(model -> Arguments.of(way, model)));
  }

  @BeforeEach
  void start() {
    vertx.exceptionHandler(uncaught::add);
    server = ScriptedServer.echo(vertx);
    link.route("s", server.port());
  }

  @AfterEach
  void close() {
    assertThat(uncaught).isEmpty();
    fixture.close();
  }

  private List<String> deploy(int clients) {
    List<String> deployments = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      deployments.add(fixture.deploy(AT_ONCE));
    }
    return deployments;
  }

  private void undeploy(List<String> deployments) {
    deployments.forEach(deployment -> result(vertx.undeploy(deployment)));
  }

  private String asking(Asker asker, ThreadingModel model) {
    return result(vertx.deployVerticle(asker, new DeploymentOptions().setThreadingModel(model)));
  }

  @ParameterizedTest
  @MethodSource("waysAndModels")
  void every_request_ends_once_while_clients_come_and_go(Way way, ThreadingModel model)
      throws InterruptedException {
    Asker asker = new Asker(way.of(fixture));
    asking(asker, model);
    asker.keepInFlight(IN_FLIGHT);
    for (int round = 0; round < 6; round++) {
      List<String> one = deploy(1);
      asker.tally.awaitMore(40);
      List<String> two = deploy(2);
      asker.tally.awaitMore(40);
      undeploy(one);
      asker.tally.awaitMore(40);
      undeploy(two);
      asker.tally.awaitMore(40);
    }
    deploy(2);

    asker.askNoMore();
    asker.tally.awaitAll();
    assertThat(asker.tally.outcomes().keySet())
        .contains("done")
        .isSubsetOf("done", "ERR_TRANSPORT_CLOSE", "ERR_NO_HANDLER", "ERR_TIMEOUT");
    assertThat(asker.tally.strays()).isEmpty();
    for (int i = 0; i < 50; i++) {
      assertThat(result(way.of(fixture).apply(in(5000, i))).result().as(Integer.class))
          .isEqualTo(i);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void threads_that_are_not_of_vertx_get_their_replies_too(Way way) throws InterruptedException {
    RequestTally tally = new RequestTally();
    Function<Request, Future<Reply>> requests = way.of(fixture);
    List<String> first = deploy(1);
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; i < 500; i++) {
                tally.ask(requests, i, outcome -> {});
              }
            });
    thread.start();
    tally.awaitMore(20);
    deploy(1);
    undeploy(first);
    thread.join();

    tally.awaitAll();
    assertThat(tally.outcomes().keySet())
        .contains("done")
        .isSubsetOf("done", "ERR_TRANSPORT_CLOSE", "ERR_TIMEOUT");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_refusal_has_the_same_number_and_text_whichever_way_it_comes(Way way) {
    Function<Request, Future<Reply>> requests = way.of(fixture);
    ScriptedServer silent = new ScriptedServer(vertx, (socket, request) -> {});
    ScriptedServer failing =
        new ScriptedServer(
            vertx,
            (socket, request) ->
                socket.writeTextMessage(
                    new JsonArray().add(request.getValue(0)).add("out of tea").encode()));
    link.route("silent", silent.port()).route("failing", failing.port());
    fixture.deploy(
        new JsonObject()
            .put("maxInFlight", 1)
            .put("maxMessageBytes", 2048)
            .put("maxFrameBytes", 2048));

    fails(
        requests.apply(in(5000, "x".repeat(2100))),
        Failure.ERR_PAYLOAD_TOO_LARGE,
        "the payload has 2102 bytes, maxMessageBytes is 2048");
    fails(
        requests.apply(Request.of("nobody", 1)),
        Failure.ERR_GRAPE_LOOKUP_EMPTY,
        "nobody announces nobody");
    fails(requests.apply(Request.of("failing", 1)), Failure.ERR_APPLICATION, "out of tea");
    Request unanswered = Request.of("silent", 1).withTimeout(Duration.ofMillis(300));
    Future<Reply> first = requests.apply(unanswered);
    fails(
        requests.apply(in(5000, 1)),
        Failure.ERR_OVERLOADED,
        "maxInFlight of 1 requests are under way");
    fails(first, Failure.ERR_TIMEOUT, "no answer from silent in time");
    assertThat(result(requests.apply(in(5000, 7))).result().text()).isEqualTo("7");
  }

  @Test
  void an_invalid_request_is_refused_in_the_same_words_on_both_ways() {
    fixture.deploy(new JsonObject());
    String text =
        "Request[hedgeAfter PT0.02S needs an idempotencyKey, since two handlers may see the call]";

    fails(
        vertx
            .eventBus()
            .request(
                "grenache.rpc.request",
                new JsonObject().put("service", "s").put("hedgeAfterMs", 20)),
        Failure.ERR_BAD_REQUEST,
        text);
    fails(
        RpcClient.create(vertx)
            .request("s", 1, Object.class, r -> r.withHedgeAfter(Duration.ofMillis(20))),
        Failure.ERR_BAD_REQUEST,
        text);
    // no request at all is an error of the program, and is told as well
    fails(RpcClient.create(vertx).request((Request) null), Failure.ERR_HANDLER, "ERR_HANDLER");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_client_that_is_undeployed_tells_those_that_wait(Way way) {
    Function<Request, Future<Reply>> requests = way.of(fixture);
    ScriptedServer silent = new ScriptedServer(vertx, (socket, request) -> {});
    link.route("silent", silent.port());
    List<String> client = deploy(1);
    Future<Reply> waiting = requests.apply(Request.of("silent", 1));
    await().until(() -> silent.requests() == 1);

    undeploy(client);
    fails(waiting, Failure.ERR_TRANSPORT_CLOSE, "the client was undeployed before the answer came");
    assertThatThrownBy(() -> result(requests.apply(in(5000, 1))))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(Failure.of(e)).isSameAs(Failure.ERR_NO_HANDLER));
  }

  /** Its worker pool is closed, so that nothing can be told to it any more. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void a_caller_that_is_gone_does_no_harm_to_others_nor_to_the_client(Way way) {
    Queue<JsonArray> held = new ConcurrentLinkedQueue<>();
    ScriptedServer slow = new ScriptedServer(vertx, (socket, request) -> held.add(request));
    link.route("slow", slow.port());
    List<String> client = deploy(1);
    Function<Request, Future<Reply>> requests = way.of(fixture);
    List<Future<Reply>> before = List.of(requests.apply(Request.of("slow", 1)));
    await().until(() -> held.size() == 1);
    Promise<Void> asked = Promise.promise();
    String gone =
        result(
            vertx.deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    for (int i = 0; i < 5; i++) {
                      requests.apply(Request.of("slow", 2));
                    }
                    asked.complete();
                    return asked.future();
                  }
                },
                new DeploymentOptions()
                    .setThreadingModel(ThreadingModel.WORKER)
                    .setWorkerPoolName("gone")));
    await().until(() -> held.size() == 6);
    Future<Reply> behind = requests.apply(Request.of("slow", 3));
    await().until(() -> held.size() == 7);
    result(vertx.undeploy(gone));

    // the last one is answered behind those of the caller that is gone
    List<JsonArray> all = List.copyOf(held);
    for (JsonArray request : all.subList(1, 4)) {
      answer(slow, request);
    }
    answer(slow, all.get(6));
    assertThat(result(behind).result().text()).isEqualTo("3");
    assertThat(slow.sockets()).isNotEmpty();
    // two are still owed to it
    undeploy(client);
    fails(
        before.get(0),
        Failure.ERR_TRANSPORT_CLOSE,
        "the client was undeployed before the answer came");
    if (way == Way.BUS) {
      // Vert.x says that it cannot tell the caller
      uncaught.clear();
    }
  }

  private static void answer(ScriptedServer server, JsonArray request) {
    String text =
        new JsonArray().add(request.getValue(0)).addNull().add(request.getValue(2)).encode();
    server.sockets().forEach(socket -> socket.writeTextMessage(text));
  }

  private static void fails(Future<?> future, Failure failure, String text) {
    assertThatThrownBy(() -> result(future))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(failure.code());
              assertThat(e).hasMessage(text);
            });
  }

  /** A verticle that keeps requests in flight. */
  private static final class Asker extends VerticleBase {
    final RequestTally tally = new RequestTally();
    private final Function<Request, Future<Reply>> requests;
    private volatile boolean stopped;

    Asker(Function<Request, Future<Reply>> requests) {
      this.requests = requests;
    }

    @Override
    public Future<?> start() {
      return Future.succeededFuture();
    }

    void keepInFlight(int count) {
      for (int i = 0; i < count; i++) {
        context.runOnContext(nothing -> next());
      }
    }

    void askNoMore() {
      stopped = true;
    }

    private void next() {
      if (!stopped) {
        tally.ask(requests, 7, this::check);
      }
    }

    private void check(String outcome) {
      Context now = Vertx.currentContext();
      if (now == null || !context.deploymentID().equals(now.deploymentID())) {
        tally.stray(outcome + " on " + now + " in " + Thread.currentThread());
      }
      if (outcome.equals("done")) {
        context.runOnContext(nothing -> next());
      } else {
        vertx.setTimer(1, id -> next());
      }
    }
  }
}
