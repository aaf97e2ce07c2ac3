/**
 * What every verticle that listens asks of others on the event bus: to be announced, and whom to
 * let in. A leaf.
 *
 * <p>Start at {@link io.grenache.vertx.hosting.Announcer}.
 */
package io.grenache.vertx.hosting;
