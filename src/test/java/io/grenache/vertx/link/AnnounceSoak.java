package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Codecs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand services announced by one process to one grape, for two intervals of renewals. The
 * system property {@code soak.everyMs} shortens the interval.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AnnounceSoak {
  private static final int SERVICES = 10_000;
  private static final int EVERY_MS = Integer.getInteger("soak.everyMs", 30_000);
  private static final int WINDOW_MS = 100;

  private final Vertx grapes = Vertx.vertx();
  private final Vertx vertx = Vertx.vertx();
  private final long startNs = System.nanoTime();
  private final Arrivals announces = new Arrivals();
  private final Arrivals lookups = new Arrivals();
  private final Map<String, Long> lastNs = new ConcurrentHashMap<>();
  private volatile long longestGapMs;

  /** When requests arrived. */
  private static final class Arrivals {
    private final long[] atMs = new long[1 << 20];
    private final AtomicInteger count = new AtomicInteger();

    void add(long ms) {
      atMs[count.getAndIncrement()] = ms;
    }

    /** The most that arrived in any window, of those after a time. */
    int mostInAWindow(long fromMs) {
      long[] sorted = Arrays.stream(atMs, 0, count.get()).filter(ms -> ms >= fromMs).toArray();
      Arrays.sort(sorted);
      int most = 0;
      for (int last = 0, first = 0; last < sorted.length; last++) {
        while (sorted[last] - sorted[first] >= WINDOW_MS) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      return most;
    }

    double perSecond(long fromMs, long toMs) {
      long within =
          Arrays.stream(atMs, 0, count.get()).filter(ms -> ms >= fromMs && ms < toMs).count();
      return within * 1000.0 / (toMs - fromMs);
    }
  }

  @Test
  void tenThousandServicesAreRenewedWithoutABurst() throws Exception {
    HttpServer grape =
        grapes
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
            .listen(0, "127.0.0.1")
            .await(5, TimeUnit.SECONDS);
    Codecs.register(vertx);
    LinkOptions options =
        LinkOptions.fromJson(new JsonObject().put("announceEveryMs", EVERY_MS))
            .withGrapes(List.of("http://127.0.0.1:" + grape.actualPort()));
    vertx.deployVerticle(new LinkVerticle(options)).await(5, TimeUnit.SECONDS);
    long heapBefore = usedHeap();

    List<Future<?>> taken = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      taken.add(
          vertx
              .eventBus()
              .request(
                  Addresses.DEFAULT.announce(),
                  new Announce("soak:" + i, 1024 + i),
                  new DeliveryOptions().setLocalOnly(true).setSendTimeout(120_000)));
    }
    Future.all(taken).await(120, TimeUnit.SECONDS);
    taken.clear();
    long announcedMs = nowMs();
    int most = Math.max(announces.mostInAWindow(0), lookups.mostInAWindow(0));
    System.out.printf(
        "all announced after %d ms, at most %d requests in %d ms%n", announcedMs, most, WINDOW_MS);

    TimeUnit.MILLISECONDS.sleep(2L * EVERY_MS * 12 / 10);
    long endMs = nowMs();
    long heap = usedHeap() - heapBefore;
    System.out.printf(
        "renewals: %.0f announces/s, %.1f lookups/s; at most %d announces and %d lookups in %d ms;"
            + " longest gap of a service %d ms; heap for all %,d KiB (with the grape's table)%n",
        announces.perSecond(announcedMs, endMs),
        lookups.perSecond(announcedMs, endMs),
        announces.mostInAWindow(announcedMs),
        lookups.mostInAWindow(announcedMs),
        WINDOW_MS,
        longestGapMs,
        heap >> 10);

    assertThat(announces.count.get()).isGreaterThanOrEqualTo(3 * SERVICES * 9 / 10);
    assertThat(announces.mostInAWindow(0)).as("no burst").isLessThan(200);
    assertThat(longestGapMs).isLessThan(EVERY_MS * 12 / 10 + 10_000L);
    vertx.close().await(30, TimeUnit.SECONDS);
    grapes.close().await(5, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request, Buffer body) {
    JsonObject asked = body.toJsonObject();
    if (request.path().equals("/announce")) {
      announces.add(nowMs());
      String service = asked.getJsonArray("data").getString(0);
      Long before = lastNs.put(service, System.nanoTime());
      if (before != null) {
        longestGapMs = Math.max(longestGapMs, (System.nanoTime() - before) / 1_000_000);
      }
      request.response().end("1");
    } else {
      lookups.add(nowMs());
      int number = Integer.parseInt(asked.getString("data").substring("soak:".length()));
      request.response().end("[\"127.0.0.1:" + (1024 + number) + "\"]");
    }
  }

  private long nowMs() {
    return (System.nanoTime() - startNs) / 1_000_000;
  }

  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
