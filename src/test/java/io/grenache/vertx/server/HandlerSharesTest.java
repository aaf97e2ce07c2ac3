package io.grenache.vertx.server;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.grenache.vertx.message.Call;
import io.grenache.vertx.testing.BusCalls;
import io.grenache.vertx.testing.HandlerKind;
import io.grenache.vertx.testing.SteadyCaller;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers of every kind get calls in turn, whichever way the server takes to some of them. */
@Timeout(30)
class HandlerSharesTest {
  private static final int CALLS = 2000;
  private static final String PLAIN = "plain";
  private static final String SERVICE = "service";

  private ServerInNetwork server;
  private BusCalls overTheBus;

  @BeforeEach
  void start() {
    server = new ServerInNetwork(new JsonObject());
    overTheBus = new BusCalls(server.vertx(), "s");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String deploy(HandlerKind kind, int instances, String answer) {
    return deploy(kind, instances, call -> Future.succeededFuture(answer));
  }

  private String deploy(
      HandlerKind kind, int instances, Function<Call, ? extends Future<?>> handler) {
    return kind.deploy(
        server.vertx(), new DeploymentOptions().setInstances(instances), "s", handler);
  }

  /** How many calls each of them got. */
  private Map<String, Integer> call(int calls, int inFlight) {
    return SteadyCaller.call(server.vertx(), server.port(), "s", calls, inFlight);
  }

  /** Who got calls until so many went over the bus. */
  private Set<String> callUntilSampled(int samples, int inFlight) {
    int before = overTheBus.count();
    Set<String> answered = new HashSet<>();
    while (overTheBus.count() - before < samples) {
      answered.addAll(call(Shortcut.SAMPLE, inFlight).keySet());
    }
    return answered;
  }

  private void plainGets(double share, int inFlight) {
    assertThat(call(CALLS, inFlight).get(PLAIN))
        .isBetween((int) (CALLS * share / 2), (int) (CALLS * (1 + share) / 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void where_services_are_alone_nearly_all_calls_pass_by_the_bus(int services) {
    deploy(HandlerKind.SERVICE, services, SERVICE);
    call(300, 16);
    int before = overTheBus.count();

    assertThat(call(CALLS, 16)).isEqualTo(Map.of(SERVICE, CALLS));
    // some always do, to find out who else is there
    assertThat(overTheBus.count() - before).isBetween(3, CALLS / 10);
  }

  @Test
  void every_service_gets_its_share_of_what_passes_by_the_bus() {
    for (int i = 0; i < 4; i++) {
      deploy(HandlerKind.SERVICE, 1, "service " + i);
    }

    assertThat(call(CALLS, 16))
        .hasSize(4)
        .allSatisfy((name, calls) -> assertThat(calls).isBetween(CALLS / 8, CALLS / 2));
    assertThat(overTheBus.count()).isLessThan(CALLS / 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void a_plain_one_beside_a_service_gets_half_and_all_when_that_goes(int inFlight) {
    String service = deploy(HandlerKind.SERVICE, 1, SERVICE);
    deploy(HandlerKind.PLAIN, 1, PLAIN);
    plainGets(0.5, inFlight);

    result(server.vertx().undeploy(service));
    assertThat(call(CALLS, inFlight)).isEqualTo(Map.of(PLAIN, CALLS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void when_the_plain_one_goes_the_service_gets_all_past_the_bus(int inFlight) {
    deploy(HandlerKind.SERVICE, 1, SERVICE);
    String plain = deploy(HandlerKind.PLAIN, 1, PLAIN);
    plainGets(0.5, inFlight);

    result(server.vertx().undeploy(plain));
    int before = overTheBus.count();
    assertThat(call(CALLS, inFlight)).isEqualTo(Map.of(SERVICE, CALLS));
    assertThat(overTheBus.count() - before).isLessThan(CALLS / 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void a_plain_one_that_joins_gets_calls_soon_and_then_its_share(int inFlight) {
    deploy(HandlerKind.SERVICE, 1, SERVICE);
    call(300, inFlight);
    assertThat(overTheBus.count()).isLessThan(150);

    deploy(HandlerKind.PLAIN, 1, PLAIN);
    assertThat(callUntilSampled(2, inFlight)).contains(PLAIN);
    plainGets(0.5, inFlight);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void a_plain_one_among_forty_services_gets_its_share(int inFlight) {
    deploy(HandlerKind.SERVICE, 40, SERVICE);
    deploy(HandlerKind.PLAIN, 1, PLAIN);

    plainGets(1.0 / 41, inFlight);
    plainGets(1.0 / 41, inFlight);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void a_plain_one_that_joins_forty_services_is_found_by_the_samples(int inFlight) {
    deploy(HandlerKind.SERVICE, 40, SERVICE);
    call(300, inFlight);
    assertThat(overTheBus.count()).isLessThan(250);

    deploy(HandlerKind.PLAIN, 1, PLAIN);
    // it has its turn at the bus at the latest with the 41st sample
    assertThat(callUntilSampled(41, inFlight)).contains(PLAIN);
    plainGets(1.0 / 41, inFlight);
  }

  /**
   * Answers that come early are those of the fast one; who has the other calls is not known yet.
   */
  @ParameterizedTest
  @EnumSource(HandlerKind.class)
  void a_slow_handler_gets_half_of_the_calls_as_well(HandlerKind kind) {
    deploy(HandlerKind.SERVICE, 1, SERVICE);
    deploy(
        kind,
        1,
        call -> server.vertx().timer(20).map(kind == HandlerKind.PLAIN ? PLAIN : SERVICE + " 2"));
    int calls = 1000;

    Map<String, Integer> shares = call(calls, 64);

    assertThat(shares).hasSize(2);
    assertThat(shares.get(SERVICE)).isBetween(calls / 4, calls * 3 / 4);
  }
}
