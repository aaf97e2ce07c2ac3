package io.grenache.vertx.transport;

import io.grenache.vertx.tls.ClientTls;
import java.time.Duration;

/**
 * How a {@link Dialer} connects.
 *
 * @param tls null for none
 * @param connectTimeout over connect, TLS and the WebSocket's handshake
 */
public record DialOptions(
    ClientTls tls, Duration connectTimeout, int maxFrameBytes, int maxMessageBytes) {}
