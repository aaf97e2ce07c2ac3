package io.grenache.vertx.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The calls that wait on one socket, by numbers that only grow: a ring in which each has the place
 * that its number says. A number whose place is taken, by a call that waits for long, is passed
 * over. A map of longs moves its neighbours for each one that goes, which with numbers in a row
 * took microseconds. Confined to its verticle's event loop.
 */
final class PendingCalls {
  private static final int FIRST_PLACES = 16;

  // at most half of them taken
  private Attempt[] places = new Attempt[FIRST_PLACES];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The next number that a call may wait under. */
  long nextId(Rids rids) {
    if (size >= places.length / 2) {
      grow();
    }
    long id = rids.next();
    while (places[place(id)] != null) {
      id = rids.next();
    }
    return id;
  }

  private void grow() {
    Attempt[] before = places;
    places = new Attempt[before.length * 2];
    for (Attempt attempt : before) {
      if (attempt != null) {
        places[place(attempt.id())] = attempt;
      }
    }
  }

  /** Lets a call wait under its number, which {@link #nextId} gave just before. */
  void add(Attempt attempt) {
    places[place(attempt.id())] = attempt;
    size++;
  }

  /** Takes out the call that waits under that number; null if none does. */
  Attempt remove(long id) {
    int place = place(id);
    Attempt attempt = places[place];
    if (attempt == null || attempt.id() != id) {
      return null;
    }
    places[place] = null;
    size--;
    return attempt;
  }

  /** Takes out all, in the order of their numbers. */
  List<Attempt> removeAll() {
    List<Attempt> all = new ArrayList<>(size);
    for (Attempt attempt : places) {
      if (attempt != null) {
        all.add(attempt);
      }
    }
    all.sort((a, b) -> Long.compare(a.id(), b.id()));
    Arrays.fill(places, null);
    size = 0;
    return all;
  }

  private int place(long id) {
    return (int) id & places.length - 1;
  }
}
