package io.grenache.vertx.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * grpc-java, unary calls in the clear: bytes go out and come back, neither side decodes them, and
 * handlers run on the event loop, as its documentation advises for those that never block.
 */
final class Grpc {
  private static final String SERVICE = "bench.Bench";
  private static final MethodDescriptor<byte[], byte[]> CALL =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "call"))
          .build();
  private static final byte[] HELLO = Work.HELLO.bytes();
  private static final byte[] WORLD = "\"world\"".getBytes(StandardCharsets.UTF_8);

  private Grpc() {}

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  /** Listens on a random port; gives it. */
  static int serve() throws IOException {
    EventLoopGroup loop = loop();
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .channelType(NioServerSocketChannel.class)
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .directExecutor()
        .addService(
            ServerServiceDefinition.builder(SERVICE)
                .addMethod(CALL, ServerCalls.asyncUnaryCall(Grpc::answer))
                .build())
        .build()
        .start()
        .getPort();
  }

  private static void answer(byte[] request, StreamObserver<byte[]> caller) {
    caller.onNext(request.length == HELLO.length ? WORLD : request);
    caller.onCompleted();
  }

  /** A client of {@link #serve}. */
  static final class Client implements Calls {
    private final EventLoopGroup loop = loop();
    private final ManagedChannel channel;
    private final Map<Work, byte[]> requests = new EnumMap<>(Work.class);

    Client(int port) {
      channel =
          NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
              .channelType(NioSocketChannel.class)
              .eventLoopGroup(loop)
              .directExecutor()
              .usePlaintext()
              .build();
      for (Work work : Work.values()) {
        requests.put(work, work.bytes());
      }
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }

    @Override
    public void call(Work work, int service, Done done) {
      ClientCalls.asyncUnaryCall(
          channel.newCall(CALL, CallOptions.DEFAULT),
          requests.get(work),
          new StreamObserver<byte[]>() {
            @Override
            public void onNext(byte[] answer) {}

            @Override
            public void onError(Throwable cause) {
              done.done(cause);
            }

            @Override
            public void onCompleted() {
              done.done(null);
            }
          });
    }
  }
}
