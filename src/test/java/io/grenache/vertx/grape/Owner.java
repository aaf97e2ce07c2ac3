package io.grenache.vertx.grape;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;

/** Somebody who puts mutable values under a key of their own. */
final class Owner {
  private final KeyPair keys;

  Owner() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  byte[] key() {
    byte[] x509 = keys.getPublic().getEncoded();
    return Arrays.copyOfRange(x509, x509.length - 32, x509.length);
  }

  /** A put's data, signed. */
  JsonObject put(String v, long seq) throws Exception {
    return new JsonObject()
        .put("v", v)
        .put("seq", seq)
        .put("k", HexFormat.of().formatHex(key()))
        .put("sig", sign("3:seqi" + seq + "e1:v" + string(v)));
  }

  /** A put's data, signed with its salt. */
  JsonObject put(String v, long seq, String salt) throws Exception {
    return put(v, seq)
        .put("salt", salt)
        .put("sig", sign("4:salt" + string(salt) + "3:seqi" + seq + "e1:v" + string(v)));
  }

  private String sign(String message) throws Exception {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(message.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(signature.sign());
  }

  private static String string(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
  }
}
