package io.grenache.vertx.bep44;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test vectors that BEP 44 publishes. */
@Timeout(10)
class ItemTest {
  private static final byte[] KEY =
      hex("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548");
  private static final byte[] SIGNATURE =
      hex(
          "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
              + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01");
  private static final byte[] SALTED_SIGNATURE =
      hex(
          "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
              + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08");
  private static final byte[] V = bytes("12:Hello World!");

  @Test
  void anImmutableValueIsFoundByTheHashOfItself() {
    assertThat(new Item(V, null).hash()).isEqualTo("e5f96f6f38320f0f33959cb4d3d656452117aadb");
  }

  @Test
  void aMutableValueIsFoundByTheHashOfItsKeyAndSignedWithItsNumber() {
    Item item = new Item(V, new Item.Owner(KEY, SIGNATURE, bytes(""), 1));

    assertThat(item.hash()).isEqualTo("4a533d47ec9c7d95b1ad75f576cffc641853b750");
    assertThat(item.signed()).asString().isEqualTo("3:seqi1e1:v12:Hello World!");
    assertThat(Signatures.isValid(KEY, SIGNATURE, item.signed())).isTrue();
  }

  @Test
  void aSaltGoesIntoTheHashAndTheSignature() {
    Item item = new Item(V, new Item.Owner(KEY, SALTED_SIGNATURE, bytes("foobar"), 1));

    assertThat(item.hash()).isEqualTo("411eba73b6f087ca51a3795d9c8c938d365e32c1");
    assertThat(item.signed()).asString().isEqualTo("4:salt6:foobar3:seqi1e1:v12:Hello World!");
    assertThat(Signatures.isValid(KEY, SALTED_SIGNATURE, item.signed())).isTrue();
  }

  @Test
  void whateverIsNoKeyNoSignatureOrNotThisMessageIsFalseAndNoException() {
    byte[] message = bytes("3:seqi1e1:v12:Hello World!");
    byte[] noPoint = new byte[32];
    java.util.Arrays.fill(noPoint, (byte) 0xFF);

    assertThat(Signatures.isValid(KEY, SIGNATURE, bytes("3:seqi2e1:v12:Hello World!"))).isFalse();
    assertThat(Signatures.isValid(KEY, SALTED_SIGNATURE, message)).isFalse();
    assertThat(Signatures.isValid(noPoint, SIGNATURE, message)).isFalse();
    assertThat(Signatures.isValid(new byte[32], new byte[64], message)).isFalse();
    assertThat(Signatures.isValid(KEY, new byte[63], message)).isFalse();
    assertThat(Signatures.isValid(new byte[31], SIGNATURE, message)).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
