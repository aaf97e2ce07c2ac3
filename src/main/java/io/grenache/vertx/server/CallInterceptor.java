package io.grenache.vertx.server;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Payload;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Stands between the callers of a service and its handler: to refuse a call, to write it down, to
 * measure it.
 *
 * <pre>{@code
 * CallInterceptor signedIn = (call, next) ->
 *     tokens.knows(call.headers().get("token"))
 *         ? next.apply(call)
 *         : Future.failedFuture(Failure.ERR_FORBIDDEN.with("ERR_FORBIDDEN"));
 * }</pre>
 */
@FunctionalInterface
public interface CallInterceptor {
  /**
   * Answers a call. What it fails with, or throws, is answered as a handler's failure is.
   *
   * @param call what came in
   * @param next goes on to the next interceptor, and from the last to the handler; takes the call
   *     or another in its place, never throws, and gives the result or what the handler failed with
   * @return the result, {@code next}'s or another
   */
  Future<Payload> intercept(Call call, Function<Call, Future<Payload>> next);
}
