package io.grenache.vertx.link;

import io.grenache.vertx.message.Destination;
import java.util.List;

/**
 * What a lookup says of one announcement: the entries with its port.
 *
 * @param here those at an address of this host
 * @param elsewhere the others
 * @param partial the list is as long as a grape's can be: there may be more than it says
 */
record Listing(List<Destination> here, List<Destination> elsewhere, boolean partial) {
  /** A grape lists as many destinations at most, chosen at random. */
  static final int LONGEST = 100;

  static Listing of(List<Destination> found, int port, OwnAddresses.OwnSet own) {
    List<Destination> samePort = found.stream().filter(entry -> entry.port() == port).toList();
    return new Listing(
        samePort.stream().filter(entry -> own.contains(entry.host())).toList(),
        samePort.stream().filter(entry -> !own.contains(entry.host())).toList(),
        found.size() >= LONGEST);
  }

  /** The entry that stands for the announcement; null if that cannot be told. */
  Destination own() {
    if (!here.isEmpty()) {
      return here.get(0);
    }
    return elsewhere.size() == 1 ? elsewhere.get(0) : null;
  }
}
