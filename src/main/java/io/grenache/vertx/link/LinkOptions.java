package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.message.Addresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a link speaks to its grapes. JSON form: a key for each component, durations in milliseconds
 * under names that end in {@code Ms}: {@code requestTimeoutMs}, {@code announceTimeoutMs}, {@code
 * cacheMs}, {@code announceEveryMs}.
 *
 * @param prefix what the addresses on the event bus start with
 * @param grapes the grapes, {@code http} or {@code https} URLs, 1 to 32; one answer is enough, and
 *     the one that answered last is asked first
 * @param requestTimeout what one grape may take for one answer, 1 ms to 60 s
 * @param announceTimeout what one grape may take for an announcement, 1 ms to 60 s: longer, since
 *     the grape tells other nodes, and waits for dead ones, before it answers
 * @param lookupAttempts how often a lookup is tried altogether, each time at the next grape, 1 to
 *     100
 * @param cache how long a lookup's answer is used, 0 (not at all) to an hour
 * @param cacheEntries services kept in the cache, 1 to 1,000,000; the one not asked for longest
 *     goes
 * @param maxPendingLookups lookups that wait for a grape's answer at the same time, 1 to 1,000,000;
 *     past it they fail with {@code ERR_OVERLOADED}
 * @param announceEvery how long after an announcement it is made again, 1 ms or more
 * @param announceJitterPercent how much shorter or longer, at random, 0 to 50, so that
 *     announcements spread
 * @param maxAnnouncements pairs of a service and a port announced at the same time, 1 to 1,000,000;
 *     past it they fail with {@code ERR_OVERLOADED}
 * @param maxAnswerBytes the longest answer of a grape that is read, 64 bytes to 16 MiB
 */
public record LinkOptions(
    String prefix,
    List<String> grapes,
    Duration requestTimeout,
    Duration announceTimeout,
    int lookupAttempts,
    Duration cache,
    int cacheEntries,
    int maxPendingLookups,
    Duration announceEvery,
    int announceJitterPercent,
    int maxAnnouncements,
    int maxAnswerBytes) {

  /** Every option at its default. */
  public static final LinkOptions DEFAULTS =
      new LinkOptions(
          Addresses.DEFAULT.prefix(),
          List.of("http://127.0.0.1:30001"),
          Duration.ofMillis(2500),
          Duration.ofSeconds(10),
          3,
          Duration.ofSeconds(10),
          2500,
          10_000,
          Duration.ofSeconds(30),
          20,
          10_000,
          65_536);

  /** The shortest time that grapes keep an announcement: two thirds of their 120 s. */
  private static final long ANNOUNCEMENT_LIVES_MS = 80_000;

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Checks each option by itself, then against the others. */
  public LinkOptions {
    prefix = new Addresses(prefix).prefix();
    grapes = grapeUrls(grapes);
    range("requestTimeoutMs", requestTimeout.toMillis(), 1, 60_000);
    range("announceTimeoutMs", announceTimeout.toMillis(), 1, 60_000);
    range("lookupAttempts", lookupAttempts, 1, 100);
    range("cacheMs", cache.toMillis(), 0, 3_600_000);
    range("cacheEntries", cacheEntries, 1, 1_000_000);
    range("maxPendingLookups", maxPendingLookups, 1, 1_000_000);
    range("announceEveryMs", announceEvery.toMillis(), 1, Integer.MAX_VALUE);
    range("announceJitterPercent", announceJitterPercent, 0, 50);
    range("maxAnnouncements", maxAnnouncements, 1, 1_000_000);
    range("maxAnswerBytes", maxAnswerBytes, 64, 16 << 20);
    long longest = announceEvery.toMillis() * (100 + announceJitterPercent) / 100;
    if (longest >= ANNOUNCEMENT_LIVES_MS) {
      throw wrong(
          "announceEveryMs "
              + announceEvery.toMillis()
              + " with announceJitterPercent "
              + announceJitterPercent
              + " can be "
              + longest
              + " ms, which must be below the "
              + ANNOUNCEMENT_LIVES_MS
              + " ms that an announcement may live");
    }
  }

  /**
   * Reads the JSON form; an absent key has its default.
   *
   * @throws IllegalArgumentException a key is unknown, or a value is wrong; the message names it
   */
  public static LinkOptions fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("LinkOptions", json).only(KEYS);
    return new LinkOptions(
        fields.string("prefix", DEFAULTS.prefix),
        fields.strings("grapes", DEFAULTS.grapes),
        millis(fields, "requestTimeoutMs", DEFAULTS.requestTimeout),
        millis(fields, "announceTimeoutMs", DEFAULTS.announceTimeout),
        whole(fields, "lookupAttempts", DEFAULTS.lookupAttempts),
        millis(fields, "cacheMs", DEFAULTS.cache),
        whole(fields, "cacheEntries", DEFAULTS.cacheEntries),
        whole(fields, "maxPendingLookups", DEFAULTS.maxPendingLookups),
        millis(fields, "announceEveryMs", DEFAULTS.announceEvery),
        whole(fields, "announceJitterPercent", DEFAULTS.announceJitterPercent),
        whole(fields, "maxAnnouncements", DEFAULTS.maxAnnouncements),
        whole(fields, "maxAnswerBytes", DEFAULTS.maxAnswerBytes));
  }

  /** The JSON form, every key. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("prefix", prefix)
        .put("grapes", new JsonArray(grapes))
        .put("requestTimeoutMs", requestTimeout.toMillis())
        .put("announceTimeoutMs", announceTimeout.toMillis())
        .put("lookupAttempts", lookupAttempts)
        .put("cacheMs", cache.toMillis())
        .put("cacheEntries", cacheEntries)
        .put("maxPendingLookups", maxPendingLookups)
        .put("announceEveryMs", announceEvery.toMillis())
        .put("announceJitterPercent", announceJitterPercent)
        .put("maxAnnouncements", maxAnnouncements)
        .put("maxAnswerBytes", maxAnswerBytes);
  }

  /** The same with another prefix. */
  public LinkOptions withPrefix(String prefix) {
    return fromJson(toJson().put("prefix", prefix));
  }

  /** The same with other grapes. */
  public LinkOptions withGrapes(List<String> grapes) {
    return fromJson(toJson().put("grapes", new JsonArray(grapes)));
  }

  /** The same with another time for one answer of one grape. */
  public LinkOptions withRequestTimeout(Duration requestTimeout) {
    return fromJson(toJson().put("requestTimeoutMs", requestTimeout.toMillis()));
  }

  /** The same with another lifetime of cached answers. */
  public LinkOptions withCache(Duration cache) {
    return fromJson(toJson().put("cacheMs", cache.toMillis()));
  }

  /** The same with another interval between announcements. */
  public LinkOptions withAnnounceEvery(Duration announceEvery) {
    return fromJson(toJson().put("announceEveryMs", announceEvery.toMillis()));
  }

  // the bounds are checked in one place, by the constructor
  private static Duration millis(JsonFields fields, String name, Duration absent) {
    return fields.millis(name, absent, Integer.MIN_VALUE, Long.MAX_VALUE);
  }

  private static int whole(JsonFields fields, String name, int absent) {
    return fields.integer(name, absent, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw wrong(name + " must be from " + min + " to " + max + ", was " + value);
    }
  }

  private static List<String> grapeUrls(List<String> grapes) {
    range("the number of grapes", grapes.size(), 1, 32);
    return grapes.stream().map(LinkOptions::grapeUrl).toList();
  }

  private static String grapeUrl(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      boolean https = "https".equalsIgnoreCase(url.getScheme());
      boolean bare =
          url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
      if ((http || https) && url.getHost() != null && bare && url.getPort() <= 65535) {
        return text.replaceAll("/+$", "");
      }
    } catch (URISyntaxException e) {
      // said below: the text may hold a password in the wrong place, so it is not shown
    }
    throw wrong(
        "grapes must be http or https URLs without user, query and fragment,"
            + " as http://127.0.0.1:30001");
  }

  private static IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException("LinkOptions[" + rule + "]");
  }
}
