package io.grenache.vertx.link;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Destination;
import io.grenache.vertx.message.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
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
  // sockets of their own: no lookup waits behind thousands of announcements, or slow puts
  private final GrapeHttp announcing;
  private final GrapeHttp asking;
  private final GrapeHttp storing;
  private long calls;
  private long malformed;
  private boolean closed;

  /** What is asked of the grapes, and how their answers are read. */
  private record Question<T>(
      String path, String service, byte[] body, int tries, long timeoutMs, Reader<T> reader) {
    /**
     * A grape that cannot reach others to tell them may still know where services are, and what
     * becomes of a value lies with who puts or gets it too.
     */
    boolean tells() {
      return !path.equals("/lookup");
    }
  }

  interface Reader<T> {
    /**
     * Reads an answer. A {@link GrapeFault}, thrown or in the future: the grape did not answer what
     * was asked, and the next one is asked. Another failure: the grape did, and the call fails.
     *
     * @param again whether another grape was asked before, and may have done what was asked
     */
    Future<T> read(String grape, GrapeHttp.Answer answer, boolean again) throws GrapeFault;
  }

  GrapeCalls(Vertx vertx, LinkOptions options) {
    this.options = options;
    urls = options.grapes();
    health = new GrapeHealth(urls.size());
    asking = new GrapeHttp(vertx, options, MAX_SOCKETS);
    storing = new GrapeHttp(vertx, options, MAX_SOCKETS);
    announcing = new GrapeHttp(vertx, options, options.maxAnnouncing() + SPARE_SOCKETS);
  }

  /** Asks where a service is; an empty list is an answer. */
  Future<List<Destination>> lookup(String service) {
    return ask(lookupOf(service), asking);
  }

  /**
   * Puts or gets a value, asking each grape once.
   *
   * @param path {@code /put} or {@code /get}
   * @param data writes what is asked, as JSON
   */
  <T> Future<T> value(String path, String hash, Consumer<JsonBytes> data, Reader<T> reader) {
    JsonBytes body = start();
    data.accept(body);
    byte[] bytes = body.put('}').toByteArray();
    long timeoutMs = options.announceTimeout().toMillis();
    return ask(new Question<>(path, hash, bytes, urls.size(), timeoutMs, reader), storing);
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
    storing.close();
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
          : askOne(question, announcing, grape, false);
    }
  }

  private Question<List<Destination>> lookupOf(String service) {
    return new Question<>(
        "/lookup",
        service,
        start().string(service).put('}').toByteArray(),
        options.lookupAttempts(),
        options.requestTimeout().toMillis(),
        (grape, answer, again) ->
            Future.succeededFuture(destinations(grape, service, answer.ok())));
  }

  private Question<String> announcementOf(String service, int port) {
    return new Question<>(
        "/announce",
        service,
        start().put('[').string(service).put(',').number(port).put(']').put('}').toByteArray(),
        urls.size(),
        options.announceTimeout().toMillis(),
        (grape, answer, again) -> {
          GrapeAnswers.nodes(answer.ok());
          return Future.succeededFuture(grape);
        });
  }

  private JsonBytes start() {
    return new JsonBytes(128).put('{').field("rid").string(Long.toString(++calls)).field("data");
  }

  private <T> Future<T> ask(Question<T> question, GrapeHttp http) {
    return new Asking<>(question, http).start().recover(cause -> failure(question, cause));
  }

  private <T> Future<T> failure(Question<T> question, Throwable cause) {
    if (!(cause instanceof GrapeFault fault)) {
      return Future.failedFuture(cause);
    }
    return Future.failedFuture(
        closed
            ? Failure.ERR_TRANSPORT_CLOSE.with("the link was undeployed")
            : fault
                .failure()
                .with(
                    question.path.substring(1)
                        + " of "
                        + question.service
                        + ": "
                        + fault.getMessage()));
  }

  /** One question, on its way from grape to grape. */
  private final class Asking<T> {
    private final Question<T> question;
    private final GrapeHttp http;
    private final Promise<T> promise = Promise.promise();
    private final BitSet tried = new BitSet();
    private int left;
    private GrapeFault faults;

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
        promise.fail(faults == null ? new GrapeFault("", false) : faults);
        return;
      }
      int grape = health.next(tried, clockNs.getAsLong());
      askOne(question, http, grape, faults != null)
          .onComplete(
              (value, failed) -> {
                if (failed == null) {
                  health.prefer(grape);
                  promise.complete(value);
                } else if (failed instanceof GrapeFault fault) {
                  faults = faults == null ? fault : faults.and(fault);
                  next();
                } else {
                  promise.fail(failed);
                }
              });
    }
  }

  /** Asks one grape; a {@link GrapeFault} begins with its URL. */
  private <T> Future<T> askOne(Question<T> question, GrapeHttp http, int grape, boolean again) {
    String url = urls.get(grape);
    return http.post(url + question.path, question.body, question.timeoutMs)
        .compose(
            answer -> {
              try {
                return question.reader.read(url, answer, again);
              } catch (GrapeFault e) {
                return Future.failedFuture(e);
              }
            })
        .onSuccess(value -> worked(question, grape))
        .recover(
            cause -> {
              if (!(cause instanceof GrapeFault fault)) {
                worked(question, grape);
                return Future.failedFuture(cause);
              }
              LOG.debug("{} {} of {}", url, fault.getMessage(), question.service);
              failed(question, grape, fault);
              return Future.failedFuture(fault.of(url));
            });
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
