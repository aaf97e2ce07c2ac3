/**
 * What the features of a process report, added up over their instances. A leaf: it knows no bus and
 * no verticle.
 *
 * <p>Start at {@link io.grenache.vertx.telemetry.Tally}.
 */
package io.grenache.vertx.telemetry;
