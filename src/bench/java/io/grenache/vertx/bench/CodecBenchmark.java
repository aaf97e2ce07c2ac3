package io.grenache.vertx.bench;

import io.grenache.vertx.message.Payload;
import io.grenache.vertx.wire.FrameFault;
import io.grenache.vertx.wire.ReplyFrame;
import io.grenache.vertx.wire.RequestFrame;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames from bytes and to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  /** What the frames carry. */
  @Param({"HELLO", "OBJECT", "ARRAY"})
  String work;

  private RequestFrame request;
  private ReplyFrame reply;
  private byte[] requestBytes;
  private byte[] replyBytes;

  /** Makes the frames. */
  @Setup
  public void frames() {
    Payload payload = Payload.ofJson(Work.of(work).bytes());
    Payload rid = Payload.of("0123456789abcdef-12d687");
    request = new RequestFrame(rid, "rpc_test", payload, 60_000, null, Map.of());
    reply = ReplyFrame.result(rid, payload);
    requestBytes = request.encode(true);
    replyBytes = reply.encode(true);
  }

  /** A client writes. */
  @Benchmark
  public byte[] encodeRequest() {
    return request.encode(true);
  }

  /** A server reads. */
  @Benchmark
  public RequestFrame decodeRequest() throws FrameFault {
    return RequestFrame.decode(requestBytes);
  }

  /** A server writes. */
  @Benchmark
  public byte[] encodeReply() {
    return reply.encode(true);
  }

  /** A client reads. */
  @Benchmark
  public ReplyFrame decodeReply() throws FrameFault {
    return ReplyFrame.decode(replyBytes);
  }
}
