package io.grenache.vertx.fuzz;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.server.ServerOptions;
import io.grenache.vertx.server.ServerVerticle;
import io.grenache.vertx.telemetry.Tally;
import io.grenache.vertx.testing.RawSocket;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two servers with small limits on one event loop, one of them with little time for handshakes, and
 * a caller that behaves: its answers must not fail to come.
 */
final class FuzzedServer implements AutoCloseable {
  static final Limits LIMITS = new Limits(4096, 8192);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long MAX_DIRECT_BYTES = 64L * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final int port;
  private final int hastyPort;
  private final Allocation allocation;
  private final RawCaller behaved;
  private long calls;

  FuzzedServer() throws IOException {
    port = deploy(options("grenache", 20_000));
    hastyPort = deploy(options("hasty", 20));
    vertx
        .eventBus()
        .<Call>consumer("grenache.service.echo", call -> call.reply(call.body().payload()));
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "grenache.service.tree", call -> call.reply(call.body().getValue("payload")));
    Promise<Long> loop = Promise.promise();
    vertx.runOnContext(nothing -> loop.complete(Thread.currentThread().getId()));
    allocation = new Allocation(result(loop.future()));
    behaved = new RawCaller(port).upgrade(true);
    callBehaved();
  }

  private static ServerOptions options(String prefix, int handshakeTimeoutMs) {
    return ServerOptions.fromJson(
        new JsonObject()
            .put("prefix", prefix)
            .put("host", "127.0.0.1")
            .put("announce", false)
            .put(
                "services",
                new JsonArray()
                    .add("echo")
                    .add(new JsonObject().put("name", "tree").put("body", "json"))
                    .add("nobody"))
            .put("handshakeTimeoutMs", handshakeTimeoutMs)
            .put("maxFrameBytes", LIMITS.frameBytes())
            .put("maxMessageBytes", LIMITS.messageBytes())
            .put("maxInFlight", 4)
            .put("maxWriteQueueBytes", 4096)
            .put("drainMs", 0));
  }

  private int deploy(ServerOptions options) {
    ServerVerticle server = new ServerVerticle(options);
    result(vertx.deployVerticle(server));
    return server.port();
  }

  int port() {
    return port;
  }

  /** Of the server that gives a handshake 20 ms. */
  int hastyPort() {
    return hastyPort;
  }

  /** What both servers allocate. */
  Allocation allocation() {
    return allocation;
  }

  /** Throws unless the servers hold nothing any more, and the caller that behaves is served. */
  void check() throws IOException {
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (!settled()) {
      assertThat(System.nanoTime()).as("sockets or calls are left over").isLessThan(patience);
      LockSupport.parkNanos(20_000);
    }
    assertThat(PlatformDependent.usedDirectMemory())
        .as("bytes outside the heap")
        .isLessThan(MAX_DIRECT_BYTES);
    callBehaved();
  }

  private boolean settled() {
    return total("grenache", "server.connections") == 1
        && total("grenache", "server.inFlight") == 0
        && total("hasty", "server.connections") == 0
        && total("hasty", "server.inFlight") == 0;
  }

  private long total(String prefix, String name) {
    return Tally.of(vertx, prefix).total(name).sum();
  }

  private void callBehaved() throws IOException {
    long number = calls++;
    assertThat(behaved.send(RawSocket.text("[" + number + ",\"echo\",\"x\"]"))).isTrue();
    byte[] answer = ("[" + number + ",null,\"x\"]").getBytes(StandardCharsets.US_ASCII);
    assertThat(behaved.in().readNBytes(2)).containsExactly(0x81, answer.length);
    assertThat(behaved.in().readNBytes(answer.length)).isEqualTo(answer);
  }

  @Override
  public void close() throws IOException {
    behaved.close();
    result(vertx.close());
  }
}
