/**
 * Certificates: whose they are, whom they are trusted by, and how one is told from another. A leaf:
 * it knows no bus, no verticle and no socket.
 *
 * <p>{@link io.grenache.vertx.tls.ServerTls} and {@link io.grenache.vertx.tls.ClientTls} say what
 * is wanted; {@link io.grenache.vertx.tls.TlsMaterial} is what was read from their files; {@link
 * io.grenache.vertx.tls.Fingerprints} names certificates.
 */
package io.grenache.vertx.tls;
