package io.grenache.vertx.grape;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection and the request that is on it. Vert.x hands over a connection's requests one
 * after another, the next once the one before is read and answered.
 */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final HttpConnection connection;
  private final GrapeOptions options;
  private final GrapeApi api;
  private final String host;
  private HttpServerRequest request;
  private Buffer body;
  private boolean isRead;
  private long deadlineMs;

  Connection(HttpConnection connection, GrapeOptions options, GrapeApi api) {
    this.connection = connection;
    this.options = options;
    this.api = api;
    this.host = connection.remoteAddress().hostAddress();
    rest();
  }

  /** A request's head has arrived. */
  void begin(HttpServerRequest begun) {
    request = begun;
    body = Buffer.buffer();
    isRead = false;
    deadlineMs = HttpFront.nowMs() + options.requestTimeout().toMillis();
    begun.exceptionHandler(broken -> body = null);
    begun.handler(this::read);
    begun.endHandler(end -> readAll());
  }

  /** Ends the connection if its request, or its next one, does not come in time. */
  void endIfOverdue(long nowMs) {
    if (nowMs < deadlineMs) {
      return;
    }
    deadlineMs = Long.MAX_VALUE;
    if (request != null && !isRead && !request.response().ended()) {
      body = null;
      write(request, Answer.TIMEOUT).onComplete(written -> connection.close());
    } else {
      connection.close();
    }
  }

  private void read(Buffer chunk) {
    // what follows an answer is read to the end, since closing on it could lose the answer
    if (body == null) {
      return;
    }
    if (body.length() + chunk.length() > options.maxBodyBytes()) {
      body = null;
      write(request, Answer.TOO_LARGE);
      return;
    }
    body.appendBuffer(chunk);
  }

  private void readAll() {
    isRead = true;
    if (body == null) {
      rest();
      return;
    }
    byte[] bytes = body.getBytes();
    body = null;
    // a caller that sends without reading must not pile up answers
    if (request.response().writeQueueFull()) {
      HttpServerRequest full = request;
      full.response().drainHandler(drained -> answer(full, bytes));
    } else {
      answer(request, bytes);
    }
  }

  private void answer(HttpServerRequest asked, byte[] bytes) {
    // through a future, so that what is thrown is answered too
    Future.succeededFuture()
        .compose(go -> api.answer(asked.uri(), bytes, host))
        .recover(
            failure -> {
              LOG.warn("A grape could not answer {}", asked.path(), failure);
              return Future.succeededFuture(Answer.INTERNAL);
            })
        .onSuccess(answer -> write(asked, answer));
  }

  private Future<Void> write(HttpServerRequest asked, Answer answer) {
    HttpServerResponse response = asked.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    if (answer.status() == Answer.TIMEOUT.status()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (isRead) {
      rest();
    }
    return response.end(Buffer.buffer(answer.body()));
  }

  private void rest() {
    request = null;
    deadlineMs = HttpFront.nowMs() + options.idleTimeout().toMillis();
  }
}
