package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.pubsub.SubOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sub",
    mixinStandardHelpOptions = true,
    description =
        "Prints what the publishers of a channel send, a message a line, until interrupted.",
    footer = {
      "",
      "Bytes are printed as the UTF-8 text they are, or else in base64.",
      "",
      "Example:",
      "  grenache sub ticks"
    })
final class SubCommand implements Callable<Integer> {
  /** Messages that may wait to be printed. */
  private static final int MAX_WAITING = 1000;

  @Parameters(paramLabel = "CHANNEL", description = "The name of the channel.")
  private String channel;

  @Mixin private GrapeUrls grapes;
  @Spec private CommandSpec spec;

  // printing may take its time, and must not hold an event loop up
  private final BlockingQueue<Object> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();

  @Override
  public Integer call() throws InterruptedException {
    GrenacheOptions options =
        Arguments.checked(
            spec,
            () ->
                GrenacheOptions.NONE
                    .withLink(grapes.link())
                    .withSub(SubOptions.DEFAULTS.withChannels(channel)));
    Vertx vertx = Peer.newVertx();
    vertx.eventBus().localConsumer(Addresses.DEFAULT.sub(channel), message -> take(message.body()));
    try (Peer peer = Peer.start(vertx, options)) {
      peer.closeWhenInterrupted();
      // whoever reads may have gone
      while (!Output.STREAM.checkError()) {
        Output.line(text(waiting.take()));
        tellDropped();
      }
    }
    return 0;
  }

  private void take(Object message) {
    if (!waiting.offer(message)) {
      dropped.incrementAndGet();
    }
  }

  private void tellDropped() {
    if (waiting.isEmpty()) {
      long count = dropped.getAndSet(0);
      if (count > 0) {
        spec.commandLine()
            .getErr()
            .println(count + " messages were dropped: standard output was slow");
      }
    }
  }

  /** A message as it is printed. */
  static String text(Object message) {
    if (!(message instanceof Buffer bytes)) {
      return (String) message;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      return Base64.getEncoder().encodeToString(bytes.getBytes());
    }
  }
}
