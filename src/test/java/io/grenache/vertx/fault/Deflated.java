package io.grenache.vertx.fault;

import java.util.Arrays;
import java.util.zip.Deflater;

/** What takes little room until it is inflated. */
final class Deflated {
  private Deflated() {}

  /** So many bytes of white space, deflated without a head, as permessage-deflate has it. */
  static byte[] spaces(int count) {
    byte[] plain = new byte[count];
    Arrays.fill(plain, (byte) ' ');
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] deflated = new byte[count];
      return Arrays.copyOf(deflated, deflater.deflate(deflated));
    } finally {
      deflater.end();
    }
  }
}
