package io.grenache.vertx.cli;

import io.grenache.vertx.message.Payload;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Turns arguments into values; one that cannot be is wrong usage. */
final class Arguments {
  private Arguments() {}

  /** What the arguments make; an argument that breaks a rule is wrong usage. */
  static <T> T checked(CommandSpec spec, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** A JSON text, kept as it was typed. */
  static final class Json implements ITypeConverter<Payload> {
    @Override
    public Payload convert(String text) {
      try {
        return Payload.ofJson(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "it must be JSON, such as '\"text\"' in quotes of both kinds");
      }
    }
  }

  /** A duration such as {@code 10s}, {@code 500ms} or {@code 2m}. */
  static final class Time implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
        throw new TypeConversionException("it must be a time such as 500ms, 10s or 2m");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        default -> Duration.ofMinutes(number);
      };
    }
  }
}
