package io.grenache.vertx.grape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.grenache.vertx.bep44.Item;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes are those that grenache-grape 1.0.0 gave for these values. */
@Timeout(10)
class JsonValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Hello World!\" | e5f96f6f38320f0f33959cb4d3d656452117aadb | Hello World!",
        "5                | fd512d5838b7f0c9fa46debf0d0f0d0d28ea81a1 | 5",
        "-5               | 0cdfe65b1c998a633384e0eaba6bf7b76bb3f57d | -5",
        "2147483648       | 96feadf057d6ec426e338f3f8dda5cd73a00e309 | 2147483648",
        "9007199254740991 | fbbc69c73fed88fc3aa7f0aafda75a35d0da631e | 9007199254740991",
        "1.5              | 1c9d0d26a5211fc7a715823784aaafaeaf7e88c7 | 1",
        "true             | 1c9d0d26a5211fc7a715823784aaafaeaf7e88c7 | 1",
        "[]               | 593b743b207e10ff55ec63e71a46c07909d0880a | ''",
        "[1,\"b\",[2]]    | 279777b47515697c0f60c1d6bac3ab28df2e2db4 | 1,b,2",
        "[null,1]         | d1e0b53f7a123ec6f12393fa36c18b01fe1bac1b | 1",
        "{}               | 600ccd1b71569232d01d110bc63e906beab04d8c | [object Object]",
        "{\"b\":1,\"a\":\"x\",\"c\":[1]} | 509814af47f27271ba049636f378af920dcdb37f | [object Object]",
        "{\"a\":{\"b\":{\"c\":1}}}      | e75e46e94bcf3ca5e186177326ff1ab92be89883 | [object Object]",
        "\"\"             | b44b82a4bc6c35f6ad5e9fceefef9509c17fba74 | ''",
        "\"\\ud800\"      | 4a2177adf39c1d3d735d300b0a2e469abb210dff | \uFFFD",
        "\"\\ud83d\\ude00\" | ffca5c136c67c6c0585172d6738d18b3999eee56 | \uD83D\uDE00",
      })
  void everyJsonTypeHasTheHashAndTheTextThatTheReferenceGives(String json, String hash, String text)
      throws Refusal {
    byte[] encoded = JsonValues.encode(json(json));

    assertThat(new Item(encoded, null).hash()).isEqualTo(hash);
    assertThat(JsonValues.text(encoded)).isEqualTo(text);
  }

  @Test
  void aTextIsCountedInBytesAndMustStayBelow1000() throws Refusal {
    assertThat(JsonValues.encode(json("\"" + "a".repeat(999) + "\""))).hasSize(1003);
    assertThat(JsonValues.encode(json("\"" + "é".repeat(499) + "\""))).hasSize(1002);
    assertTooLong("\"" + "a".repeat(1000) + "\"");
    assertTooLong("\"" + "é".repeat(500) + "\"");
  }

  @Test
  void aListIsCountedInEncodedBytes() throws Refusal {
    // 332 times i1e and the two brackets
    assertThat(JsonValues.encode(json("[1" + ",1".repeat(331) + "]"))).hasSize(998);
    assertTooLong("[1" + ",1".repeat(332) + "]");
  }

  @Test
  void deepNestingIsTooLongAndNoStackOverflow() throws Refusal {
    assertTooLong("[".repeat(30_000) + "]".repeat(30_000));
    assertTooLong("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740994", "1e20", "-1e300", "1e999", "[1e20]"})
  void numbersThatCannotBeKeptAreRefused(String json) throws Refusal {
    JsonNode value = json(json);

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> JsonValues.encode(value));

    assertThat(refusal.answer()).isSameAs(Answer.ALL_FAILED);
  }

  private static void assertTooLong(String json) throws Refusal {
    JsonNode value = json(json);
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> JsonValues.encode(value));
    assertThat(refusal.answer().body())
        .asString()
        .isEqualTo("\"v must be less than 1000 bytes in put()\"");
  }

  private static JsonNode json(String text) throws Refusal {
    return JsonInput.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
