package io.grenache.vertx.link;

/** Whom an announcement is told to. */
public enum AnnounceTo {
  /** One grape, the first that takes it. */
  ONE,
  /** Every grape; it holds once one took it, and the others are told in the background. */
  ALL
}
