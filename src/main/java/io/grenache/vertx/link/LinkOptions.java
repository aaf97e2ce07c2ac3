package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.json.OptionRules;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Destination;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a link speaks to its grapes. JSON form: a key for each component, durations in milliseconds
 * under names that end in {@code Ms}, as {@code requestTimeoutMs}.
 *
 * @param prefix what the addresses on the event bus start with
 * @param grapes the grapes, {@code http} or {@code https} URLs, 1 to 32; one answer is enough, and
 *     the one that answered last is asked first. One that failed is set aside for a while, up to 30
 *     s
 * @param routes where services are, whatever grapes say: {@code {"orders": ["10.0.0.5:7001"]}}; a
 *     grape is never asked for these. Up to 100,000 services at 1 to 1000 destinations each
 * @param requestTimeout what one grape may take for one answer, 1 ms to 60 s
 * @param lookupAttempts how often a lookup is tried altogether, each time at the next grape, 1 to
 *     100; once at each grape while all are set aside
 * @param cache how long a lookup's answer is used, 0 (not at all) to an hour. Answers that are used
 *     again and again are renewed before that
 * @param stale how long after that the last good answer is given while no grape answers, 0 (not at
 *     all) to a day
 * @param cacheEntries services kept in the cache, 1 to 1,000,000; the one not asked for longest
 *     goes
 * @param maxPendingLookups lookups that wait for a grape's answer at the same time, 1 to 1,000,000;
 *     past it they fail with {@code ERR_OVERLOADED}. Puts and gets together may be as many again
 * @param announceTo whom an announcement is told to: {@code "all"} grapes, or {@code "one"} of them
 * @param announceTimeout what one grape may take for an announcement, a put or a get, 1 ms to 60 s:
 *     longer, since the grape tells other nodes, and waits for dead ones, before it answers
 * @param announceEvery how long after an announcement it is made again, 1 ms or more
 * @param announceJitterPercent how much shorter or longer, at random, 0 to 50, so that
 *     announcements spread
 * @param announcesPerSecond how many announcements one grape is sent a second, evenly, 1 to
 *     100,000; enough for {@code maxAnnouncements} within the time that an announcement lives
 * @param maxAnnouncing announcements under way to one grape at the same time, 1 to 1000
 * @param maxAnnouncements pairs of a service and a port announced at the same time, 1 to 1,000,000;
 *     past it they fail with {@code ERR_OVERLOADED}
 * @param verifyAnnouncements whether a service is looked up once after it was announced, and {@code
 *     AnnouncedElsewhere} published if it is not listed at an address of this host
 * @param checkEvery how often each grape is asked for a service that was announced to it, 0 (never)
 *     to an hour; if it lists it no more it lost what it knew, and all is announced again at once
 * @param watchEvery how often a watched service is looked up, 1 ms to an hour
 * @param maxWatches services watched at the same time, 1 to 100,000; past it a watch fails with
 *     {@code ERR_OVERLOADED}
 * @param maxAnswerBytes the longest answer of a grape that is read, 64 bytes to 16 MiB
 */
public record LinkOptions(
    String prefix,
    List<String> grapes,
    Map<String, List<Destination>> routes,
    Duration requestTimeout,
    int lookupAttempts,
    Duration cache,
    Duration stale,
    int cacheEntries,
    int maxPendingLookups,
    AnnounceTo announceTo,
    Duration announceTimeout,
    Duration announceEvery,
    int announceJitterPercent,
    int announcesPerSecond,
    int maxAnnouncing,
    int maxAnnouncements,
    boolean verifyAnnouncements,
    Duration checkEvery,
    Duration watchEvery,
    int maxWatches,
    int maxAnswerBytes) {

  /** Every option at its default. */
  public static final LinkOptions DEFAULTS =
      new LinkOptions(
          Addresses.DEFAULT.prefix(),
          List.of("http://127.0.0.1:30001"),
          Map.of(),
          Duration.ofMillis(2500),
          3,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          2500,
          10_000,
          AnnounceTo.ALL,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          20,
          500,
          64,
          20_000,
          true,
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          500,
          65_536);

  /** The shortest time that grapes keep an announcement: two thirds of their 120 s. */
  private static final long ANNOUNCEMENT_LIVES_MS = 80_000;

  private static final Set<String> KEYS = DEFAULTS.toJson().fieldNames();

  /** Checks each option by itself, then against the others. */
  public LinkOptions {
    prefix = new Addresses(prefix).prefix();
    grapes = grapeUrls(grapes);
    routes = Routes.checked(routes);
    if (announceTo == null) {
      throw wrong("announceTo must not be null");
    }
    new OptionRules("LinkOptions")
        .range("requestTimeoutMs", requestTimeout.toMillis(), 1, 60_000)
        .range("lookupAttempts", lookupAttempts, 1, 100)
        .range("cacheMs", cache.toMillis(), 0, 3_600_000)
        .range("staleMs", stale.toMillis(), 0, 86_400_000)
        .range("cacheEntries", cacheEntries, 1, 1_000_000)
        .range("maxPendingLookups", maxPendingLookups, 1, 1_000_000)
        .range("announceTimeoutMs", announceTimeout.toMillis(), 1, 60_000)
        .range("announceEveryMs", announceEvery.toMillis(), 1, Integer.MAX_VALUE)
        .range("announceJitterPercent", announceJitterPercent, 0, 50)
        .range("announcesPerSecond", announcesPerSecond, 1, 100_000)
        .range("maxAnnouncing", maxAnnouncing, 1, 1000)
        .range("maxAnnouncements", maxAnnouncements, 1, 1_000_000)
        .range("checkEveryMs", checkEvery.toMillis(), 0, 3_600_000)
        .range("watchEveryMs", watchEvery.toMillis(), 1, 3_600_000)
        .range("maxWatches", maxWatches, 1, 100_000)
        .range("maxAnswerBytes", maxAnswerBytes, 64, 16 << 20);
    checkRenewals(announceEvery.toMillis(), announceJitterPercent);
    checkPace(
        announceEvery.toMillis(), announceJitterPercent, announcesPerSecond, maxAnnouncements);
  }

  private static void checkRenewals(long everyMs, int jitterPercent) {
    long longest = everyMs * (100 + jitterPercent) / 100;
    if (longest >= ANNOUNCEMENT_LIVES_MS) {
      throw wrong(
          "announceEveryMs "
              + everyMs
              + " with announceJitterPercent "
              + jitterPercent
              + " can be "
              + longest
              + " ms, which must be below the "
              + ANNOUNCEMENT_LIVES_MS
              + " ms that an announcement may live");
    }
  }

  // at full pace each waits for all the others, and for longer by what two renewals may differ
  private static void checkPace(long everyMs, int jitterPercent, int perSecond, int max) {
    long longest = max * 1000L / perSecond + 2 * everyMs * jitterPercent / 100;
    if (longest >= ANNOUNCEMENT_LIVES_MS) {
      throw wrong(
          "maxAnnouncements "
              + max
              + " at announcesPerSecond "
              + perSecond
              + " can take "
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
        Routes.fromJson(fields.object("routes", new JsonObject())),
        fields.millis("requestTimeoutMs", DEFAULTS.requestTimeout),
        fields.integer("lookupAttempts", DEFAULTS.lookupAttempts),
        fields.millis("cacheMs", DEFAULTS.cache),
        fields.millis("staleMs", DEFAULTS.stale),
        fields.integer("cacheEntries", DEFAULTS.cacheEntries),
        fields.integer("maxPendingLookups", DEFAULTS.maxPendingLookups),
        announceTo(fields),
        fields.millis("announceTimeoutMs", DEFAULTS.announceTimeout),
        fields.millis("announceEveryMs", DEFAULTS.announceEvery),
        fields.integer("announceJitterPercent", DEFAULTS.announceJitterPercent),
        fields.integer("announcesPerSecond", DEFAULTS.announcesPerSecond),
        fields.integer("maxAnnouncing", DEFAULTS.maxAnnouncing),
        fields.integer("maxAnnouncements", DEFAULTS.maxAnnouncements),
        fields.bool("verifyAnnouncements", DEFAULTS.verifyAnnouncements),
        fields.millis("checkEveryMs", DEFAULTS.checkEvery),
        fields.millis("watchEveryMs", DEFAULTS.watchEvery),
        fields.integer("maxWatches", DEFAULTS.maxWatches),
        fields.integer("maxAnswerBytes", DEFAULTS.maxAnswerBytes));
  }

  /** The JSON form, every key. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("prefix", prefix)
        .put("grapes", new JsonArray(grapes))
        .put("routes", Routes.toJson(routes))
        .put("requestTimeoutMs", requestTimeout.toMillis())
        .put("lookupAttempts", lookupAttempts)
        .put("cacheMs", cache.toMillis())
        .put("staleMs", stale.toMillis())
        .put("cacheEntries", cacheEntries)
        .put("maxPendingLookups", maxPendingLookups)
        .put("announceTo", announceTo.name().toLowerCase(Locale.ROOT))
        .put("announceTimeoutMs", announceTimeout.toMillis())
        .put("announceEveryMs", announceEvery.toMillis())
        .put("announceJitterPercent", announceJitterPercent)
        .put("announcesPerSecond", announcesPerSecond)
        .put("maxAnnouncing", maxAnnouncing)
        .put("maxAnnouncements", maxAnnouncements)
        .put("verifyAnnouncements", verifyAnnouncements)
        .put("checkEveryMs", checkEvery.toMillis())
        .put("watchEveryMs", watchEvery.toMillis())
        .put("maxWatches", maxWatches)
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

  /** The same with other static routes. */
  public LinkOptions withRoutes(Map<String, List<Destination>> routes) {
    return fromJson(toJson().put("routes", Routes.toJson(routes)));
  }

  private static AnnounceTo announceTo(JsonFields fields) {
    String text = fields.string("announceTo", null);
    if (text == null) {
      return DEFAULTS.announceTo;
    }
    return switch (text) {
      case "one" -> AnnounceTo.ONE;
      case "all" -> AnnounceTo.ALL;
      default -> throw wrong("announceTo must be one or all");
    };
  }

  private static List<String> grapeUrls(List<String> grapes) {
    new OptionRules("LinkOptions").range("the number of grapes", grapes.size(), 1, 32);
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
