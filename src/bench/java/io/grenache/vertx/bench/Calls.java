package io.grenache.vertx.bench;

/** What a contender's client can do. */
interface Calls {
  /** Learns how a call ended. */
  interface Done {
    /**
     * @param failure null if the answer was right
     */
    void done(Throwable failure);
  }

  /**
   * Calls once, on the thread of {@link #execute}; is answered there.
   *
   * @param service which of the services of that work, from 0
   */
  void call(Work work, int service, Done done);

  /** Runs a task on the event loop that calls are made from. */
  void execute(Runnable task);

  /** How many sockets calls shall be spread over; most decide that by themselves. */
  default void sockets(int count) {
    throw new UnsupportedOperationException("this client decides how many sockets it opens");
  }

  /** Reports an answer that was decoded. */
  static void answered(Work work, Object result, Done done) {
    done.done(work.isAnswer(result) ? null : new IllegalStateException("a wrong answer"));
  }
}
