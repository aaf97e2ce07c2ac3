package io.grenache.vertx.fault;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a {@link VictimServer} tells of itself on a connection made for the purpose.
 *
 * @param heap bytes in use once the garbage is collected
 * @param mostDirect bytes outside the heap, the most there ever were
 * @param descriptors of the process that are open
 * @param connections WebSockets, this one included
 * @param inFlight calls that are being handled, this one included
 */
record VictimState(long heap, long mostDirect, long descriptors, long connections, long inFlight) {

  static VictimState of(int port) {
    JsonObject memory;
    try {
      memory = new JsonObject(Newcomers.call(port, "memory"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonObject server = memory.getJsonObject("state").getJsonObject("server");
    return new VictimState(
        memory.getLong("heap"),
        memory.getLong("mostDirect"),
        memory.getLong("descriptors"),
        server.getLong("connections"),
        server.getLong("inFlight"));
  }

  @Override
  public String toString() {
    return "heap %.1f MiB, direct %.1f MiB at most, %d descriptors, %d connections, %d calls"
        .formatted(heap / 1048576.0, mostDirect / 1048576.0, descriptors, connections, inFlight);
  }
}
