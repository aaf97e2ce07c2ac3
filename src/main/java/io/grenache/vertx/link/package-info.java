/**
 * The link: where services are, told to grapes and asked of them over HTTP. Lookups come in from
 * the event bus and are answered from a cache or by a grape; announcements are made, and made again
 * before they run out, until nobody holds them any more; services that are watched are looked up
 * again and again, and their changes published.
 *
 * <p>Start at {@link io.grenache.vertx.link.LinkVerticle}. {@code GrapeCalls} asks the grapes in
 * turn, and knows through {@code GrapeHealth} which ones to pass over; {@code GrapeHttp} is all
 * that knows HTTP. {@code Lookups} holds the cache, {@code RefreshAhead} renews it, {@code Watches}
 * is built on it. {@code Announcements} knows what is announced and who wants it; one {@code
 * AnnounceFeed} for each grape decides when; {@code Verification} and {@code Witnesses} look
 * whether grapes list what they were told.
 */
package io.grenache.vertx.link;
