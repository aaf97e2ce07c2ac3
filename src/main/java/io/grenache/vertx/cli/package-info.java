/**
 * The command line and the main job. They deploy verticles and send messages as any application
 * does, and use nothing that an application could not.
 *
 * <p>Start at {@link io.grenache.vertx.cli.Main} and {@link io.grenache.vertx.cli.MainJob}.
 */
package io.grenache.vertx.cli;
