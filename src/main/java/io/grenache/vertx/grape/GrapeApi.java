package io.grenache.vertx.grape;

import com.fasterxml.jackson.databind.JsonNode;
import io.grenache.vertx.bep44.Item;
import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Destination;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The four calls of a grape, from a request's path and body to its answer; it knows no HTTP.
 * Confined to its verticle's event loop.
 */
final class GrapeApi {
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORT = 65535;
  private static final int HASH_BYTES = 20;
  // the reference makes a method's name of the path: dashes go, and the first letter's case
  private static final Pattern PATH =
      Pattern.compile("/[-_]*([Aa]nnounce|[Ll]ookup|[Pp]ut|[Gg]et)[-_]*");

  private final Context context;
  private final Storage storage;
  private final byte[] secret = new byte[HASH_BYTES];
  private final String nodeId;

  /**
   * @param context where signatures are checked in order, off the event loop
   */
  GrapeApi(Context context, Storage storage) {
    this.context = context;
    this.storage = storage;
    SecureRandom random = new SecureRandom();
    random.nextBytes(secret);
    byte[] id = new byte[HASH_BYTES];
    random.nextBytes(id);
    nodeId = HexFormat.of().formatHex(id);
  }

  /**
   * Answers a request. The future fails only if the storage does.
   *
   * @param uri the path, with the query if there is one
   * @param callerHost the caller's address, without port
   */
  Future<Answer> answer(String uri, byte[] body, String callerHost) {
    try {
      // the reference looks at the body first, whatever the path is
      JsonNode message = JsonInput.parse(body);
      if (message.isNull()) {
        return done(Answer.INVALID);
      }
      JsonNode data = message.path("data");
      Matcher path = PATH.matcher(uri);
      if (!path.matches()) {
        return done(Answer.NOT_FOUND);
      }
      return switch (Character.toLowerCase(path.group(1).charAt(0))) {
        case 'a' -> announce(data, callerHost);
        case 'l' -> lookup(data);
        case 'p' -> put(PutRequest.of(data));
        default -> get(data, callerHost);
      };
    } catch (Refusal refusal) {
      return done(refusal.answer());
    }
  }

  private Future<Answer> announce(JsonNode data, String callerHost) {
    if (!data.isArray()) {
      return done(Answer.ANNOUNCE);
    }
    JsonNode port = data.get(1);
    if (!JsonInput.isWhole(port)) {
      return done(Answer.SERVICE_PORT);
    }
    if (!data.get(0).isTextual()) {
      return done(Answer.INVALID);
    }
    double number = port.doubleValue();
    if (number < 1 || number > MAX_PORT) {
      return done(Answer.ALL_FAILED);
    }
    return storage
        .announce(service(data.get(0)), new Destination(callerHost, (int) number).toString())
        .map(nodes -> nodes > 0 ? Answer.json(new JsonBytes(4).number(nodes)) : Answer.ALL_FAILED);
  }

  private Future<Answer> lookup(JsonNode data) {
    if (!data.isTextual() || data.textValue().isEmpty()) {
      return done(Answer.LOOKUP);
    }
    return storage.lookup(service(data), MAX_ADDRESSES).map(GrapeApi::addresses);
  }

  private Future<Answer> put(PutRequest put) {
    if (put.item().owner() == null) {
      return store(put);
    }
    // ordered: of two puts to one key, the one that came first is stored first
    return context
        .executeBlocking(put.item()::isSigned, true)
        .compose(valid -> valid ? store(put) : done(Answer.ALL_FAILED));
  }

  private Future<Answer> store(PutRequest put) {
    return storage
        .put(put.item(), put.cas())
        .map(
            outcome ->
                switch (outcome) {
                  case STORED -> Answer.string(put.item().hash());
                  case CAS_MISMATCH -> Answer.CAS;
                  case SEQUENCE_NOT_HIGHER -> Answer.SEQUENCE;
                });
  }

  private Future<Answer> get(JsonNode data, String callerHost) throws Refusal {
    if (data.isMissingNode() || data.isNull()) {
      return done(Answer.INVALID);
    }
    JsonNode salted = data.get("salt");
    byte[] salt = JsonInput.isFalsy(salted) ? new byte[0] : JsonInput.bytes(salted, false);
    JsonNode named = data.isTextual() ? data : data.path("hash");
    if (!named.isTextual()) {
      return done(Answer.GENERIC);
    }
    byte[] hash = data.isTextual() ? JsonInput.bytes(data, true) : JsonInput.hex(named.textValue());
    if (hash.length != HASH_BYTES) {
      return done(Answer.EMPTY);
    }
    // a reference grape that holds the value itself gives no token, unless told to ask the others
    JsonNode cache = data.path("cache");
    boolean isAsked = cache.isBoolean() && !cache.booleanValue();
    return storage
        .get(HexFormat.of().formatHex(hash))
        .map(item -> found(item, salt, isAsked, callerHost, HexFormat.of().formatHex(hash)));
  }

  private Answer found(Item item, byte[] salt, boolean isAsked, String callerHost, String hash) {
    if (item == null) {
      return Answer.EMPTY;
    }
    Item.Owner owner = item.owner();
    // who asks for a mutable value must know its salt
    if (owner != null && !Item.sha1(owner.k(), salt).equals(hash)) {
      return Answer.EMPTY;
    }
    JsonBytes json = new JsonBytes(item.v().length + 512);
    json.put('{').field("id").string(nodeId);
    if (owner != null) {
      json.field("k").string(HexFormat.of().formatHex(owner.k()));
      json.field("seq").number(owner.seq());
      json.field("sig").string(HexFormat.of().formatHex(owner.sig()));
    }
    json.field("token");
    boolean isTold = owner != null || isAsked;
    if (isTold) {
      json.string(Item.sha1(callerHost.getBytes(StandardCharsets.UTF_8), secret));
    } else {
      json.nil();
    }
    json.field("v").string(JsonValues.text(item.v()));
    if (isTold && salt.length > 0) {
      json.field("salt").string(new String(salt, StandardCharsets.UTF_8));
    }
    return Answer.json(json.put('}'));
  }

  private static Answer addresses(List<String> addresses) {
    JsonBytes json = new JsonBytes(2 + 24 * addresses.size());
    json.put('[');
    for (int i = 0; i < addresses.size(); i++) {
      if (i > 0) {
        json.put(',');
      }
      json.string(addresses.get(i));
    }
    return Answer.json(json.put(']'));
  }

  private static String service(JsonNode name) {
    return JsonInput.wellFormed(name.textValue());
  }

  private static Future<Answer> done(Answer answer) {
    return Future.succeededFuture(answer);
  }
}
