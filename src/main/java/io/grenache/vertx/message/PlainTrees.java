package io.grenache.vertx.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * Writes Vert.x's trees as the maps and lists they are. Vert.x's own module starts the mapper anew
 * for each level, and an object that is some hundred levels deep, or holds itself, exhausts the
 * stack before Jackson's limit on depth is reached.
 */
final class PlainTrees extends SimpleModule {
  private static final long serialVersionUID = 1L;

  PlainTrees() {
    super("grenache-trees");
    addSerializer(
        JsonObject.class,
        new JsonSerializer<>() {
          @Override
          public void serialize(JsonObject value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            provider.defaultSerializeValue(value.getMap(), out);
          }
        });
    addSerializer(
        JsonArray.class,
        new JsonSerializer<>() {
          @Override
          public void serialize(JsonArray value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            provider.defaultSerializeValue(value.getList(), out);
          }
        });
  }
}
