package io.grenache.vertx.message;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Jackson would write NaN as a string, which is not what the sender meant. */
final class FiniteNumbers extends JsonGeneratorDelegate {
  private boolean refused;

  FiniteNumbers(JsonGenerator generator) {
    super(generator, false);
  }

  /** Whether a number was not finite. */
  boolean refused() {
    return refused;
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
}
