package io.grenache.vertx.wire;

import io.grenache.vertx.json.JsonBytes;
import io.grenache.vertx.message.Payload;

/** Appends payloads as they stand. */
final class FrameWriter {
  private FrameWriter() {}

  static void append(JsonBytes out, Payload payload) {
    int at = out.size();
    payload.copyTo(out.room(payload.size()), at);
  }
}
