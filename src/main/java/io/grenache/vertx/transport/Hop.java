package io.grenache.vertx.transport;

import io.vertx.core.Closeable;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * The way to a context past the event bus: without a message, a registration and a timer. What it
 * runs on the event loop that is current already runs at once; anything else is queued. May be used
 * from any thread.
 */
public final class Hop {
  private final ContextInternal context;

  private Hop(ContextInternal context) {
    this.context = context;
  }

  /**
   * Whether messages may be passed by the event bus: not while a tracer of Vert.x follows them
   * there.
   */
  public static boolean mayPassBus(Vertx vertx) {
    return ((VertxInternal) vertx).tracer() == null;
  }

  /** To the context that this is called on, or that Vert.x gives to a thread that is on none. */
  public static Hop here(Vertx vertx) {
    return new Hop((ContextInternal) vertx.getOrCreateContext());
  }

  /**
   * To a context of its own on the event loop of this one, which belongs to no deployment. What
   * waits there for a message's answer waits until it has it or its time is over, and not only
   * until a verticle ends; and Vert.x does not keep book of it, which took a seventh of all the
   * time of a call over the event bus.
   */
  public Hop undeployed() {
    ContextInternal beside =
        context
            .owner()
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(context.nettyEventLoop())
            .withClassLoader(context.classLoader())
            .build();
    return new Hop(beside);
  }

  /**
   * Runs the task as the context closes: when the verticle is undeployed that it belongs to. The
   * context closes no further until what was handed to it before has run, or a worker pool that
   * closes with it would drop that.
   *
   * @return takes that back
   */
  public Runnable onClose(Runnable task) {
    Closeable hook =
        closed -> {
          task.run();
          context.unwrap().runOnContext(nothing -> closed.succeed());
        };
    context.addCloseHook(hook);
    return () -> context.removeCloseHook(hook);
  }

  /** Whether what is run there runs on an event loop, and not on a thread that may block. */
  public boolean isEventLoop() {
    return context.isEventLoopContext();
  }

  /** Whether both lead to the same event loop. */
  public boolean isBeside(Hop other) {
    return context.nettyEventLoop() == other.context.nettyEventLoop();
  }

  /** Of a future that belongs there: what waits for it runs there, and what that throws is told. */
  public <T> Promise<T> promise() {
    return context.promise();
  }

  /** Runs the task there. */
  public void run(Runnable task) {
    context.emit(task, Runnable::run);
  }

  /** Runs the task there, behind what waits there already. */
  public void queue(Runnable task) {
    context.runOnContext(nothing -> task.run());
  }

  /**
   * Runs the task there, in a context of its own: what it keeps locally no other task sees. As
   * Vert.x does for each message.
   */
  public void runApart(Runnable task) {
    context.duplicate().emit(task, Runnable::run);
  }
}
