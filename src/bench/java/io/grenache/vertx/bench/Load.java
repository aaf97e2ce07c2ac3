package io.grenache.vertx.bench;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Makes calls for some time and measures each. All of it but the pace of the open loop runs on the
 * loop of the calls.
 */
final class Load {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PACE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final Calls calls;
  private final Work work;
  private final Histogram histogram = new Histogram(3);
  private final CompletableFuture<JsonObject> outcome = new CompletableFuture<>();
  private long endNanos;
  private long millis;
  private long requests;
  private long failures;
  private Throwable lastFailure;
  private long missing;

  Load(Calls calls, Work work) {
    this.calls = calls;
    this.work = work;
  }

  /**
   * Closed loop: so many callers, each of which calls again once it has its answer. A slow answer
   * delays what that caller would have asked, so its latencies are those of this many callers, not
   * of a given rate.
   *
   * @param services how many services are called, in turn
   */
  CompletableFuture<JsonObject> closed(int inFlight, int services, long forMillis) {
    millis = forMillis;
    missing = inFlight;
    calls.execute(
        () -> {
          endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMillis);
          for (int i = 0; i < inFlight; i++) {
            new ClosedCaller(i % services).call();
          }
        });
    return outcome;
  }

  /**
   * Open loop: calls begin at a fixed rate, whatever became of those before. Each latency counts
   * from the instant at which the call was meant to begin, so that nothing is omitted when either
   * side stalls.
   */
  CompletableFuture<JsonObject> open(double rate, long forMillis) {
    millis = forMillis;
    missing = Math.max(1, (long) (rate * forMillis / 1000));
    long total = missing;
    double intervalNanos = 1e9 / rate;
    long begin = System.nanoTime();
    endNanos = begin + TimeUnit.MILLISECONDS.toNanos(forMillis) + PATIENCE_NANOS;
    Thread pacer =
        new Thread(
            () -> {
              for (long next = 0; next < total; LockSupport.parkNanos(PACE_NANOS)) {
                long due =
                    Math.min(total, (long) ((System.nanoTime() - begin) / intervalNanos) + 1);
                if (due > next) {
                  long from = next;
                  calls.execute(() -> callDue(from, due, begin, intervalNanos));
                  next = due;
                }
              }
            },
            "pacer");
    pacer.setDaemon(true);
    pacer.start();
    return outcome;
  }

  private void callDue(long from, long to, long begin, double intervalNanos) {
    for (long i = from; i < to; i++) {
      long intended = begin + (long) (i * intervalNanos);
      calls.call(
          work,
          0,
          failure -> {
            record(intended, System.nanoTime(), failure);
            ended();
          });
    }
  }

  private final class ClosedCaller implements Calls.Done {
    private final int service;
    private long sentNanos;

    ClosedCaller(int service) {
      this.service = service;
    }

    void call() {
      sentNanos = System.nanoTime();
      calls.call(work, service, this);
    }

    @Override
    public void done(Throwable failure) {
      long now = System.nanoTime();
      record(sentNanos, now, failure);
      if (now < endNanos) {
        call();
      } else {
        ended();
      }
    }
  }

  private void record(long fromNanos, long now, Throwable failure) {
    histogram.recordValue(Math.max(0, now - fromNanos));
    if (failure != null) {
      failures++;
      lastFailure = failure;
    } else if (now <= endNanos) {
      requests++;
    }
  }

  private void ended() {
    if (--missing == 0) {
      outcome.complete(
          Samples.toJson(
              requests,
              failures,
              lastFailure == null ? null : lastFailure.toString(),
              millis,
              histogram));
    }
  }
}
