package io.grenache.vertx.interop;

import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.message.Call;
import io.grenache.vertx.message.Caller;
import io.grenache.vertx.message.PeerCertificate;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a handler of ours answers, the same as {@code server.js} does; counts over all instances.
 */
final class Answers {
  private final AtomicInteger calls = new AtomicInteger();
  private final Set<Integer> questions = ConcurrentHashMap.newKeySet();

  /** How many calls came. */
  int calls() {
    return calls.get();
  }

  /** How many different numbers were asked with {@code {"behave": "answer", "n"}}. */
  int questions() {
    return questions.size();
  }

  private void answer(Message<Call> message) {
    calls.incrementAndGet();
    Object payload = message.body().payload().json();
    if ("hello".equals(payload)) {
      message.reply("world");
    } else if (payload instanceof JsonObject json && json.containsKey("behave")) {
      behave(message, json);
    } else {
      message.reply(message.body().payload());
    }
  }

  private void behave(Message<Call> message, JsonObject payload) {
    switch (payload.getString("behave")) {
      case "answer" -> {
        int n = payload.getInteger("n");
        questions.add(n);
        message.reply(new JsonObject().put("answerTo", n));
      }
      case "fail" -> message.fail(42, payload.getString("text"));
      case "silent" -> {}
      case "whoami" -> message.reply(whoami(message.body().caller()));
      default -> message.fail(43, "no such behaviour");
    }
  }

  private static JsonObject whoami(Caller caller) {
    JsonObject json = new JsonObject().put("authorized", caller.authorized());
    PeerCertificate certificate = caller.certificate();
    return certificate == null
        ? json
        : json.put("fingerprint", certificate.fingerprint())
            .put("fingerprint256", certificate.fingerprint256())
            .put("fingerprint512", certificate.fingerprint512());
  }

  /** A handler of the service. */
  VerticleBase handler(String service) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        String address = Addresses.DEFAULT.service(service);
        return vertx.eventBus().<Call>consumer(address, Answers.this::answer).completion();
      }
    };
  }
}
