package io.grenache.vertx.grape;

import io.grenache.vertx.json.JsonBytes;
import java.nio.charset.StandardCharsets;

/**
 * What an HTTP caller gets: a status and a body. Most errors are 200 with a JSON string, since that
 * is what the reference's callers look at.
 *
 * @param status the HTTP status
 * @param body its bytes, not to be changed
 */
record Answer(int status, byte[] body) {
  static final Answer EMPTY = new Answer(200, new byte[0]);
  static final Answer NOT_FOUND = string("ERR_REQ_NOTFOUND");
  static final Answer LOOKUP = string("ERR_GRAPE_LOOKUP");
  static final Answer ANNOUNCE = string("ERR_GRAPE_ANNOUNCE");
  static final Answer SERVICE_PORT = string("ERR_GRAPE_SERVICE_PORT");
  static final Answer GENERIC = string("ERR_GRAPE_GENERIC");

  /** No node took it: a port out of range, a signature that does not match. */
  static final Answer ALL_FAILED = string("All queries failed");

  static final Answer CAS = error(301, "CAS mismatch, re-read and try again");
  static final Answer SEQUENCE = error(302, "sequence number less than current");
  static final Answer TIMEOUT = plain(408, "ERR_GRAPE_TIMEOUT");
  static final Answer TOO_LARGE = plain(413, "ERR_GRAPE_PAYLOAD_SIZE");
  static final Answer INVALID = plain(500, "ERR_GRAPE_PAYLOAD_INVALID");
  static final Answer INTERNAL = plain(500, "ERR_GRAPE_GENERIC");

  /** 200 with a JSON string. */
  static Answer string(String text) {
    return json(new JsonBytes(text.length() + 2).string(text));
  }

  /** 200 with what was written. */
  static Answer json(JsonBytes json) {
    return new Answer(200, json.toByteArray());
  }

  // a KRPC error becomes the status, and its number the start of the text
  private static Answer error(int code, String text) {
    return new Answer(code, string(code + " " + text).body());
  }

  private static Answer plain(int status, String text) {
    return new Answer(status, text.getBytes(StandardCharsets.US_ASCII));
  }
}
