/**
 * Grenache peers as Vert.x verticles. {@link io.grenache.vertx.Grenache} deploys what one JSON
 * names; each verticle can be deployed by itself as well.
 *
 * <p>The map: an application's verticle sends a {@link io.grenache.vertx.message.Request} on the
 * event bus; the {@link io.grenache.vertx.client.ClientVerticle} asks the {@link
 * io.grenache.vertx.link.LinkVerticle} where the service is, calls it over a WebSocket and answers.
 * On the other machine a {@link io.grenache.vertx.server.ServerVerticle} takes the call from the
 * wire and sends a {@link io.grenache.vertx.message.Call} to the verticles that handle the service.
 * The link announces and finds services at grapes; {@link io.grenache.vertx.grape.GrapeVerticle} is
 * one that needs no other process. {@link io.grenache.vertx.pubsub.PubVerticle} sends what is
 * published on the event bus to whoever subscribes, and {@link
 * io.grenache.vertx.pubsub.SubVerticle} publishes what others send. These parts know one another
 * only by their messages, which are in {@link io.grenache.vertx.message}. What grapes keep for
 * peers, small values, is put and got through the link too; {@link io.grenache.vertx.bep44} signs
 * and checks them.
 */
package io.grenache.vertx;
