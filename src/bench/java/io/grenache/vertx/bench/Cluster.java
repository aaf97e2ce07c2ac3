package io.grenache.vertx.bench;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;

/** Two nodes of a clustered event bus over Hazelcast: {@code request} and {@code reply}. */
final class Cluster {
  private static final String ADDRESS = "cluster-";

  private Cluster() {}

  private static Vertx node(VertxOptions options, int port, List<String> members) throws Exception {
    Config config = ConfigUtil.loadConfig();
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getNetworkConfig().setPort(port).setPortAutoIncrement(true);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(new ArrayList<>(members));
    return Await.get(
        Vertx.builder()
            .with(options.setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
            .withClusterManager(new HazelcastClusterManager(config))
            .buildClustered());
  }

  /** Serves as the first member, at this port or above. */
  static void serve(VertxOptions options, int port) throws Exception {
    Vertx vertx = node(options, port, List.of("127.0.0.1:" + port));
    UserVerticle.deploy(
        vertx,
        v -> {
          List<Future<?>> registered = new ArrayList<>();
          for (Work work : Work.values()) {
            registered.add(
                v.eventBus()
                    .consumer(
                        ADDRESS + work.id(),
                        call -> call.reply(work == Work.HELLO ? "world" : call.body()))
                    .completion());
          }
          return Future.all(registered);
        });
  }

  /** Joins as the second member. */
  static Calls client(VertxOptions options, int port) throws Exception {
    Vertx vertx = node(options, port + 1, List.of("127.0.0.1:" + port));
    UserVerticle user = UserVerticle.deploy(vertx, nothing -> Future.succeededFuture());
    return new Calls() {
      @Override
      public void execute(Runnable task) {
        user.execute(task);
      }

      @Override
      public void call(Work work, int service, Done done) {
        vertx
            .eventBus()
            .request(ADDRESS + work.id(), work.tree())
            .onComplete(reply -> Calls.answered(work, reply.body(), done), done::done);
      }
    };
  }
}
