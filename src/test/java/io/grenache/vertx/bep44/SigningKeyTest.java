package io.grenache.vertx.bep44;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SigningKeyTest {
  private static final String SEED =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  /** The first test vectors of RFC 8032, 7.1. */
  @ParameterizedTest
  @CsvSource({
    SEED
        + ",d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
        + "'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        + ",3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
        + "72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  })
  void aPemGivesThePublicKeyAndTheSignaturesOfTheStandard(
      String seed, String publicKey, String message, String signature) {
    SigningKey key = SigningKey.ofPem(pem(seed));

    assertThat(hex(key.publicKey())).isEqualTo(publicKey);
    assertThat(hex(key.sign(HexFormat.of().parseHex(message)))).isEqualTo(signature);
  }

  @Test
  void aSignedValueIsCheckedByItsOwnParts() {
    SigningKey key = SigningKey.generate();
    Item item = key.sign(Bencode.text("olé"), "pépper".getBytes(UTF_8), 7);

    assertThat(item.isSigned()).isTrue();
    assertThat(item.signed()).asString(UTF_8).isEqualTo("4:salt7:pépper3:seqi7e1:v4:olé");
    assertThat(item.hash()).isEqualTo(Item.sha1(key.publicKey(), "pépper".getBytes(UTF_8)));
    Item.Owner owner = item.owner();
    assertThat(new Item(Bencode.text("ole"), owner).isSigned()).isFalse();
    assertThat(
            new Item(item.v(), new Item.Owner(owner.k(), owner.sig(), owner.salt(), 8)).isSigned())
        .isFalse();
    assertThat(
            new Item(item.v(), new Item.Owner(owner.k(), owner.sig(), new byte[0], 7)).isSigned())
        .isFalse();
  }

  @Test
  void aKeyComesBackFromItsPem() {
    SigningKey key = SigningKey.generate();
    String pem = key.toPem();

    assertThat(pem).matches("-----BEGIN PRIVATE KEY-----\n\\S{64}\n-----END PRIVATE KEY-----\n");
    assertThat(SigningKey.ofPem(pem).publicKey()).isEqualTo(key.publicKey());
    assertThat(SigningKey.ofPem("a comment\r\n" + pem.replace("\n", "\r\n")).toPem())
        .isEqualTo(pem);
    assertThat(SigningKey.ofPem(pem(SEED)).toPem()).isEqualTo(pem(SEED));
  }

  @Test
  void aPairMustBelongTogetherAndBeEd25519() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    KeyPair one = generator.generateKeyPair();
    KeyPair two = generator.generateKeyPair();

    assertThat(SigningKey.of(one).sign(new byte[0]))
        .isEqualTo(SigningKey.ofPem(SigningKey.of(one).toPem()).sign(new byte[0]));
    assertThatThrownBy(() -> SigningKey.of(new KeyPair(one.getPublic(), two.getPrivate())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SigningKey[the two keys must belong together]");
    KeyPair other = KeyPairGenerator.getInstance("X25519").generateKeyPair();
    assertThatThrownBy(() -> SigningKey.of(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SigningKey.of(new KeyPair(one.getPublic(), other.getPrivate())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n====\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nsecret\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nsecret\n-----END PUBLIC KEY-----"
      })
  void whatIsNoKeyIsRefusedAndNotShown(String pem) {
    assertThatThrownBy(() -> SigningKey.ofPem(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PKCS#8 PEM")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void anotherKindOfKeyIsRefused() throws Exception {
    byte[] x25519 =
        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate().getEncoded();

    assertThatThrownBy(() -> SigningKey.ofPem(pem(x25519)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Ed25519");
  }

  @Test
  void theTextOfAKeyShowsItsPublicHalfAlone() {
    SigningKey key = SigningKey.ofPem(pem(SEED));

    assertThat(key).hasToString("SigningKey[" + hex(key.publicKey()) + "]");
    key.publicKey()[0] ^= 1;
    assertThat(hex(key.publicKey())).startsWith("d75a98");
  }

  private static String pem(String seed) {
    return pem(HexFormat.of().parseHex("302e020100300506032b657004220420" + seed));
  }

  private static String pem(byte[] pkcs8) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getEncoder().encodeToString(pkcs8)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
