package io.grenache.vertx.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All that was measured. */
final class Results {
  static final ToDoubleFunction<Samples> RATE = Samples::rate;
  static final ToDoubleFunction<Samples> P50 = round -> round.percentile(50);
  static final ToDoubleFunction<Samples> P99 = round -> round.percentile(99);

  /**
   * What was measured in rounds.
   *
   * @param yardstick the contender that the others are compared with
   */
  record Item(String id, String title, String yardstick, Map<String, List<Samples>> rounds) {}

  /** What is not in rounds of requests: a name, and its values with their unit. */
  record Fact(String group, String name, String unit, double... values) {}

  private final Map<String, Item> items = new LinkedHashMap<>();
  private final List<Fact> facts = new ArrayList<>();

  void add(Item item) {
    items.put(item.id, item);
  }

  void add(Fact fact) {
    facts.add(fact);
  }

  Iterable<Item> items() {
    return items.values();
  }

  List<Fact> facts() {
    return facts;
  }

  /** A contender's rounds; null if it did not run. */
  List<Samples> rounds(String item, String contender) {
    return items.containsKey(item) ? items.get(item).rounds.get(contender) : null;
  }

  Stats ratio(String item, String contender, String to, ToDoubleFunction<Samples> figure) {
    return Stats.ratio(rounds(item, contender), rounds(item, to), figure);
  }

  Stats fact(String group, String name) {
    for (Fact fact : facts) {
      if (fact.group.equals(group) && fact.name.equals(name)) {
        return Stats.of(fact.values);
      }
    }
    return Stats.NONE;
  }
}
