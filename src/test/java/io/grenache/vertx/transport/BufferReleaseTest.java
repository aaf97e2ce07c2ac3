package io.grenache.vertx.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grenache.vertx.testing.RawPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class BufferReleaseTest extends WireSocketFixture {
  private static final String SENTINEL = "leaked on purpose";

  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  // what is leaked on purpose need not be shown
  private final Logger detector = logger(ResourceLeakDetector.class.getName());
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          warnings.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    appender.start();
    root.addAppender(appender);
    detector.addAppender(appender);
    detector.setAdditive(false);
  }

  @AfterEach
  void stopWatching() {
    root.detachAppender(appender);
    detector.detachAppender(appender);
    detector.setAdditive(true);
    ResourceLeakDetector.setLevel(level);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static void leak() {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(10);
    buffer.touch(SENTINEL);
  }

  /** Leaks are found when their buffers were collected and another is made. */
  private void awaitSentinel() {
    leak();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              System.gc();
              PooledByteBufAllocator.DEFAULT.directBuffer(10).release();
              return warnings.stream().anyMatch(warning -> warning.contains(SENTINEL));
            });
  }

  @Test
  void no_buffer_is_lost_and_nothing_logged_whether_messages_arrive_or_are_dropped()
      throws Exception {
    RawPeer peer = peer(1000);
    for (int i = 0; i < 20; i++) {
      peer.text("text")
          .binary(new byte[10])
          .frame(WebSocketFrame.textFrame("a", false))
          .frame(WebSocketFrame.pingFrame(Buffer.buffer("ping")))
          .frame(WebSocketFrame.continuationFrame(Buffer.buffer("b"), true));
      tell(it -> it.send(json(3 * MAX_FRAME)));
      peer.receive();
    }
    await().until(() -> received.size() == 60);
    peer.frame(WebSocketFrame.textFrame("not finished", false));
    // while it is refused, more comes in and more is sent
    peer.text("x".repeat(2000)).text("dropped").text("dropped");
    tell(it -> it.send("[1]".getBytes(StandardCharsets.US_ASCII)));
    await().until(() -> closed.get() == 1);
    tell(it -> it.send(json(10)));

    try (RawBytesPeer silent = bytesPeer()) {
      congest();
      tell(WireSocket::pause);
      silent.write(RawBytesPeer.frame(1, json(100)));
      silent.write(RawBytesPeer.frame(9, new byte[10]));
    }
    await().until(() -> closed.get() == 2);

    awaitSentinel();
    assertThat(warnings).hasSize(1);
  }
}
