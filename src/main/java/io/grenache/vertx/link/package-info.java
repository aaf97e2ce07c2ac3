/**
 * The link: where services are, told to grapes and asked of them over HTTP. Lookups come in from
 * the event bus and are answered from a cache or by a grape; announcements are made, and made again
 * before they run out, until nobody holds them any more.
 *
 * <p>Start at {@link io.grenache.vertx.link.LinkVerticle}, then {@code GrapeCalls}, which is all
 * that knows HTTP. {@code Lookups} holds the cache, {@code Announcements} what is announced.
 */
package io.grenache.vertx.link;
