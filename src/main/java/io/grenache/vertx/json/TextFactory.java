package io.grenache.vertx.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.ByteSourceJsonBootstrapper;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Makes Jackson's parsers for texts that strangers sent: strings and names may be as long as the
 * text, whose size is bounded by whoever received it; nesting and numbers may not.
 */
public final class TextFactory extends JsonFactory {
  private static final long serialVersionUID = 1L;

  /** Bytes of a text whose names are remembered for the texts after it. */
  private static final int REMEMBERED = 4096;

  /** Names that are remembered, before all are forgotten. */
  private static final int NAMES = 256;

  private transient volatile ByteQuadsCanonicalizer names;

  /**
   * @param depth arrays and objects inside one another, at most
   */
  public TextFactory(int depth) {
    super(settings(depth));
  }

  private static JsonFactoryBuilder settings(int depth) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(JsonCursor.MAX_NUMBER_LENGTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(depth).build())
        .disable(Feature.INTERN_FIELD_NAMES)
        .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
  }

  /**
   * Parsers share a table of names, which a stranger could fill with names of megabytes: a larger
   * text gets a table of its own, which goes with it. Jackson's own shared table holds up to 6000
   * names and is copied for each text that brings a new one, for which a text of 20 bytes would
   * allocate 300 KB: this one is kept small.
   */
  @Override
  protected JsonParser _createParser(byte[] data, int offset, int len, IOContext context)
      throws IOException {
    ByteQuadsCanonicalizer table =
        len <= REMEMBERED ? remembered() : ByteQuadsCanonicalizer.createRoot();
    return new ByteSourceJsonBootstrapper(context, data, offset, len)
        .constructParser(_parserFeatures, _objectCodec, table, _rootCharSymbols, _factoryFeatures);
  }

  // a table that two threads replace at once is lost to one of them, which costs nothing but itself
  private ByteQuadsCanonicalizer remembered() {
    ByteQuadsCanonicalizer table = names;
    if (table == null || table.size() > NAMES) {
      table = ByteQuadsCanonicalizer.createRoot();
      names = table;
    }
    return table;
  }
}
