package io.grenache.vertx.hosting;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Announce;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Withdraw;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the link announce what a verticle offers, and every further link that appears. What becomes
 * of it the link reports as events. Confined to its verticle's event loop.
 */
public final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  // the link has only to forget, so it answers at once or never
  private static final DeliveryOptions WITHDRAW =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(TimeUnit.SECONDS.toMillis(2));
  // the link tries each grape before it answers
  private static final DeliveryOptions ANNOUNCE =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(TimeUnit.SECONDS.toMillis(30));

  private final Vertx vertx;
  private final Addresses addresses;
  private final List<Announce> offers = new ArrayList<>();
  private boolean begun;
  private boolean announced;
  private boolean leaving;

  /** Announces nothing yet. */
  public Announcer(Vertx vertx, Addresses addresses) {
    this.vertx = vertx;
    this.addresses = addresses;
  }

  /** Announces these too, from now on until {@link #withdraw}. */
  public void announce(List<Announce> more) {
    if (!begun) {
      begun = true;
      vertx.eventBus().<Event>localConsumer(addresses.events()).handler(this::onEvent);
    }
    offers.addAll(more);
    more.forEach(this::send);
  }

  /** Whether a grape took at least one of them: others may know it by now. */
  public boolean isAnnounced() {
    return announced;
  }

  private void onEvent(Message<Event> message) {
    Event event = message.body();
    if (event.type().equals(Event.LINK_READY) && !leaving) {
      offers.forEach(this::send);
    } else if (event.type().equals(Event.ANNOUNCED) && offers(event.service())) {
      // also when the attempt that was asked for had failed: the link goes on by itself
      announced = true;
    }
  }

  private boolean offers(String service) {
    return offers.stream().anyMatch(offer -> offer.service().equals(service));
  }

  private void send(Announce announce) {
    vertx
        .eventBus()
        .request(addresses.announce(), announce, ANNOUNCE)
        .onSuccess(taken -> announced = true)
        .onFailure(e -> notAnnounced(announce.service(), e));
  }

  // what a grape refuses, the link reports and retries; here only its absence is news
  private static void notAnnounced(String service, Throwable cause) {
    if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      LOG.info("{} is not announced: no link is deployed yet", service);
    } else {
      LOG.debug("{} is not announced yet: {}", service, cause.toString());
    }
  }

  /** Withdraws all of them for good. Never fails: a link that is gone has nothing to withdraw. */
  public Future<Void> withdraw() {
    leaving = true;
    List<Future<?>> withdrawn = new ArrayList<>();
    for (Announce offer : offers) {
      Withdraw withdraw = new Withdraw(offer.service(), offer.port(), offer.holder());
      withdrawn.add(
          vertx.eventBus().request(addresses.withdraw(), withdraw, WITHDRAW).otherwiseEmpty());
    }
    return Future.all(withdrawn).mapEmpty();
  }
}
