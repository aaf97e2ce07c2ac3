package io.grenache.vertx.client;

import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.MapRequest;
import io.grenache.vertx.message.Outcome;
import io.grenache.vertx.message.Replies;
import io.grenache.vertx.message.Reply;
import io.grenache.vertx.message.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One request to several destinations: an exchange for each, and their outcomes gathered. Confined
 * to its verticle's event loop.
 */
final class MapExchange {
  private final List<Destination> destinations;
  private final Outcome[] outcomes;
  private final Consumer<Replies> whenDone;
  private int open;

  /**
   * @param found all destinations of the service
   * @param whenDone gets the outcomes once each destination has one
   */
  MapExchange(MapRequest request, List<Destination> found, Consumer<Replies> whenDone) {
    List<Destination> picked = new ArrayList<>(found);
    if (request.limit() != null && request.limit() < picked.size()) {
      Collections.shuffle(picked, ThreadLocalRandom.current());
      picked = picked.subList(0, request.limit());
    }
    this.destinations = List.copyOf(picked);
    this.outcomes = new Outcome[destinations.size()];
    this.open = outcomes.length;
    this.whenDone = whenDone;
  }

  List<Destination> destinations() {
    return destinations;
  }

  /** What each destination is sent. */
  static Request part(MapRequest request) {
    return Request.of(request.service(), request.payload())
        .withIdempotencyKey(request.idempotencyKey())
        .withHeaders(request.headers());
  }

  /** Takes the outcome of one destination. */
  Exchange.Outcome outcomeOf(int index) {
    Destination destination = destinations.get(index);
    return new Exchange.Outcome() {
      @Override
      public void succeeded(Reply reply) {
        ended(index, Outcome.of(destination, reply.result()));
      }

      @Override
      public void failed(Failure failure, String detail) {
        ended(index, new Outcome(destination, null, failure, detail));
      }
    };
  }

  private void ended(int index, Outcome outcome) {
    outcomes[index] = outcome;
    if (--open == 0) {
      whenDone.accept(new Replies(List.of(outcomes)));
    }
  }
}
