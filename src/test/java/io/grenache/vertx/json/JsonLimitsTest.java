package io.grenache.vertx.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonLimitsTest {

  @Test
  void aTextMayBeAsDeepAsTheLimitAndAValueOneLessForTheEnvelopeItTravelsIn() throws JsonFault {
    byte[] deepest = nested(JsonCursor.MAX_VALUE_DEPTH);
    JsonCursor.check(deepest, 0, deepest.length);
    assertThat(fault(nested(JsonCursor.MAX_DEPTH)).kind()).isEqualTo(JsonFault.Kind.TOO_DEEP);

    byte[] envelope = nested(JsonCursor.MAX_DEPTH);
    JsonCursor cursor = new JsonCursor(envelope, 0, envelope.length);
    cursor.next();
    cursor.next();
    cursor.skip();
    assertThat(cursor.to() - cursor.from()).isEqualTo(deepest.length);
    assertThat(cursor.next()).isFalse();
    cursor.end();
    byte[] tooDeep = nested(JsonCursor.MAX_DEPTH + 1);
    JsonCursor deeper = new JsonCursor(tooDeep, 0, tooDeep.length);
    deeper.next();
    assertThatThrownBy(deeper::skip)
        .isInstanceOfSatisfying(
            JsonFault.class, fault -> assertThat(fault.kind()).isEqualTo(JsonFault.Kind.TOO_DEEP));
  }

  @Test
  void objectsCountAsDeepAsArrays() {
    byte[] text = ("{\"a\":".repeat(100_000)).getBytes(UTF_8);
    assertThat(fault(text).kind()).isEqualTo(JsonFault.Kind.TOO_DEEP);
  }

  @Test
  void aNumberMayBeAsLongAsTheLimit() throws JsonFault {
    for (String form : new String[] {"%s", "[%s]", "[%s.5]", "{\"a\":%s}"}) {
      byte[] good = form.formatted("1".repeat(JsonCursor.MAX_NUMBER_LENGTH - 2)).getBytes(UTF_8);
      JsonCursor.check(good, 0, good.length);
      byte[] bad = form.formatted("1".repeat(JsonCursor.MAX_NUMBER_LENGTH + 1)).getBytes(UTF_8);
      assertThat(fault(bad).kind()).isEqualTo(JsonFault.Kind.TOO_DEEP);
    }
  }

  @Test
  void stringsAndNamesMayBeLong() throws JsonFault {
    String longer = "x".repeat(200_000);
    byte[] text = ("{\"" + longer + "\":\"" + longer + "\"}").getBytes(UTF_8);
    JsonCursor.check(text, 0, text.length);
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.SECONDS)
  void anObjectMayHaveManyNames() throws JsonFault {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 50_000; i++) {
      text.append(i > 0 ? "," : "").append("\"k").append(i).append("\":0");
    }
    byte[] bytes = text.append('}').toString().getBytes(UTF_8);
    JsonCursor.check(bytes, 0, bytes.length);
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
  }

  private static JsonFault fault(byte[] bytes) {
    try {
      JsonCursor.check(bytes, 0, bytes.length);
    } catch (JsonFault fault) {
      return fault;
    }
    throw new AssertionError(
        "accepted: " + new String(bytes, 0, Math.min(40, bytes.length), UTF_8));
  }
}
