package io.grenache.vertx.grape;

import io.grenache.vertx.bep44.Item;
import io.vertx.core.Future;
import java.util.List;

/**
 * Where a grape keeps what it is told. Every method gives a future, even though memory answers at
 * once: a grape that is one of many asks the others over UDP before it knows, and its HTTP side
 * shall not change for that. Called on the verticle's event loop alone; futures complete there. A
 * failed future is a fault of the storage, never of the caller.
 */
interface Storage {
  /** What became of a put. */
  enum Outcome {
    /** It is stored. */
    STORED,
    /** The stored number is not the one that was to be replaced; nothing is changed. */
    CAS_MISMATCH,
    /** The number is not above the stored one; nothing is changed. */
    SEQUENCE_NOT_HIGHER
  }

  /**
   * Keeps an address of a service, for its age from now on.
   *
   * @param service the service's name
   * @param address {@code ip:port}
   * @return the number of nodes that took it; 0 for none
   */
  Future<Integer> announce(String service, String address);

  /**
   * The addresses of a service.
   *
   * @param limit at most so many, chosen and ordered by chance
   */
  Future<List<String>> lookup(String service, int limit);

  /**
   * Keeps a value whose signature, if it has an owner, was checked.
   *
   * @param cas the number that the stored value must have; null if it does not matter
   */
  Future<Outcome> put(Item value, Long cas);

  /** The value of this hash, 40 hex digits; null if there is none. */
  Future<Item> get(String hash);
}
