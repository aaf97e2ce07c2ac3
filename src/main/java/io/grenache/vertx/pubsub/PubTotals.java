package io.grenache.vertx.pubsub;

import io.grenache.vertx.telemetry.Tally;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the publishers of a process count, under {@code pub}.
 *
 * @param subscribers how many there are
 * @param published messages taken from the bus
 * @param refused messages that were none, or too large
 * @param sent messages handed to sockets, each as often as there were subscribers
 * @param queued messages that wait in the queues of slow subscribers
 * @param queuedBytes how large they are
 * @param dropped messages that subscribers should have got and did not
 * @param slowClosed subscribers that were left since they were slow
 * @param talkative subscribers that were left since they sent too much
 * @param idleClosed subscribers that were left since they answered no more
 */
record PubTotals(
    LongAdder subscribers,
    LongAdder published,
    LongAdder refused,
    LongAdder sent,
    LongAdder queued,
    LongAdder queuedBytes,
    LongAdder dropped,
    LongAdder slowClosed,
    LongAdder talkative,
    LongAdder idleClosed) {

  static PubTotals of(Tally tally) {
    return new PubTotals(
        tally.total("pub.subscribers"),
        tally.total("pub.published"),
        tally.total("pub.refused"),
        tally.total("pub.sent"),
        tally.total("pub.queued"),
        tally.total("pub.queuedBytes"),
        tally.total("pub.dropped"),
        tally.total("pub.slowClosed"),
        tally.total("pub.talkative"),
        tally.total("pub.idleClosed"));
  }
}
