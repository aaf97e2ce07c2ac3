package io.grenache.vertx.link;

import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.message.Get;
import io.grenache.vertx.message.Put;
import io.grenache.vertx.message.PutMutable;
import io.grenache.vertx.message.Stored;
import io.grenache.vertx.message.Value;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts values to the grapes and gets them. What is sent is checked before, and what comes back is
 * verified: hashes here, signatures on a worker thread. Confined to its verticle's event loop.
 */
final class ValueCalls {
  private static final Set<String> MUTABLE = Set.of("seq", "publicKey", "signature", "salt", "cas");

  private final Vertx vertx;
  private final GrapeCalls grapes;
  private final int maxPending;
  private int pending;

  ValueCalls(Vertx vertx, GrapeCalls grapes, LinkOptions options) {
    this.vertx = vertx;
    this.grapes = grapes;
    maxPending = options.maxPendingLookups();
  }

  /**
   * @param body a {@link Put} or a {@link PutMutable}, or the JSON form of one
   */
  Future<Stored> put(Object body) {
    boolean mutable =
        body instanceof PutMutable
            || body instanceof JsonObject json
                && json.fieldNames().stream().anyMatch(MUTABLE::contains);
    if (mutable) {
      PutMutable put = PutMutable.from(body);
      checkSizes(put.value(), put.salt());
      return bounded(() -> putMutable(put));
    }
    Put put = Put.from(body);
    checkSizes(put.value(), "");
    return bounded(() -> putImmutable(put));
  }

  Future<Value> get(Get wanted) {
    checkSizes("", wanted.salt());
    return bounded(() -> ask(wanted));
  }

  private <T> Future<T> bounded(Supplier<Future<T>> call) {
    if (pending >= maxPending) {
      return Future.failedFuture(
          Failure.ERR_OVERLOADED.with(pending + " puts and gets wait for a grape already"));
    }
    pending++;
    return call.get().andThen(ended -> pending--);
  }

  private Future<Stored> putImmutable(Put put) {
    String hash = put.item().hash();
    return grapes.value(
        "/put",
        hash,
        data -> data.put('{').field("v").string(put.value()).put('}'),
        (grape, answer, again) -> {
          ValueAnswers.stored(answer.ok(), hash, false);
          return Future.succeededFuture(new Stored(hash));
        });
  }

  private Future<Stored> putMutable(PutMutable put) {
    Item item = put.item();
    Stored stored = new Stored(item.hash());
    return isSigned(item)
        .compose(
            signed ->
                signed
                    ? send(put, stored)
                    : Future.failedFuture(
                        Failure.ERR_BAD_SIGNATURE.with(
                            "the signature is not that of the public key for this value, number"
                                + " and salt")));
  }

  private Future<Stored> send(PutMutable put, Stored stored) {
    return grapes.value(
        "/put",
        stored.hash(),
        data -> write(data, put),
        (grape, answer, again) -> {
          Failure conflict = ValueAnswers.conflict(answer);
          if (conflict == null) {
            ValueAnswers.stored(answer.ok(), stored.hash(), true);
            return Future.succeededFuture(stored);
          }
          Future<Stored> failed =
              Future.failedFuture(
                  conflict.with(grape + " answered " + GrapeAnswers.quoted(answer.text())));
          // a grape that gave no answer may have stored it: then this is in its own way
          return again
              ? isStored(put, stored).compose(own -> own ? Future.succeededFuture(stored) : failed)
              : failed;
        });
  }

  private Future<Boolean> isStored(PutMutable put, Stored stored) {
    return ask(new Get(stored.hash(), put.salt()))
        .map(value -> put.signature().equals(value.signature()))
        .otherwise(false);
  }

  private Future<Value> ask(Get wanted) {
    return grapes.value(
        "/get",
        wanted.hash(),
        data -> write(data, wanted),
        (grape, answer, again) ->
            verified(ValueAnswers.value(answer.ok(), wanted.salt()), wanted.hash()));
  }

  private Future<Value> verified(Value value, String hash) throws GrapeFault {
    Item item = value.item();
    if (!item.hash().equals(hash)) {
      throw new GrapeFault(
          value.isMutable()
              ? "answered with a value of another key or salt"
              : "answered with a value that does not have this hash as a text");
    }
    if (!value.isMutable()) {
      return Future.succeededFuture(value);
    }
    return isSigned(item)
        .compose(
            signed ->
                signed
                    ? Future.succeededFuture(value)
                    : Future.failedFuture(
                        new GrapeFault(
                            "answered with a value that its key did not sign",
                            true,
                            Failure.ERR_BAD_SIGNATURE)));
  }

  // takes long enough to be kept off the event loop
  private Future<Boolean> isSigned(Item item) {
    return vertx.executeBlocking(item::isSigned, false);
  }

  private static void write(JsonBytes data, PutMutable put) {
    data.put('{').field("v").string(put.value()).field("seq").number(put.seq());
    data.field("k").string(put.publicKey()).field("sig").string(put.signature());
    salt(data, put.salt());
    if (put.cas() != null) {
      data.field("cas").number(put.cas());
    }
    data.put('}');
  }

  private static void write(JsonBytes data, Get wanted) {
    if (wanted.salt().isEmpty()) {
      data.string(wanted.hash());
    } else {
      salt(data.put('{').field("hash").string(wanted.hash()), wanted.salt());
      data.put('}');
    }
  }

  /**
   * Node.js grapes take a salt that is the JSON of a string, an array or an object for what that
   * JSON says: such a one is sent as an array of its bytes, which they take as it is.
   */
  private static void salt(JsonBytes data, String salt) {
    if (salt.isEmpty()) {
      return;
    }
    data.field("salt");
    if ("\"[{".indexOf(salt.stripLeading().concat(" ").charAt(0)) < 0) {
      data.string(salt);
      return;
    }
    char before = '[';
    for (byte b : salt.getBytes(StandardCharsets.UTF_8)) {
      data.put(before).number(b & 0xFF);
      before = ',';
    }
    data.put(']');
  }

  private static void checkSizes(String value, String salt) {
    int bytes = utf8Length(value);
    if (bytes >= Item.VALUE_LIMIT) {
      throw Failure.ERR_PAYLOAD_TOO_LARGE.with(
          "a value must have fewer than " + Item.VALUE_LIMIT + " bytes of UTF-8, has " + bytes);
    }
    bytes = utf8Length(salt);
    if (bytes > Item.MAX_SALT_BYTES) {
      throw Failure.ERR_PAYLOAD_TOO_LARGE.with(
          "a salt must have at most " + Item.MAX_SALT_BYTES + " bytes of UTF-8, has " + bytes);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
