package io.grenache.vertx.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test against real Grenache peers on Node.js; its methods may take {@link Peers}. The system
 * property {@code interop} says what happens without Node.js: {@code auto}, the default, skips,
 * {@code required} fails. {@code off} skips always.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NodePeersExtension.class)
@interface NodePeers {}
