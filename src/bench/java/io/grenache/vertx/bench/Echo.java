package io.grenache.vertx.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * WebSockets of Vert.x and nothing else: whole frames of RPC go out as bytes and come back, flushes
 * are consolidated on both sides, as in the product. No JSON, no bus, no deadlines: the ceiling of
 * the stack.
 */
final class Echo {
  private static final int FLUSHES = 256;
  private static final int MAX_FRAME = 1 << 20;

  private Echo() {}

  private static ChannelHandlerContext consolidate(WebSocket socket) {
    ChannelHandlerContext channel = ((WebSocketInternal) socket).channelHandlerContext();
    channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES, true));
    return channel;
  }

  private static void write(ChannelHandlerContext channel, byte[] frame) {
    channel.writeAndFlush(
        new TextWebSocketFrame(true, 0, Unpooled.wrappedBuffer(frame)), channel.voidPromise());
  }

  /** Sends each text frame back. */
  static final class Server {
    private Server() {}

    /** Listens on a random port; gives it. */
    static int start(Vertx vertx) throws Exception {
      List<HttpServer> listening = new ArrayList<>();
      UserVerticle.deploy(
          vertx,
          v ->
              v.createHttpServer(
                      new HttpServerOptions()
                          .setHost("127.0.0.1")
                          .setPort(0)
                          .setMaxWebSocketFrameSize(MAX_FRAME)
                          .setPerFrameWebSocketCompressionSupported(false)
                          .setPerMessageWebSocketCompressionSupported(false))
                  .webSocketHandler(Server::echo)
                  .listen()
                  .onSuccess(listening::add));
      return listening.get(0).actualPort();
    }

    private static void echo(WebSocket socket) {
      ChannelHandlerContext channel = consolidate(socket);
      socket.frameHandler(
          frame -> {
            if (frame.isText()) {
              write(channel, frame.binaryData().getBytes());
            }
          });
    }
  }

  /** Sends a request's frame in turn on so many sockets; answers come in the order of a socket. */
  static final class Client implements Calls {
    private final UserVerticle user;
    private final WebSocketClient client;
    private final int port;
    private final Map<Work, byte[]> frames = new EnumMap<>(Work.class);
    private final List<Socket> sockets = new ArrayList<>();
    private int turn;

    /**
     * @param server whose services the frames name
     */
    Client(Vertx vertx, int port, String server) throws Exception {
      this.port = port;
      for (Work work : Work.values()) {
        frames.put(work, frame(server, work));
      }
      user = UserVerticle.deploy(vertx, nothing -> Future.succeededFuture());
      client =
          vertx.createWebSocketClient(
              new WebSocketClientOptions()
                  .setMaxConnections(10_000)
                  .setConnectTimeout(60_000)
                  .setMaxFrameSize(MAX_FRAME));
      sockets(1);
    }

    // as long as the frames of this toolkit's client
    private static byte[] frame(String server, Work work) {
      return ("[\"0123456789abcdef-12d687\",\""
              + Names.service(server, work, 0)
              + "\","
              + new String(work.bytes(), StandardCharsets.UTF_8)
              + ",{\"v\":1,\"ttl\":60000}]")
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void sockets(int count) {
      try {
        // a server of this toolkit leaves those that were idle while others had their rounds
        sockets.removeIf(socket -> socket.webSocket.isClosed());
        while (sockets.size() > count) {
          Await.get(sockets.remove(sockets.size() - 1).webSocket.close());
        }
        while (sockets.size() < count) {
          CompletableFuture<Socket> opened = new CompletableFuture<>();
          // on the loop of the calls, so that the socket belongs to it
          execute(
              () ->
                  client
                      .connect(port, "127.0.0.1", "/ws")
                      .map(Socket::new)
                      .onComplete(opened::complete, opened::completeExceptionally));
          sockets.add(Await.get(opened));
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void call(Work work, int service, Done done) {
      turn = turn + 1 < sockets.size() ? turn + 1 : 0;
      sockets.get(turn).call(frames.get(work), done);
    }

    @Override
    public void execute(Runnable task) {
      user.execute(task);
    }
  }

  private static final class Socket {
    private final WebSocket webSocket;
    private final ChannelHandlerContext channel;
    private final Deque<Calls.Done> waiting = new ArrayDeque<>();

    Socket(WebSocket webSocket) {
      this.webSocket = webSocket;
      channel = consolidate(webSocket);
      webSocket.frameHandler(
          frame -> {
            if (frame.isText()) {
              frame.binaryData().getBytes();
              waiting.poll().done(null);
            }
          });
    }

    void call(byte[] frame, Calls.Done done) {
      waiting.add(done);
      write(channel, frame);
    }
  }
}
