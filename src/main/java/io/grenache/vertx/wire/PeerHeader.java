package io.grenache.vertx.wire;

/**
 * The handshake header, in request and answer, by which peers of this toolkit know one another;
 * only they are sent the fourth element of a frame.
 */
public final class PeerHeader {
  /** The name of the header. */
  public static final String NAME = "Grenache-Vertx";

  /** Its value: the version of the fourth element. */
  public static final String VERSION = "1";

  private PeerHeader() {}
}
