/**
 * What verticles do alike: be announced, ask whom to let in, and be the only one of their kind in a
 * process. A leaf.
 *
 * <p>Start at {@link io.grenache.vertx.hosting.Announcer}.
 */
package io.grenache.vertx.hosting;
