package io.grenache.vertx.grape;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A grape on a random port, and HTTP callers for it. */
final class DeployedGrape {
  record Response(int status, String body, String contentType) {}

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final GrapeVerticle verticle;

  DeployedGrape(JsonObject options) throws Exception {
    verticle = new GrapeVerticle(GrapeOptions.fromJson(options.copy().put("port", 0)));
    get(vertx.deployVerticle(verticle));
  }

  /** Sends the body as it is. */
  Response send(String verb, String path, String body) throws Exception {
    Promise<Response> answered = Promise.promise();
    // on an event loop, where a response's body cannot pass by before it is asked for
    vertx.runOnContext(
        go ->
            client
                .request(HttpMethod.valueOf(verb), verticle.port(), "127.0.0.1", path)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body().map(bytes -> response(response, bytes)))
                .onComplete(answered));
    return get(answered.future());
  }

  /** Status and body of the answer to a POST, {@code 200 []}. */
  String post(String path, String body) throws Exception {
    Response response = send("POST", path, body);
    return response.status() + " " + response.body();
  }

  /** Calls with this value, in JSON, as the data. */
  String call(String path, String data) throws Exception {
    return post(path, "{\"rid\":\"1\",\"data\":" + data + "}");
  }

  Socket socket() throws IOException {
    Socket socket = new Socket();
    // small, so that a caller that does not read is soon noticed
    socket.setReceiveBufferSize(8192);
    socket.setSoTimeout(5000);
    socket.connect(new InetSocketAddress("127.0.0.1", verticle.port()));
    return socket;
  }

  void close() throws Exception {
    get(vertx.close());
  }

  private static Response response(HttpClientResponse response, Buffer body) {
    return new Response(response.statusCode(), body.toString(), response.getHeader("content-type"));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
