/**
 * JSON without trees: bytes are checked, cut into slices and written, and the fields of a small
 * object are read with errors that name the field and the rule. A leaf: it knows no bus, no socket
 * and no verticle.
 *
 * <p>Start at {@link io.grenache.vertx.json.JsonCursor}, which walks a text and gives the bytes of
 * its values as they were sent, and at {@link io.grenache.vertx.json.JsonBytes}, which writes one.
 */
package io.grenache.vertx.json;
