package io.grenache.vertx.link;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

/**
 * Gathers the body of one answer up to a bound. The web client cannot be told to give an answer up
 * once its head has come, so what is too long, or no longer wanted, is stopped by reading no more:
 * the client's read timeout then ends the socket. Confined to its verticle's event loop.
 */
final class AnswerBody implements BodyCodec<Buffer>, BodyStream<Buffer> {
  private final int maxBytes;
  private final Buffer body = Buffer.buffer();
  private final Promise<Buffer> result = Promise.promise();
  private boolean stopped;

  AnswerBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Reads no more. */
  void stop() {
    stopped = true;
  }

  @Override
  public BodyStream<Buffer> stream() {
    return this;
  }

  @Override
  public Future<Buffer> result() {
    return result.future();
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (!stopped && body.length() + chunk.length() > maxBytes) {
      stop();
      result.tryFail(new GrapeFault("answered with more than " + maxBytes + " bytes"));
    }
    if (!stopped) {
      body.appendBuffer(chunk);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    result.tryComplete(body);
    return Future.succeededFuture();
  }

  @Override
  public void handle(Throwable cause) {
    result.tryFail(cause);
  }

  @Override
  public boolean writeQueueFull() {
    return stopped;
  }

  @Override
  public AnswerBody setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public AnswerBody drainHandler(Handler<Void> handler) {
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    return this;
  }
}
