package io.grenache.vertx.client;

import io.grenache.vertx.message.Payload;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The rids of one client: a random prefix, so that nobody can guess them, and a counter in
 * hexadecimal. Confined to its verticle's event loop.
 */
final class Rids {
  private final byte[] head;
  private long last;

  Rids() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    head = ('"' + HexFormat.of().formatHex(random) + '-').getBytes(StandardCharsets.US_ASCII);
  }

  long next() {
    return ++last;
  }

  /** The rid as it stands in a frame. */
  Payload toJson(long id) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(id)) / 4);
    byte[] json = Arrays.copyOf(head, head.length + digits + 1);
    for (int i = 0; i < digits; i++) {
      json[json.length - 2 - i] = (byte) Character.forDigit((int) (id >>> 4 * i & 0xF), 16);
    }
    json[json.length - 1] = '"';
    return Payload.ofChecked(json, 0, json.length);
  }

  /** The number in a rid; 0, which none has, if it is not one of this client. */
  long parse(Payload rid) {
    int size = rid.size();
    if (size < head.length + 2 || size > head.length + 17) {
      return 0;
    }
    for (int i = 0; i < head.length; i++) {
      if (rid.byteAt(i) != head[i]) {
        return 0;
      }
    }
    long id = 0;
    for (int i = head.length; i < size - 1; i++) {
      int digit = Character.digit(rid.byteAt(i), 16);
      if (digit < 0) {
        return 0;
      }
      id = id << 4 | digit;
    }
    return id;
  }
}
