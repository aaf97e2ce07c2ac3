package io.grenache.vertx.link;

import com.fasterxml.jackson.core.JsonToken;
import io.grenache.vertx.json.JsonCursor;
import io.grenache.vertx.json.JsonFault;
import io.grenache.vertx.message.Destination;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what grapes answer. They report most errors with status 200 and a JSON string, so whatever
 * is not of the type that was asked for is an error.
 */
final class GrapeAnswers {
  /** Characters of a grape's error that are passed on. */
  private static final int MAX_ERROR = 100;

  /**
   * The answer to a lookup.
   *
   * @param destinations each once; empty if nobody announces the service
   * @param malformed how many entries were left out
   */
  record Found(List<Destination> destinations, int malformed) {}

  private GrapeAnswers() {}

  /** Reads the answer to a lookup, {@code ["ip:port", …]}. */
  static Found destinations(byte[] json) throws GrapeFault {
    return read(json, JsonToken.START_ARRAY, "a list", GrapeAnswers::found);
  }

  /** Reads the answer to an announcement, the number of nodes that took it: 1 or more. */
  static long nodes(byte[] json) throws GrapeFault {
    long nodes = read(json, JsonToken.VALUE_NUMBER_INT, "a whole number", JsonCursor::wholeNumber);
    if (nodes < 1) {
      throw new GrapeFault("told no node of it, answering " + nodes);
    }
    return nodes;
  }

  private static Found found(JsonCursor cursor) throws JsonFault {
    Set<Destination> destinations = new LinkedHashSet<>();
    int malformed = 0;
    while (cursor.next()) {
      Destination entry = cursor.token() == JsonToken.VALUE_STRING ? parse(cursor.text()) : null;
      if (entry == null) {
        malformed++;
      } else {
        destinations.add(entry);
      }
      cursor.skip();
    }
    return new Found(List.copyOf(destinations), malformed);
  }

  private static Destination parse(String text) {
    try {
      return Destination.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static <T> T read(byte[] json, JsonToken type, String typeName, Reading<T> reading)
      throws GrapeFault {
    if (json.length == 0) {
      throw new GrapeFault("answered with an empty body");
    }
    try {
      JsonCursor cursor = new JsonCursor(json, 0, json.length);
      cursor.next();
      if (cursor.token() == JsonToken.VALUE_STRING) {
        throw new GrapeFault("answered " + quoted(cursor.text()));
      }
      if (cursor.token() != type) {
        throw new GrapeFault("did not answer with " + typeName);
      }
      T value = reading.read(cursor);
      cursor.end();
      return value;
    } catch (JsonFault e) {
      throw new GrapeFault("did not answer with " + typeName + ": " + e.getMessage());
    }
  }

  /** A grape's own words, short and on one line: they end up in logs. */
  static String quoted(String text) {
    String line = text.replaceAll("[^\\x20-\\x7E]", "?");
    return '"' + (line.length() > MAX_ERROR ? line.substring(0, MAX_ERROR) + "…" : line) + '"';
  }

  private interface Reading<T> {
    T read(JsonCursor cursor) throws JsonFault;
  }
}
