package io.grenache.vertx.message;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.grenache.vertx.json.Words;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Refuses NaN and the infinities, which Jackson would write as strings, and notices whatever
 * Jackson writes without a look at it: only then must the text be read again to know that it is
 * JSON.
 */
final class PayloadWriter extends JsonGeneratorDelegate {
  // well below the limit on a number's length: sign, point and exponent come on top
  private static final int SURE_DIGITS = 900;
  private static final int SURE_BITS = 3 * SURE_DIGITS;

  // characters
  private static final int LONG_TEXT = 32;

  private boolean refused;
  private boolean doubtful;

  PayloadWriter(JsonGenerator generator) {
    super(generator, false);
  }

  /** Whether a number was not finite. */
  boolean refused() {
    return refused;
  }

  /** Whether what was written may be no JSON, or past the limits. */
  boolean doubtful() {
    return doubtful;
  }

  // Jackson looks at each character by itself: of a text of 500 that took three times as long
  @Override
  public void writeString(String text) throws IOException {
    if (text != null && text.length() >= LONG_TEXT) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      // a question mark may be what half of a surrogate pair has become
      if (utf8.length == text.length() && Words.arePlain(utf8) && !Words.contain(utf8, '?')) {
        super.writeRawUTF8String(utf8, 0, utf8.length);
        return;
      }
    }
    super.writeString(text);
  }

  @Override
  public void writeNumber(double number) throws IOException {
    requireFinite(Double.isFinite(number));
    super.writeNumber(number);
  }

  @Override
  public void writeNumber(float number) throws IOException {
    requireFinite(Float.isFinite(number));
    super.writeNumber(number);
  }

  @Override
  public void writeArray(double[] numbers, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      requireFinite(Double.isFinite(numbers[i]));
    }
    super.writeArray(numbers, offset, length);
  }

  private void requireFinite(boolean finite) throws IOException {
    if (!finite) {
      refused = true;
      throw new JsonGenerationException("a number is not finite", this);
    }
  }

  @Override
  public void writeNumber(BigDecimal number) throws IOException {
    doubtful |= number != null && number.precision() > SURE_DIGITS;
    super.writeNumber(number);
  }

  @Override
  public void writeNumber(BigInteger number) throws IOException {
    doubtful |= number != null && number.bitLength() > SURE_BITS;
    super.writeNumber(number);
  }

  @Override
  public void writeNumber(String number) throws IOException {
    doubtful = true;
    super.writeNumber(number);
  }

  @Override
  public void writeNumber(char[] number, int offset, int length) throws IOException {
    doubtful = true;
    super.writeNumber(number, offset, length);
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    doubt(name);
    super.writeFieldName(name);
  }

  @Override
  public void writeFieldName(SerializableString name) throws IOException {
    doubt(name.getValue());
    super.writeFieldName(name);
  }

  /** Half of a surrogate pair is taken in a string, and not in a name. */
  private void doubt(String name) {
    for (int i = 0; !doubtful && i < name.length(); i++) {
      doubtful = Character.isSurrogate(name.charAt(i));
    }
  }

  @Override
  public void writeRawUTF8String(byte[] text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeRawUTF8String(text, offset, length);
  }

  @Override
  public void writeUTF8String(byte[] text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeUTF8String(text, offset, length);
  }

  @Override
  public void writeRaw(String text) throws IOException {
    doubtful = true;
    super.writeRaw(text);
  }

  @Override
  public void writeRaw(String text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeRaw(text, offset, length);
  }

  @Override
  public void writeRaw(SerializableString text) throws IOException {
    doubtful = true;
    super.writeRaw(text);
  }

  @Override
  public void writeRaw(char[] text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeRaw(text, offset, length);
  }

  @Override
  public void writeRaw(char c) throws IOException {
    doubtful = true;
    super.writeRaw(c);
  }

  @Override
  public void writeRawValue(String text) throws IOException {
    doubtful = true;
    super.writeRawValue(text);
  }

  @Override
  public void writeRawValue(SerializableString text) throws IOException {
    doubtful = true;
    super.writeRawValue(text);
  }

  @Override
  public void writeRawValue(String text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeRawValue(text, offset, length);
  }

  @Override
  public void writeRawValue(char[] text, int offset, int length) throws IOException {
    doubtful = true;
    super.writeRawValue(text, offset, length);
  }
}
