package io.grenache.vertx.outlaw.bep44;

import io.vertx.core.buffer.Buffer;

/** Pure, were it not for a buffer. */
public final class Outlaw {
  Buffer buffer;
}
