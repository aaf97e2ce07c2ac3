package io.grenache.vertx;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.grape.GrapeOptions;
import io.grenache.vertx.json.JsonFields;
import io.grenache.vertx.link.LinkOptions;
import io.grenache.vertx.message.Addresses;
import io.grenache.vertx.pubsub.PubOptions;
import io.grenache.vertx.pubsub.SubOptions;
import io.grenache.vertx.server.ServerOptions;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Which verticles {@link Grenache} deploys. In JSON a part that is absent is not deployed: {@code
 * {"grape", "link", "client", "server", "pub", "sub", "instances": {"client", "server", "pub"}}}.
 *
 * @param grape an embedded grape; null for none. A link whose grapes are the default ones uses it
 *     in their place
 * @param link null for none
 * @param client null for none
 * @param server null for none
 * @param pub a publisher; null for none
 * @param sub a subscriber; null for none
 * @param clientInstances how many instances of the client; as many event loops call
 * @param serverInstances how many instances of the server; as many event loops serve
 * @param pubInstances how many instances of the publisher; as many event loops send
 */
public record GrenacheOptions(
    GrapeOptions grape,
    LinkOptions link,
    ClientOptions client,
    ServerOptions server,
    PubOptions pub,
    SubOptions sub,
    int clientInstances,
    int serverInstances,
    int pubInstances) {

  private static final int MAX_INSTANCES = 1024;

  /** Nothing at all; what is wanted is added by the {@code with} methods. */
  public static final GrenacheOptions NONE =
      new GrenacheOptions(null, null, null, null, null, null, 1, 1, 1);

  /** Checks the parts against each other. */
  public GrenacheOptions {
    samePrefix("client", client == null ? null : client.prefix(), link);
    samePrefix("server", server == null ? null : server.prefix(), link);
    samePrefix("pub", pub == null ? null : pub.prefix(), link);
    samePrefix("sub", sub == null ? null : sub.prefix(), link);
    instances("client", clientInstances);
    instances("server", serverInstances);
    instances("pub", pubInstances);
  }

  private static void samePrefix(String part, String prefix, LinkOptions link) {
    if (prefix != null && link != null && !prefix.equals(link.prefix())) {
      throw new IllegalArgumentException(
          "GrenacheOptions["
              + part
              + ".prefix "
              + prefix
              + " must be the link's, "
              + link.prefix()
              + ", or they do not find each other]");
    }
  }

  private static void instances(String part, int count) {
    if (count < 1 || count > MAX_INSTANCES) {
      throw new IllegalArgumentException(
          "GrenacheOptions[instances."
              + part
              + " must be from 1 to "
              + MAX_INSTANCES
              + ", was "
              + count
              + "]");
    }
  }

  /** What the addresses of these parts start with. */
  String prefix() {
    if (link != null) {
      return link.prefix();
    }
    if (client != null) {
      return client.prefix();
    }
    if (server != null) {
      return server.prefix();
    }
    if (pub != null) {
      return pub.prefix();
    }
    return sub != null ? sub.prefix() : Addresses.DEFAULT.prefix();
  }

  /** Reads the JSON form. An unknown field is an error. */
  public static GrenacheOptions fromJson(JsonObject json) {
    JsonFields fields =
        new JsonFields("GrenacheOptions", json)
            .only(Set.of("grape", "link", "client", "server", "pub", "sub", "instances"));
    JsonFields instances =
        new JsonFields("GrenacheOptions.instances", fields.object("instances", new JsonObject()))
            .only(Set.of("client", "server", "pub"));
    JsonObject grape = fields.object("grape", null);
    JsonObject link = fields.object("link", null);
    JsonObject client = fields.object("client", null);
    JsonObject server = fields.object("server", null);
    JsonObject pub = fields.object("pub", null);
    JsonObject sub = fields.object("sub", null);
    return new GrenacheOptions(
        grape == null ? null : GrapeOptions.fromJson(grape),
        link == null ? null : LinkOptions.fromJson(link),
        client == null ? null : ClientOptions.fromJson(client),
        server == null ? null : ServerOptions.fromJson(server),
        pub == null ? null : PubOptions.fromJson(pub),
        sub == null ? null : SubOptions.fromJson(sub),
        instances.integer("client", 1, 1, MAX_INSTANCES),
        instances.integer("server", 1, 1, MAX_INSTANCES),
        instances.integer("pub", 1, 1, MAX_INSTANCES));
  }

  /** The JSON form; parts that are not deployed are left out. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (grape != null) {
      json.put("grape", grape.toJson());
    }
    if (link != null) {
      json.put("link", link.toJson());
    }
    if (client != null) {
      json.put("client", client.toJson());
    }
    if (server != null) {
      json.put("server", server.toJson());
    }
    if (pub != null) {
      json.put("pub", pub.toJson());
    }
    if (sub != null) {
      json.put("sub", sub.toJson());
    }
    return json.put(
        "instances",
        new JsonObject()
            .put("client", clientInstances)
            .put("server", serverInstances)
            .put("pub", pubInstances));
  }

  /** These options with an embedded grape. */
  public GrenacheOptions withGrape(GrapeOptions value) {
    return new GrenacheOptions(
        value, link, client, server, pub, sub, clientInstances, serverInstances, pubInstances);
  }

  /** These options with a link. */
  public GrenacheOptions withLink(LinkOptions value) {
    return new GrenacheOptions(
        grape, value, client, server, pub, sub, clientInstances, serverInstances, pubInstances);
  }

  /** These options with a client. */
  public GrenacheOptions withClient(ClientOptions value) {
    return new GrenacheOptions(
        grape, link, value, server, pub, sub, clientInstances, serverInstances, pubInstances);
  }

  /** These options with a server. */
  public GrenacheOptions withServer(ServerOptions value) {
    return new GrenacheOptions(
        grape, link, client, value, pub, sub, clientInstances, serverInstances, pubInstances);
  }

  /** These options with a publisher. */
  public GrenacheOptions withPub(PubOptions value) {
    return new GrenacheOptions(
        grape, link, client, server, value, sub, clientInstances, serverInstances, pubInstances);
  }

  /** These options with a subscriber. */
  public GrenacheOptions withSub(SubOptions value) {
    return new GrenacheOptions(
        grape, link, client, server, pub, value, clientInstances, serverInstances, pubInstances);
  }

  /** These options with other numbers of instances. */
  public GrenacheOptions withInstances(int clients, int servers) {
    return new GrenacheOptions(
        grape, link, client, server, pub, sub, clients, servers, pubInstances);
  }

  /** These options with another number of instances of the publisher. */
  public GrenacheOptions withPubInstances(int value) {
    return new GrenacheOptions(
        grape, link, client, server, pub, sub, clientInstances, serverInstances, value);
  }
}
