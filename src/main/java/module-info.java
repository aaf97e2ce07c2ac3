/** Grenache peers as Vert.x verticles. */
module io.grenache.vertx {
  requires transitive com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires transitive io.vertx.core;
  requires io.vertx.web.client;
  requires io.vertx.web.common;
  requires org.slf4j;
  requires static info.picocli;

  exports io.grenache.vertx;
  exports io.grenache.vertx.bep44;
  exports io.grenache.vertx.client;
  exports io.grenache.vertx.grape;
  exports io.grenache.vertx.link;
  exports io.grenache.vertx.listen;
  exports io.grenache.vertx.message;
  exports io.grenache.vertx.pubsub;
  exports io.grenache.vertx.server;
  exports io.grenache.vertx.tls;

  opens io.grenache.vertx.cli to
      info.picocli;
}
