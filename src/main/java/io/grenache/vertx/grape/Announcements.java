package io.grenache.vertx.grape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Who announced what, within bounds: where there is no room, the oldest goes. An announcement lives
 * for an age from its last renewal. Not safe for use by several threads.
 */
final class Announcements {
  private record Entry(String service, String address) {}

  private final long ageMs;
  private final int maxServices;
  private final int maxPerService;
  private final int maxTotal;
  // both in the order of their last renewal, so that what ends first stands first
  private final LinkedHashMap<Entry, Long> renewals = new LinkedHashMap<>();
  private final LinkedHashMap<String, LinkedHashSet<String>> services = new LinkedHashMap<>();

  Announcements(long ageMs, int maxServices, int maxPerService, int maxTotal) {
    this.ageMs = ageMs;
    this.maxServices = maxServices;
    this.maxPerService = maxPerService;
    this.maxTotal = maxTotal;
  }

  /** Adds or renews. */
  void add(String service, String address, long nowMs) {
    expire(nowMs);
    LinkedHashSet<String> addresses = services.remove(service);
    if (addresses == null) {
      addresses = new LinkedHashSet<>();
    }
    services.put(service, addresses);
    Entry entry = new Entry(service, address);
    renewals.remove(entry);
    renewals.put(entry, nowMs);
    addresses.remove(address);
    addresses.add(address);
    if (addresses.size() > maxPerService) {
      remove(new Entry(service, addresses.iterator().next()));
    }
    if (renewals.size() > maxTotal) {
      remove(renewals.keySet().iterator().next());
    }
    if (services.size() > maxServices) {
      Map.Entry<String, LinkedHashSet<String>> eldest = services.entrySet().iterator().next();
      eldest.getValue().forEach(each -> renewals.remove(new Entry(eldest.getKey(), each)));
      services.remove(eldest.getKey());
    }
  }

  /** The addresses of a service, at most the limit, chosen and ordered by chance. */
  List<String> some(String service, int limit, long nowMs, Random random) {
    expire(nowMs);
    LinkedHashSet<String> addresses = services.get(service);
    if (addresses == null) {
      return List.of();
    }
    List<String> shuffled = new ArrayList<>(addresses);
    Collections.shuffle(shuffled, random);
    return shuffled.size() <= limit ? shuffled : List.copyOf(shuffled.subList(0, limit));
  }

  /** Announcements held, ended ones among them until the next call. */
  int size() {
    return renewals.size();
  }

  private void expire(long nowMs) {
    Iterator<Map.Entry<Entry, Long>> oldest = renewals.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Entry, Long> next = oldest.next();
      if (nowMs - next.getValue() < ageMs) {
        return;
      }
      oldest.remove();
      removeAddress(next.getKey());
    }
  }

  private void remove(Entry entry) {
    renewals.remove(entry);
    removeAddress(entry);
  }

  private void removeAddress(Entry entry) {
    LinkedHashSet<String> addresses = services.get(entry.service);
    addresses.remove(entry.address);
    if (addresses.isEmpty()) {
      services.remove(entry.service);
    }
  }
}
