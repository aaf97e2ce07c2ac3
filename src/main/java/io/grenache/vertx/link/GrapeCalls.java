package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the grapes over HTTP: one after another, from the one that gave the last answer. A call
 * that no grape answers fails with {@code ERR_GRAPE} and says what each grape did; one that the
 * link's end cuts short fails with {@code ERR_TRANSPORT_CLOSE}. Confined to its verticle's event
 * loop.
 */
final class GrapeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(GrapeCalls.class);

  /** Sockets to one grape. */
  private static final int MAX_SOCKETS = 8;

  /** Node.js closes a socket that was idle for 5 s; one that is about to close is not used. */
  private static final int IDLE_SOCKET_SECONDS = 4;

  private final Vertx vertx;
  private final LinkOptions options;
  // kept in a field: a client that is collected closes its sockets
  private final WebClient client;
  private final Set<Promise<byte[]>> underWay = new HashSet<>();
  private int preferred;
  private long calls;
  private long malformed;
  private boolean closed;

  /** What is asked of the grapes, and how their answers are read. */
  private record Question<T>(
      String path, String service, byte[] body, int tries, long timeoutMs, Reader<T> reader) {}

  private interface Reader<T> {
    T read(String grape, byte[] answer) throws GrapeFault;
  }

  GrapeCalls(Vertx vertx, LinkOptions options) {
    this.vertx = vertx;
    this.options = options;
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
    // what waits for a socket is bounded by the pending lookups and the announcements
    client = WebClient.create(vertx, http, new PoolOptions().setHttp1MaxSize(MAX_SOCKETS));
  }

  /** Asks where a service is; an empty list is an answer. */
  Future<List<Destination>> lookup(String service) {
    byte[] body = start().string(service).put('}').toByteArray();
    return ask(
        new Question<>(
            "/lookup",
            service,
            body,
            options.lookupAttempts(),
            options.requestTimeout().toMillis(),
            (grape, answer) -> destinations(grape, service, answer)));
  }

  /** Announces a service at a port of this host, and gives the grape that took it. */
  Future<String> announce(String service, int port) {
    byte[] body =
        start().put('[').string(service).put(',').number(port).put(']').put('}').toByteArray();
    return ask(
        new Question<>(
            "/announce",
            service,
            body,
            options.grapes().size(),
            options.announceTimeout().toMillis(),
            (grape, answer) -> {
              GrapeAnswers.nodes(answer);
              return grape;
            }));
  }

  /** Ends what is under way. */
  void close() {
    closed = true;
    GrapeFault end = new GrapeFault("was not waited for");
    List.copyOf(underWay).forEach(answer -> answer.tryFail(end));
    client.close();
  }

  private JsonBytes start() {
    return new JsonBytes(128).put('{').field("rid").string(Long.toString(++calls)).field("data");
  }

  private <T> Future<T> ask(Question<T> question) {
    Promise<T> promise = Promise.promise();
    attempt(question, preferred, 0, "", promise);
    return promise.future();
  }

  private <T> void attempt(
      Question<T> question, int first, int attempt, String faults, Promise<T> promise) {
    if (closed) {
      promise.fail(Failure.ERR_TRANSPORT_CLOSE.with("the link was undeployed"));
      return;
    }
    if (attempt == question.tries) {
      promise.fail(
          Failure.ERR_GRAPE.with(
              question.path.substring(1) + " of " + question.service + ": " + faults));
      return;
    }
    int index = (first + attempt) % options.grapes().size();
    String grape = options.grapes().get(index);
    post(grape + question.path, question.body, question.timeoutMs)
        .onComplete(
            (answer, failed) -> {
              GrapeFault fault;
              try {
                if (failed == null) {
                  T value = question.reader.read(grape, answer);
                  preferred = index;
                  promise.complete(value);
                  return;
                }
                fault = fault(failed);
              } catch (GrapeFault e) {
                fault = e;
              }
              LOG.debug("{} {} of {}", grape, fault.getMessage(), question.service);
              String said = grape + " " + fault.getMessage();
              attempt(
                  question,
                  first,
                  attempt + 1,
                  faults.contains(said) ? faults : faults.isEmpty() ? said : faults + "; " + said,
                  promise);
            });
  }

  private Future<byte[]> post(String url, byte[] body, long timeoutMs) {
    Promise<byte[]> answer = Promise.promise();
    AnswerBody received = new AnswerBody(options.maxAnswerBytes());
    long deadline =
        vertx.setTimer(
            timeoutMs,
            id -> answer.tryFail(new GrapeFault("did not answer within " + timeoutMs + " ms")));
    underWay.add(answer);
    Future<byte[]> done =
        answer
            .future()
            .andThen(
                ended -> {
                  vertx.cancelTimer(deadline);
                  underWay.remove(answer);
                  received.stop();
                });
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
              } else if (response.statusCode() != 200) {
                answer.tryFail(status(response));
              } else {
                answer.tryComplete(response.body().getBytes());
              }
            });
    return done;
  }

  private List<Destination> destinations(String grape, String service, byte[] answer)
      throws GrapeFault {
    GrapeAnswers.Found found = GrapeAnswers.destinations(answer);
    if (found.malformed() > 0) {
      if (malformed == 0) {
        LOG.warn("{} lists {} at what is no host:port; such entries are left out", grape, service);
      }
      malformed += found.malformed();
      if (found.destinations().isEmpty()) {
        throw new GrapeFault("lists nothing that is a host:port");
      }
    }
    return found.destinations();
  }

  /** Entries of lists that were left out so far. */
  long malformed() {
    return malformed;
  }

  private static GrapeFault status(HttpResponse<Buffer> response) {
    String text = response.body().toString();
    return new GrapeFault(
        "answered with status "
            + response.statusCode()
            + (text.isEmpty() ? "" : ", " + GrapeAnswers.quoted(text)));
  }

  // an exception's text may name addresses and files: its kind is enough
  private static GrapeFault fault(Throwable cause) {
    if (cause instanceof GrapeFault fault) {
      return fault;
    }
    return cause instanceof TimeoutException
        ? new GrapeFault("did not answer in time")
        : new GrapeFault("could not be asked, " + cause.getClass().getSimpleName());
  }
}
