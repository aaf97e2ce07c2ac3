/**
 * What every port that listens is told, whoever listens on it: the address, TLS, who is let in, and
 * how much a peer may take. A leaf: records alone.
 */
package io.grenache.vertx.listen;
