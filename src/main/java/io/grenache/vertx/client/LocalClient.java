package io.grenache.vertx.client;

import io.grenache.vertx.message.Request;
import io.grenache.vertx.transport.Hop;
import java.util.function.BiConsumer;

/**
 * A client in this process, and the way to its context.
 *
 * @param context the client's
 * @param requests takes, on that context, a request and who wants to know its outcome
 */
record LocalClient(Hop context, BiConsumer<Request, Exchange.Outcome> requests) {}
