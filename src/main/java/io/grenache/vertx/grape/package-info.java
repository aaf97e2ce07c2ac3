/**
 * The embedded grape: the HTTP gateway where services are announced and looked up and small values
 * are put and got, as {@code grenache-grape} 1.0.0 answers it.
 *
 * <p>A request comes in through {@code HttpFront}, which bounds sizes, connections and times.
 * {@code GrapeApi} reads its JSON, asks the {@code Storage}, and gives an {@code Answer}. Storage
 * is this process' memory, bounded, and confined to the verticle's event loop; only signatures are
 * checked on a worker thread.
 *
 * <p>Start at {@link io.grenache.vertx.grape.GrapeVerticle}, then read {@code GrapeApi}.
 *
 * <p>Deliberately unlike the reference:
 *
 * <ul>
 *   <li>A grape alone takes announcements, and answers {@code 1}.
 *   <li>The address stored is the HTTP caller's. Port 0 fails: there is no DHT port it could mean.
 *   <li>A service's name is a text, where the reference takes an array of bytes too.
 *   <li>A value's length is counted in bytes, not in UTF-16 units or elements.
 *   <li>Of a number only what bencode holds is kept: {@code 1.5} is stored, and answered, as {@code
 *       1}, and what is beyond 2<sup>53</sup> is refused.
 *   <li>Where the reference answers 500 with the text of a JavaScript exception, never answers, or
 *       crashes, this answers 500 {@code ERR_GRAPE_PAYLOAD_INVALID}, or the fitting error of its
 *       table.
 *   <li>Values end after an age. Connections, requests and everything stored are bounded.
 * </ul>
 */
package io.grenache.vertx.grape;
