package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the grapes: one after another, from the one that gave the last answer, those that failed
 * lately last. A call that no grape answers fails with {@code ERR_GRAPE} and says what each grape
 * did; one that the link's end cuts short fails with {@code ERR_TRANSPORT_CLOSE}. Confined to its
 * verticle's event loop.
 */
final class GrapeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(GrapeCalls.class);

  /** Sockets to one grape for what is asked on behalf of users. */
  private static final int MAX_SOCKETS = 8;

  /** More sockets than announcements under way: checks need one too. */
  private static final int SPARE_SOCKETS = 4;

  private final LinkOptions options;
  private final List<String> urls;
  private final GrapeHealth health;
  private final LongSupplier clockNs = System::nanoTime;
  // of its own: no lookup waits behind thousands of announcements
  private final GrapeHttp announcing;
  private final GrapeHttp asking;
  private long calls;
  private long malformed;
  private boolean closed;

  /** What is asked of the grapes, and how their answers are read. */
  private record Question<T>(
      String path, String service, byte[] body, int tries, long timeoutMs, Reader<T> reader) {
    /** A grape that cannot reach others to tell them may still know where services are. */
    boolean tells() {
      return path.equals("/announce");
    }
  }

  private interface Reader<T> {
    /**
     * @throws GrapeFault the grape did not answer what was asked: the next one is asked
     * @throws ReplyException the grape did, and the call fails
     */
    T read(String grape, byte[] answer) throws GrapeFault;
  }

  GrapeCalls(Vertx vertx, LinkOptions options) {
    this.options = options;
    urls = options.grapes();
    health = new GrapeHealth(urls.size());
    asking = new GrapeHttp(vertx, options, MAX_SOCKETS);
    announcing = new GrapeHttp(vertx, options, options.maxAnnouncing() + SPARE_SOCKETS);
  }

  /** Asks where a service is; an empty list is an answer. */
  Future<List<Destination>> lookup(String service) {
    return ask(lookupOf(service));
  }

  /** Whether every grape failed lately. */
  boolean allAside() {
    return health.allAside(clockNs.getAsLong());
  }

  /** Entries of lists that were left out so far, since they were no destinations. */
  long malformed() {
    return malformed;
  }

  /** The ways announcements go: to each grape, or to one of them. */
  List<AnnounceFeed.Channel> channels() {
    return options.announceTo() == AnnounceTo.ONE
        ? List.of(new Channel(-1))
        : IntStream.range(0, urls.size())
            .<AnnounceFeed.Channel>mapToObj(grape -> new Channel(grape))
            .toList();
  }

  /** Ends what is under way. */
  void close() {
    closed = true;
    asking.close();
    announcing.close();
  }

  /** To one grape, or from one to the next. What fails is a {@link GrapeFault}. */
  private final class Channel implements AnnounceFeed.Channel {
    private final int grape;

    private Channel(int grape) {
      this.grape = grape;
    }

    @Override
    public String name() {
      return grape < 0 ? String.join(", ", urls) : urls.get(grape);
    }

    @Override
    public Future<String> announce(String service, int port) {
      return toldBy(announcementOf(service, port));
    }

    @Override
    public Future<List<Destination>> lookup(String service) {
      return toldBy(lookupOf(service));
    }

    private <T> Future<T> toldBy(Question<T> question) {
      return grape < 0
          ? new Asking<>(question, announcing).start()
          : askOne(question, announcing, grape);
    }
  }

  private Question<List<Destination>> lookupOf(String service) {
    return new Question<>(
        "/lookup",
        service,
        start().string(service).put('}').toByteArray(),
        options.lookupAttempts(),
        options.requestTimeout().toMillis(),
        (grape, answer) -> destinations(grape, service, answer));
  }

  private Question<String> announcementOf(String service, int port) {
    return new Question<>(
        "/announce",
        service,
        start().put('[').string(service).put(',').number(port).put(']').put('}').toByteArray(),
        urls.size(),
        options.announceTimeout().toMillis(),
        (grape, answer) -> {
          GrapeAnswers.nodes(answer);
          return grape;
        });
  }

  private JsonBytes start() {
    return new JsonBytes(128).put('{').field("rid").string(Long.toString(++calls)).field("data");
  }

  private <T> Future<T> ask(Question<T> question) {
    return new Asking<>(question, asking).start().recover(cause -> failure(question, cause));
  }

  private <T> Future<T> failure(Question<T> question, Throwable cause) {
    if (!(cause instanceof GrapeFault)) {
      return Future.failedFuture(cause);
    }
    return Future.failedFuture(
        closed
            ? Failure.ERR_TRANSPORT_CLOSE.with("the link was undeployed")
            : Failure.ERR_GRAPE.with(
                question.path.substring(1)
                    + " of "
                    + question.service
                    + ": "
                    + cause.getMessage()));
  }

  /** One question, on its way from grape to grape. */
  private final class Asking<T> {
    private final Question<T> question;
    private final GrapeHttp http;
    private final Promise<T> promise = Promise.promise();
    private final BitSet tried = new BitSet();
    private int left;
    private String faults = "";
    private boolean reached;

    private Asking(Question<T> question, GrapeHttp http) {
      this.question = question;
      this.http = http;
      // once around is enough for grapes that are known to be bad
      left = allAside() ? Math.min(question.tries, urls.size()) : question.tries;
    }

    private Future<T> start() {
      next();
      return promise.future();
    }

    private void next() {
      if (left-- == 0 || closed) {
        promise.fail(new GrapeFault(faults, reached));
        return;
      }
      int grape = health.next(tried, clockNs.getAsLong());
      askOne(question, http, grape)
          .onComplete(
              (value, failed) -> {
                if (failed == null) {
                  health.prefer(grape);
                  promise.complete(value);
                } else if (failed instanceof GrapeFault fault) {
                  reached |= fault.reached();
                  String said = fault.getMessage();
                  if (!faults.contains(said)) {
                    faults = faults.isEmpty() ? said : faults + "; " + said;
                  }
                  next();
                } else {
                  promise.fail(failed);
                }
              });
    }
  }

  /** Asks one grape; a {@link GrapeFault} begins with its URL. */
  private <T> Future<T> askOne(Question<T> question, GrapeHttp http, int grape) {
    String url = urls.get(grape);
    return http.post(url + question.path, question.body, question.timeoutMs)
        .transform(
            (answer, failed) -> {
              try {
                if (failed != null) {
                  throw (GrapeFault) failed;
                }
                T value = read(question, url, answer);
                worked(question, grape);
                return Future.succeededFuture(value);
              } catch (ReplyException e) {
                worked(question, grape);
                return Future.failedFuture(e);
              } catch (GrapeFault e) {
                LOG.debug("{} {} of {}", url, e.getMessage(), question.service);
                failed(question, grape, e);
                return Future.failedFuture(new GrapeFault(url + " " + e.getMessage(), e.reached()));
              }
            });
  }

  private static <T> T read(Question<T> question, String url, GrapeHttp.Answer answer)
      throws GrapeFault {
    if (answer.status() == 200) {
      return question.reader.read(url, answer.body());
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    throw new GrapeFault(
        "answered with status "
            + answer.status()
            + (text.isEmpty() ? "" : ", " + GrapeAnswers.quoted(text)),
        answer.status() < 500);
  }

  private void worked(Question<?> question, int grape) {
    if (!question.tells() && health.worked(grape)) {
      LOG.info("{} answers again", urls.get(grape));
    }
  }

  private void failed(Question<?> question, int grape, GrapeFault fault) {
    if (!closed
        && (!question.tells() || !fault.reached())
        && health.failed(grape, clockNs.getAsLong(), ThreadLocalRandom.current().nextDouble())) {
      LOG.warn("{} {} and is set aside", urls.get(grape), fault.getMessage());
    }
  }

  private List<Destination> destinations(String grape, String service, byte[] answer)
      throws GrapeFault {
    GrapeAnswers.Found found = GrapeAnswers.destinations(answer);
    if (found.malformed() > 0) {
      if (malformed == 0) {
        LOG.warn("{} lists {} at what is no host:port; such entries are left out", grape, service);
      }
      malformed += found.malformed();
      if (found.destinations().isEmpty()) {
        throw new GrapeFault("lists nothing that is a host:port");
      }
    }
    return found.destinations();
  }
}
