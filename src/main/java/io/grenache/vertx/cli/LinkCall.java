package io.grenache.vertx.cli;

import io.grenache.vertx.GrenacheOptions;
import io.grenache.vertx.link.LinkOptions;
import io.vertx.core.eventbus.DeliveryOptions;

/** One message to a link of its own, and the answer. */
final class LinkCall {
  private LinkCall() {}

  /**
   * Sends the message and waits: each grape has its time, however often a lookup is tried.
   *
   * @return the body of the answer; what the message failed with is thrown
   */
  static <T> T ask(LinkOptions link, String address, Object message) {
    int tries = Math.max(link.grapes().size(), link.lookupAttempts());
    long seconds = tries * link.announceTimeout().toSeconds() + 1;
    try (Peer peer = Peer.start(GrenacheOptions.NONE.withLink(link))) {
      return Peer.await(
              peer.vertx()
                  .eventBus()
                  .<T>request(
                      address,
                      message,
                      new DeliveryOptions().setLocalOnly(true).setSendTimeout(seconds * 1000)),
              seconds + 1)
          .body();
    }
  }
}
