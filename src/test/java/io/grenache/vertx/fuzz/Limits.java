package io.grenache.vertx.fuzz;

/**
 * What a server takes.
 *
 * @param frameBytes of one frame
 * @param messageBytes of one message, whatever number of frames it comes in
 */
record Limits(int frameBytes, int messageBytes) {}
