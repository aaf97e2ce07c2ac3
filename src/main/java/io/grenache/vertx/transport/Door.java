package io.grenache.vertx.transport;

import io.grenache.vertx.listen.ListenOptions;
import io.grenache.vertx.message.Admission;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.Handshake;
import io.grenache.vertx.message.PeerCertificate;
import io.grenache.vertx.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides who comes in: first by the lists of the options, then, if they say so, by asking the
 * application. Who is not answered in time stays out.
 */
final class Door {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final Admission UNKNOWN = Admission.refuse(401, "Unauthorized");
  private static final Admission WRONG_ORIGIN = Admission.refuse(403, "Forbidden");
  private static final Admission NO_VERDICT = Admission.refuse(503, "Service Unavailable");

  private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ListenOptions options;
  private final Function<Handshake, Future<Admission>> application;
  private Long warnedNanos;

  Door(ListenOptions options, Function<Handshake, Future<Admission>> application) {
    this.options = options;
    this.application = application;
  }

  /** Never fails. */
  Future<Admission> verdict(HttpServerRequest request, Caller caller) {
    String origin = request.getHeader("Origin");
    if (isStranger(caller) || !isAllowed(caller.certificate())) {
      return Future.succeededFuture(UNKNOWN);
    }
    if (origin != null && !isAllowed(origin)) {
      return Future.succeededFuture(WRONG_ORIGIN);
    }
    if (!options.admission()) {
      return Future.succeededFuture(Admission.ADMIT);
    }
    Handshake handshake = new Handshake(request.path(), origin, headers(request), caller);
    return application
        .apply(handshake)
        .timeout(options.admissionTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(
            cause -> {
              noVerdict(caller, cause);
              return NO_VERDICT;
            });
  }

  // or strangers who come often would fill the log
  private void noVerdict(Caller caller, Throwable cause) {
    long now = System.nanoTime();
    boolean warns = warnedNanos == null || now - warnedNanos >= WARN_EVERY_NANOS;
    if (warns) {
      warnedNanos = now;
    }
    LOG.atLevel(warns ? Level.WARN : Level.DEBUG)
        .log("no verdict about {}: {}", caller.address(), cause.toString());
  }

  /**
   * Whether it is none of those whom TLS should have let in alone: the port may be one that another
   * deployment listens on too, and the CA another one than a moment ago.
   */
  private boolean isStranger(Caller caller) {
    ServerTls tls = options.tls();
    return tls != null && tls.requestCert() && tls.rejectUnauthorized() && !caller.authorized();
  }

  private boolean isAllowed(PeerCertificate certificate) {
    return options.allowedFingerprints().isEmpty()
        || certificate != null && certificate.isAmong(options.allowedFingerprints());
  }

  private boolean isAllowed(String origin) {
    return options.allowedOrigins().contains(ListenOptions.ANY_ORIGIN)
        || options.allowedOrigins().contains(origin);
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return headers;
  }
}
