package io.grenache.vertx.message;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * The answer to a {@link Handshake}. JSON form: {@code {"admit", "status", "reason"}}.
 *
 * @param admit whether the caller may come in
 * @param status the HTTP status that a refused caller gets, 400 to 599; absent it is 403
 * @param reason the text beside it, which the caller can read; printable ASCII of at most 200
 *     characters
 */
public record Admission(boolean admit, int status, String reason) {
  /** Come in. */
  public static final Admission ADMIT = new Admission(true, 0, "");

  private static final int FORBIDDEN = 403;
  private static final int MAX_REASON = 200;

  /** Checks the fields; what is admitted has no status. */
  public Admission {
    status = admit ? 0 : status == 0 ? FORBIDDEN : status;
    reason = reason == null ? "" : reason;
    if (!admit && (status < 400 || status > 599)) {
      throw new IllegalArgumentException(
          "Admission[status must be from 400 to 599, was " + status + "]");
    }
    if (reason.length() > MAX_REASON || !reason.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "Admission[reason must be printable ASCII of at most " + MAX_REASON + " characters]");
    }
  }

  /** Stay out. */
  public static Admission refuse(int status, String reason) {
    return new Admission(false, status, reason);
  }

  /** Reads the JSON form; without {@code admit} it refuses. */
  public static Admission fromJson(JsonObject json) {
    JsonFields fields = new JsonFields("Admission", json);
    return new Admission(
        fields.bool("admit", false), fields.integer("status", 0), fields.string("reason", ""));
  }

  /** The body of a message: the record, or its JSON form. */
  public static Admission from(Object body) {
    return Records.ADMISSION.from(body);
  }

  /** The JSON form. */
  public JsonObject toJson() {
    return Records.ADMISSION.toJson(this);
  }

  void encode(JsonBytes out) {
    out.put('{').field("admit").bool(admit);
    if (!admit) {
      out.field("status").number(status).field("reason").string(reason);
    }
    out.put('}');
  }
}
