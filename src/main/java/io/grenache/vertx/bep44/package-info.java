/**
 * Values that anybody may keep and nobody can forge, as BEP 44 has them: found by the hash of
 * themselves, or signed, and found by the hash of the key that signed them.
 *
 * <p>A leaf, and pure: bytes in, bytes out. {@link io.grenache.vertx.bep44.Item} is a value with
 * its hash and what is signed of it, {@link io.grenache.vertx.bep44.Signatures} checks, {@link
 * io.grenache.vertx.bep44.SigningKey} signs. A private key stays in the process that has it: no
 * message of this toolkit carries one, only the signature travels.
 */
package io.grenache.vertx.bep44;
