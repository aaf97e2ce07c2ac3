package io.grenache.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.pubsub.PubOptions;
import io.grenache.vertx.pubsub.SubOptions;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ConfTest {
  private static final GrenacheOptions ALL =
      GrenacheOptions.NONE
          .withGrape(GrapeOptions.DEFAULTS)
          .withLink(LinkOptions.DEFAULTS)
          .withClient(ClientOptions.DEFAULTS)
          .withServer(ServerOptions.DEFAULTS)
          .withPub(PubOptions.DEFAULTS)
          .withSub(SubOptions.DEFAULTS);

  @Test
  void the_file_that_users_start_from_holds_every_option_at_its_default() throws IOException {
    String file = Files.readString(Path.of("conf/grenache.json"));

    assertThat(file.strip()).isEqualTo(ALL.toJson().encodePrettily());
    assertThat(GrenacheOptions.fromJson(new JsonObject(file))).isEqualTo(ALL);
  }

  @Test
  void the_file_for_tls_is_taken() throws IOException {
    GrenacheOptions options =
        GrenacheOptions.fromJson(new JsonObject(Files.readString(Path.of("conf/tls.json"))));

    assertThat(options.server().listen().tls().requestCert()).isTrue();
    assertThat(options.client().servicePins()).containsKey("orders");
  }

  @Test
  void an_empty_part_has_every_default() {
    JsonObject empty =
        new JsonObject()
            .put("grape", new JsonObject())
            .put("link", new JsonObject())
            .put("client", new JsonObject())
            .put("server", new JsonObject())
            .put("pub", new JsonObject())
            .put("sub", new JsonObject());

    assertThat(GrenacheOptions.fromJson(empty)).isEqualTo(ALL);
    assertThat(GrenacheOptions.fromJson(new JsonObject())).isEqualTo(GrenacheOptions.NONE);
  }
}
