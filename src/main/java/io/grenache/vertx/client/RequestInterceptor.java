package io.grenache.vertx.client;

import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Stands between the users of an {@link RpcClient} and the network: to add a header, to write down
 * what was asked and answered, to measure it.
 *
 * <pre>{@code
 * RequestInterceptor signed = (request, next) ->
 *     next.apply(request.withHeaders(Map.of("token", token)));
 * }</pre>
 */
@FunctionalInterface
public interface RequestInterceptor {
  /**
   * Answers a request. What it fails with, or throws, reaches the user as it is.
   *
   * @param request what is asked
   * @param next goes on to the next interceptor, and from the last to the network; takes the
   *     request or another in its place, never throws, and may be used again
   * @return the reply, {@code next}'s or another
   */
  Future<Reply> intercept(Request request, Function<Request, Future<Reply>> next);

  /** The same for a request to all destinations, which goes through untouched by default. */
  default Future<Replies> interceptMap(
      MapRequest request, Function<MapRequest, Future<Replies>> next) {
    return next.apply(request);
  }
}
