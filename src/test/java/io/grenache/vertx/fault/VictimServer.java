package io.grenache.vertx.fault;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grenache.vertx.Grenache;
import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.server.ServerOptions;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server process that is meant to be attacked. Its services: {@code echo}; {@code slow}, which
 * echoes a second later; {@code memory}, which collects garbage and answers {@code {"heap",
 * "direct", "mostDirect"}} in bytes, {@code "descriptors"} and {@code "state"}.
 */
final class VictimServer {
  private static final int SLOW_MS = 1000;
  private static final int SAMPLED_EVERY_MS = 10;
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong mostDirect = new AtomicLong();

  private VictimServer() {}

  /**
   * Says {@code serving PORT} once it does.
   *
   * @param args the server's options as JSON
   */
  public static void main(String[] args) throws Exception {
    ServerOptions options = ServerOptions.fromJson(new JsonObject(args[0]));
    System.out.println("serving " + new VictimServer().serve(options));
  }

  private int serve(ServerOptions options) throws Exception {
    Grenache.register(vertx);
    Addresses addresses = Addresses.DEFAULT;
    vertx
        .eventBus()
        .<Call>consumer(addresses.service("echo"), call -> call.reply(call.body().payload()));
    vertx
        .eventBus()
        .<Call>consumer(
            addresses.service("slow"),
            call -> vertx.setTimer(SLOW_MS, timer -> call.reply(call.body().payload())));
    vertx.eventBus().<Call>consumer(addresses.service("memory"), this::memory);
    Thread sampler = new Thread(this::sample, "sampler");
    sampler.setDaemon(true);
    sampler.start();
    // one event loop for all: who is slowed down by an attack is the one that calls beside it
    return Grenache.start(vertx, GrenacheOptions.NONE.withServer(options))
        .await(10, TimeUnit.SECONDS)
        .serverPort();
  }

  private void memory(Message<Call> call) {
    vertx
        .eventBus()
        .<JsonObject>request(Addresses.DEFAULT.state(), "")
        .compose(state -> vertx.executeBlocking(() -> measured(state.body())))
        .onComplete(call::reply, e -> call.fail(100, e.toString()));
  }

  private JsonObject measured(JsonObject state) {
    System.gc();
    return new JsonObject()
        .put("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
        .put("direct", direct())
        .put("mostDirect", mostDirect.get())
        .put("descriptors", descriptors())
        .put("state", state);
  }

  private void sample() {
    while (true) {
      mostDirect.accumulateAndGet(direct(), Math::max);
      try {
        Thread.sleep(SAMPLED_EVERY_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Netty counts what it takes past the JDK's own buffers. */
  private static long direct() {
    return Math.max(DIRECT.getMemoryUsed(), PlatformDependent.usedDirectMemory());
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
