package io.grenache.vertx.link;

import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to grapes, each call within its time, over sockets of its own. Every failure is a {@link
 * GrapeFault}. Confined to its verticle's event loop.
 */
final class GrapeHttp {
  /** Node.js closes a socket that was idle for 5 s; one that is about to close is not used. */
  private static final int IDLE_SOCKET_SECONDS = 4;

  private final Vertx vertx;
  private final int maxAnswerBytes;
  // kept in a field: a client that is collected closes its sockets
  private final WebClient client;
  private final Set<Promise<Answer>> underWay = new HashSet<>();

  /** What a grape answered. */
  record Answer(int status, byte[] body) {
    /** The body of an answer with status 200. */
    byte[] ok() throws GrapeFault {
      if (status == 200) {
        return body;
      }
      String text = text();
      throw new GrapeFault(
          "answered with status "
              + status
              // an object may be somebody's value
              + (text.isEmpty() || text.startsWith("{") ? "" : ", " + GrapeAnswers.quoted(text)),
          status < 500,
          status == 413 ? Failure.ERR_PAYLOAD_TOO_LARGE : Failure.ERR_GRAPE);
    }

    /** The body as it stands. */
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * @param sockets to one grape, at most; what waits for one is bounded by those who call
   */
  GrapeHttp(Vertx vertx, LinkOptions options, int sockets) {
    this.vertx = vertx;
    maxAnswerBytes = options.maxAnswerBytes();
    long longestMs =
        Math.max(options.requestTimeout().toMillis(), options.announceTimeout().toMillis());
    WebClientOptions http = new WebClientOptions();
    http.setUserAgent("grenache-vertx")
        .setFollowRedirects(false)
        .setDecompressionSupported(false)
        .setPipelining(false)
        .setKeepAlive(true)
        .setKeepAliveTimeout(IDLE_SOCKET_SECONDS)
        // ends a socket whose answer stalls behind its head: the client's own timeouts end there
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout((int) longestMs + 1000);
    client = WebClient.create(vertx, http, new PoolOptions().setHttp1MaxSize(sockets));
  }

  /** Posts a body, and gives the whole answer whatever its status. */
  Future<Answer> post(String url, byte[] body, long timeoutMs) {
    Promise<Answer> answer = Promise.promise();
    AnswerBody received = new AnswerBody(maxAnswerBytes);
    long deadline =
        vertx.setTimer(
            timeoutMs,
            id ->
                answer.tryFail(
                    new GrapeFault("did not answer within " + timeoutMs + " ms", false)));
    underWay.add(answer);
    Future<Answer> done =
        answer
            .future()
            .andThen(
                ended -> {
                  vertx.cancelTimer(deadline);
                  underWay.remove(answer);
                  received.stop();
                })
            .recover(cause -> Future.failedFuture(fault(cause)));
    received.result().onFailure(answer::tryFail);
    client
        .requestAbs(HttpMethod.POST, url)
        .timeout(timeoutMs)
        .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/json")
        .as(received)
        .sendBuffer(Buffer.buffer(body))
        .onComplete(
            (response, failed) -> {
              if (failed != null) {
                answer.tryFail(failed);
              } else {
                answer.tryComplete(new Answer(response.statusCode(), response.body().getBytes()));
              }
            });
    return done;
  }

  /** Ends what is under way. */
  void close() {
    GrapeFault end = new GrapeFault("was not waited for", false);
    List.copyOf(underWay).forEach(answer -> answer.tryFail(end));
    client.close();
  }

  // an exception's text may name addresses and files: its kind is enough
  private static GrapeFault fault(Throwable cause) {
    if (cause instanceof GrapeFault fault) {
      return fault;
    }
    return cause instanceof TimeoutException
        ? new GrapeFault("did not answer in time", false)
        : new GrapeFault(
            cause instanceof ConnectException
                ? "refused the connection"
                : "could not be asked, " + cause.getClass().getSimpleName(),
            false);
  }
}
