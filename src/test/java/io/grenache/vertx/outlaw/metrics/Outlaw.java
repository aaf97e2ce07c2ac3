package io.grenache.vertx.outlaw.metrics;

/** Extends another feature. */
public final class Outlaw extends io.grenache.vertx.outlaw.grape.deeper.Outlaw {}
