package io.grenache.vertx.pubsub;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A channel within a process. The first instance of a deployment to join it owns its address on the
 * event bus; the others stand behind it with their subscribers. May be used from any thread.
 */
final class Publication implements Shareable {
  private static final String PUBLICATIONS = "io.grenache.vertx.publications";

  private final String channel;
  private final String address;
  private final String deploymentId;
  private final Outlet owner;
  private final List<Outlet> outlets = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  private Publication(String address, String deploymentId, Outlet owner) {
    this.channel = owner.channel();
    this.address = address;
    this.deploymentId = deploymentId;
    this.owner = owner;
  }

  /**
   * Joins the channel, as its owner if it is new.
   *
   * @param address the channel's address on the event bus
   * @throws IllegalStateException another deployment publishes it
   */
  static Publication join(Vertx vertx, String address, String deploymentId, Outlet outlet) {
    // one step, as others join and leave on their threads
    return all(vertx)
        .compute(
            address,
            (key, there) -> {
              Publication publication =
                  there == null ? new Publication(address, deploymentId, outlet) : there;
              if (!publication.deploymentId.equals(deploymentId)) {
                throw new IllegalStateException(
                    "the channel "
                        + outlet.channel()
                        + " is published in this process already, at "
                        + address
                        + " by deployment "
                        + publication.deploymentId);
              }
              publication.outlets.add(outlet);
              return publication;
            });
  }

  private static LocalMap<String, Publication> all(Vertx vertx) {
    return vertx.sharedData().getLocalMap(PUBLICATIONS);
  }

  /** Its name. */
  String channel() {
    return channel;
  }

  String address() {
    return address;
  }

  boolean isOwner(Outlet outlet) {
    return owner == outlet;
  }

  /** All of the channel's, the owner's included. */
  List<Outlet> outlets() {
    return outlets;
  }

  /** The owner hands nothing over any more. */
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Leaves the channel; with the last instance the channel is free for another deployment. */
  void leave(Vertx vertx, Outlet outlet) {
    all(vertx)
        .computeIfPresent(
            address,
            (key, there) -> {
              if (there == this) {
                outlets.remove(outlet);
              }
              return there.outlets.isEmpty() ? null : there;
            });
  }
}
