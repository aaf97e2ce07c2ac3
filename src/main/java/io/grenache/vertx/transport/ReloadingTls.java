package io.grenache.vertx.transport;

import io.grenache.vertx.tls.TlsMaterial;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;

/** Keys and certificates that can be read again while they are in use. */
final class ReloadingTls {
  private final Vertx vertx;
  private final Supplier<TlsMaterial> reader;
  private TlsMaterial current;

  /**
   * @param reader may block
   */
  ReloadingTls(Vertx vertx, Supplier<TlsMaterial> reader) {
    this.vertx = vertx;
    this.reader = reader;
  }

  /** What was read last, and taken. */
  TlsMaterial current() {
    return current;
  }

  /** Reads for the first time. */
  Future<TlsMaterial> read() {
    return vertx.executeBlocking(reader::get).onSuccess(material -> current = material);
  }

  /**
   * Reads again, and has what was read taken if it is other than before.
   *
   * @return whether it was
   */
  Future<Boolean> reload(Function<TlsMaterial, Future<?>> taker) {
    return vertx
        .executeBlocking(reader::get)
        .compose(
            read -> {
              if (read.isSameAs(current)) {
                return Future.succeededFuture(false);
              }
              return taker
                  .apply(read)
                  .map(
                      taken -> {
                        current = read;
                        return true;
                      });
            });
  }
}
