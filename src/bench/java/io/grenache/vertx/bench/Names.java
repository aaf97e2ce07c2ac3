package io.grenache.vertx.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The services of a server. As an object it holds their names, made once. */
final class Names {
  /** How many services answer {@link Work#HELLO}; there is one for each other work. */
  static final int HELLOS = 16;

  private final Map<Work, List<String>> byWork = new EnumMap<>(Work.class);

  Names(String server) {
    for (Work work : Work.values()) {
      byWork.put(work, of(server, work));
    }
  }

  String service(Work work, int number) {
    return byWork.get(work).get(number);
  }

  /**
   * @param server what its services' names begin with
   */
  static String service(String server, Work work, int number) {
    return server + "-" + work.id() + "-" + number;
  }

  /** All services for some work. */
  static List<String> of(String server, Work work) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < (work == Work.HELLO ? HELLOS : 1); i++) {
      names.add(service(server, work, i));
    }
    return names;
  }

  /** All services. */
  static List<String> of(String server) {
    List<String> names = new ArrayList<>();
    for (Work work : Work.values()) {
      names.addAll(of(server, work));
    }
    return names;
  }
}
