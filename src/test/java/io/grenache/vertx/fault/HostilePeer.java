package io.grenache.vertx.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that attacks a server: any number of {@link Attack}s at the same time, in one thread. A
 * socket that was closed comes again until the time is over. Then those that the server must close
 * are waited for, and each attack is reported in a line of JSON.
 */
final class HostilePeer {
  private static final long TICK_MS = 20;
  private static final long COMES_AGAIN_MS = 500;
  // a listener's backlog has its bound, and what it drops comes a second later
  private static final int MAX_CONNECTING = 200;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final InetSocketAddress server;
  private final Map<Attack, AttackTally> tallies = new LinkedHashMap<>();
  private final Deque<Coming> coming = new ArrayDeque<>();
  private final List<Attack> attacks = new ArrayList<>();
  private List<Standing> standing = new ArrayList<>();

  /** A socket that is to be opened, and when. */
  private record Coming(Attack attack, long atNanos) {}

  /** A socket that was opened. */
  private record Standing(Attack attack, Offender offender) {}

  private HostilePeer(int port) throws IOException {
    server = new InetSocketAddress("127.0.0.1", port);
  }

  /**
   * @param args the port, how many seconds it lasts, how many more seconds the server has to close
   *     what it must, and each attack as {@code NAME=sockets}
   */
  public static void main(String[] args) throws IOException {
    HostilePeer peer = new HostilePeer(Integer.parseInt(args[0]));
    for (int i = 3; i < args.length; i++) {
      String[] attack = args[i].split("=", 2);
      peer.add(Attack.valueOf(attack[0]), Integer.parseInt(attack[1]));
    }
    peer.attack(seconds(args[1]), seconds(args[2]));
    peer.tallies.values().forEach(tally -> System.out.println(tally.toJson().encode()));
    System.out.println("done");
    for (Standing left : peer.standing) {
      left.offender.leave();
    }
  }

  private static long seconds(String text) {
    return TimeUnit.SECONDS.toNanos(Integer.parseInt(text));
  }

  private void add(Attack attack, int sockets) {
    tallies.put(attack, new AttackTally(attack));
    for (int i = 0; i < sockets; i++) {
      attacks.add(attack);
    }
  }

  private void attack(long nanos, long graceNanos) throws IOException {
    long start = System.nanoTime();
    for (Attack attack : attacks) {
      coming.add(new Coming(attack, start));
    }
    long now = start;
    for (long ticked = 0; now - start < nanos + graceNanos; now = System.nanoTime()) {
      if (ticked == 0 || now - ticked >= TimeUnit.MILLISECONDS.toNanos(TICK_MS)) {
        ticked = now;
        tick(now);
        if (now - start < nanos) {
          open(now);
        } else if (standing.stream().noneMatch(s -> s.attack.verdict.closes())) {
          return;
        }
      }
      selector.select(this::ready, TICK_MS);
    }
  }

  private void ready(SelectionKey key) {
    ((Offender) key.attachment()).ready(buffer);
  }

  private void open(long now) throws IOException {
    long connecting = standing.stream().filter(s -> s.offender.isConnecting()).count();
    while (connecting < MAX_CONNECTING && !coming.isEmpty() && now - coming.peek().atNanos >= 0) {
      Attack attack = coming.remove().attack;
      standing.add(
          new Standing(attack, new Offender(attack, tallies.get(attack), selector, server)));
      connecting++;
    }
  }

  private void tick(long now) {
    List<Standing> still = new ArrayList<>(standing.size());
    for (Standing one : standing) {
      one.offender.tick(now, buffer);
      if (one.offender.isOver()) {
        long again = now + TimeUnit.MILLISECONDS.toNanos(COMES_AGAIN_MS);
        coming.add(new Coming(one.attack, again));
      } else {
        still.add(one);
      }
    }
    standing = still;
  }
}
