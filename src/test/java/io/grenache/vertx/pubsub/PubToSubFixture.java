package io.grenache.vertx.pubsub;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Our publishers and our subscriber, each in a Vert.x of its own. */
abstract class PubToSubFixture {
  final SubFixture sub = new SubFixture();
  final WatchedLink link = new WatchedLink(sub.vertx);
  private final List<Pub> pubs = new ArrayList<>();

  /** A publisher in a Vert.x of its own. */
  static final class Pub extends PubFixture {
    int port;

    Pub deployed(PubOptions options) {
      port = deploy(with(options, "announce", false));
      return this;
    }

    String destination() {
      return "127.0.0.1:" + port;
    }
  }

  @AfterEach
  void close() {
    sub.close();
    pubs.forEach(Pub::close);
  }

  Pub pub(PubOptions options) {
    Pub pub = new Pub();
    pubs.add(pub);
    return pub.deployed(options);
  }

  Pub pub() {
    return pub(PubFixture.OPTIONS);
  }

  static void untilSubscribed(Pub... pubs) {
    for (Pub pub : pubs) {
      pub.untilSubscribers(1);
    }
  }
}
