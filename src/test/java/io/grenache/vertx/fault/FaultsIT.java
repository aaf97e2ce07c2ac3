package io.grenache.vertx.fault;

import static io.grenache.vertx.testing.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grenache.vertx.client.ClientOptions;
import io.grenache.vertx.client.ClientVerticle;
import io.grenache.vertx.fault.FaultProxy.Fault;
import io.grenache.vertx.fault.RudeServer.Manner;
import io.grenache.vertx.message.Failure;
import io.grenache.vertx.testing.StaticLink;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service with three destinations, one of them faulty, at 500 requests a second: half of them may
 * be written once, half three times. Each must end once and in time, and succeed if it can.
 */
@Timeout(30)
class FaultsIT {
  private static final int RATE = 500;
  private static final Duration TIMEOUT = Duration.ofMillis(1500);
  // a destination is set aside for a time that grows, but stays well below this
  private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

  private static Backends backends;

  private final Vertx vertx = Vertx.vertx();
  private final StaticLink link = new StaticLink(vertx);
  private RudeServer rude;
  private FaultProxy proxy;

  @BeforeAll
  static void serve() {
    backends = new Backends(3);
    warmUp();
  }

  /** What loads classes for a second is no fault. */
  private static void warmUp() {
    Vertx vertx = Vertx.vertx();
    new StaticLink(vertx).route(Backends.SERVICE, backends.port(0), backends.port(1));
    result(vertx.deployVerticle(new ClientVerticle(ClientOptions.DEFAULTS)));
    new Load(vertx, Backends.SERVICE, RATE, Duration.ofSeconds(5)).start().send(500).stop();
    result(vertx.close());
  }

  @AfterAll
  static void stopServing() {
    backends.close();
  }

  @BeforeEach
  void deploy() {
    backends.forget();
    result(
        vertx.deployVerticle(
            new ClientVerticle(
                ClientOptions.fromJson(new JsonObject().put("connectTimeoutMs", 250)))));
  }

  @AfterEach
  void close() {
    result(vertx.close());
    if (proxy != null) {
      proxy.close();
    }
    if (rude != null) {
      rude.close();
    }
  }

  private void faultyServer() {
    proxyTo(backends.port(0));
  }

  private void rudeServer() {
    rude = new RudeServer(backends);
    proxyTo(rude.port());
  }

  private void proxyTo(int target) {
    proxy = new FaultProxy(target);
    link.route(Backends.SERVICE, proxy.port(), backends.port(1), backends.port(2));
  }

  private Load load(Duration timeout) {
    return new Load(vertx, Backends.SERVICE, RATE, timeout);
  }

  /** The destination that works again gets traffic again. */
  private void awaitTrafficAgain(Load load) {
    int before = load.successesAt(proxy.port());
    await()
        .alias("traffic at the destination that works again")
        .pollInterval(Duration.ofMillis(20))
        .atMost(BACK_WITHIN)
        .until(() -> load.successesAt(proxy.port()) >= before + 5);
  }

  private static void noHandlerSawACallTwiceThatMayBeWrittenOnce() {
    assertThat(backends.handled().entrySet())
        .filteredOn(handled -> Load.attempts(handled.getKey()) == 1 && handled.getValue() > 1)
        .extracting(Map.Entry::getKey)
        .as("calls that were handled twice with one attempt")
        .isEmpty();
    assertThat(backends.otherKeys()).as("calls without their idempotency key").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSE", "SILENT", "STALL", "FORBID"})
  void what_cannot_be_connected_to_costs_no_request_and_is_used_once_it_can_be(Fault fault) {
    faultyServer();
    proxy.become(fault);

    Load load = load(TIMEOUT).start().send(500);
    int connects = proxy.accepted();
    assertThat(proxy.written()).isEmpty();
    proxy.become(Fault.NONE);
    awaitTrafficAgain(load);
    proxy.become(fault);
    load.send(300);
    Accounts accounts = load.stop();

    assertThat(connects).as("connects to what is set aside, in a second").isLessThan(30);
    accounts
        .isComplete()
        .hasNoFailureWithThreeAttempts()
        // what waited on the sockets that the returning fault closed
        .failedOnlyIfWritten(proxy.written(), Failure.ERR_TRANSPORT_CLOSE);
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT", "RESET"})
  void a_connection_that_breaks_fails_what_was_written_to_it_and_nothing_else(Fault fault) {
    faultyServer();

    Load load = load(TIMEOUT).start().send(150);
    assertThat(load.successesAt(proxy.port())).isPositive();
    proxy.become(fault);
    load.send(600);
    proxy.become(Fault.NONE);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop().isComplete().hasNoFailureWithThreeAttempts();

    if (fault == Fault.CUT) {
      accounts.failedOnlyIfWritten(proxy.written(), Failure.ERR_TRANSPORT_CLOSE);
    } else {
      // what the client wrote into a reset connection is not known: it is little
      assertThat(accounts.failed(1))
          .as("%s", accounts)
          .allMatch(o -> o.failure() == Failure.ERR_TRANSPORT_CLOSE)
          .hasSizeLessThan(75);
    }
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @Test
  void a_black_hole_takes_calls_only_until_their_timeouts_show_it() {
    faultyServer();
    Duration timeout = Duration.ofMillis(400);

    Load load = load(timeout).start();
    proxy.passCalls(100);
    // its 100 calls take about 0.6 s; then it has few at a time, as the least loaded gets the next,
    // and needs a number of timeouts in a row
    load.send(1600);
    int known = load.sent();
    load.send(250);
    proxy.become(Fault.NONE);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop();

    accounts
        .isComplete()
        .failedOnlyIfWritten(proxy.written(), Failure.ERR_TIMEOUT, Failure.ERR_TRANSPORT_CLOSE)
        .hasNoFailureSince(known);
    assertThat(accounts.failed(1)).as("the black hole was met; %s", accounts).isNotEmpty();
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @Test
  void hedged_requests_all_come_out_of_a_black_hole() {
    faultyServer();

    Load load = load(TIMEOUT).with("hedgeAfterMs", 100).with("idempotencyKey", "k").start();
    proxy.passCalls(100);
    Accounts accounts = load.send(800).stop();

    accounts.isComplete().hasNoFailure();
    assertThat(proxy.written()).as("calls to the black hole").hasSizeGreaterThan(100);
  }

  @Test
  void what_is_set_aside_is_probed_with_pings_and_never_with_a_users_call() {
    faultyServer();
    proxy.become(Fault.REFUSE);

    Load load = load(TIMEOUT).start().send(200);
    // connects and upgrades work again, but nothing is answered, pings neither
    proxy.become(Fault.MUTE);
    load.send(800);
    assertThat(proxy.accepted()).as("probes").isPositive();
    assertThat(proxy.written()).as("calls to what was set aside").isEmpty();
    proxy.become(Fault.NONE);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop();

    accounts.isComplete().hasNoFailure();
  }

  @Test
  void a_slow_destination_fails_nothing_and_gets_less_than_the_others() {
    faultyServer();
    proxy.become(Fault.DELAY);

    Load load = load(TIMEOUT).start().send(1000);
    proxy.become(Fault.NONE);
    Accounts accounts = load.send(100).stop();

    accounts.isComplete().hasNoFailure();
    assertThat(accounts.answeredBy(proxy.port()))
        .as("%s", accounts)
        .isPositive()
        .isLessThan(accounts.answeredBy(backends.port(1)))
        .isLessThan(accounts.answeredBy(backends.port(2)));
  }

  @Test
  void garbage_fails_what_waits_on_its_socket_and_its_sender_is_set_aside() {
    rudeServer();
    rude.become(Manner.GARBAGE);

    Load load = load(TIMEOUT).start().send(600);
    int garbage = rude.rude();
    rude.become(Manner.CORRECT);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop();

    assertThat(garbage).as("calls answered with garbage").isPositive().isLessThan(150);
    accounts
        .isComplete()
        .hasNoFailureWithThreeAttempts()
        .failedOnlyIfWritten(proxy.written(), Failure.ERR_TRANSPORT_CLOSE);
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @Test
  void answers_with_a_wrong_rid_are_no_answers() {
    rudeServer();
    rude.become(Manner.WRONG_RID);
    Duration timeout = Duration.ofMillis(400);

    Load load = load(timeout).start().send(1000);
    int unanswered = rude.rude();
    rude.become(Manner.CORRECT);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop();

    assertThat(unanswered).as("calls that were not answered").isPositive().isLessThan(250);
    accounts
        .isComplete()
        .failedOnlyIfWritten(proxy.written(), Failure.ERR_TIMEOUT, Failure.ERR_TRANSPORT_CLOSE);
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @Test
  void a_second_answer_to_a_call_is_dropped() {
    rudeServer();
    rude.become(Manner.TWICE);

    Accounts accounts = load(TIMEOUT).start().send(1000).stop();

    assertThat(rude.rude()).as("calls answered twice").isGreaterThan(100);
    accounts.isComplete().hasNoFailure();
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013})
  void a_close_fails_what_waits_on_its_socket_whatever_its_code(int code) {
    rudeServer();
    rude.closeWith(code);

    Load load = load(TIMEOUT).start().send(500);
    rude.become(Manner.CORRECT);
    awaitTrafficAgain(load);
    Accounts accounts = load.stop();

    assertThat(rude.rude()).as("calls to the server that closes").isGreaterThanOrEqualTo(10);
    accounts
        .isComplete()
        .hasNoFailureWithThreeAttempts()
        .failedOnlyIfWritten(proxy.written(), Failure.ERR_TRANSPORT_CLOSE);
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }

  @Test
  void with_every_destination_gone_each_request_fails_soon_and_one_that_is_back_is_used_at_once() {
    proxy = new FaultProxy(backends.port(0));
    link.route(Backends.SERVICE, proxy.port());

    Load load = load(TIMEOUT).start().send(100);
    proxy.become(Fault.REFUSE);
    load.send(400);
    proxy.become(Fault.NONE);
    int back = load.sent();
    load.send(300);
    Accounts accounts = load.stop();

    accounts.isComplete();
    assertThat(accounts.where(o -> !o.succeeded() && !proxy.written().contains(o.id())))
        .as("%s", accounts)
        .isNotEmpty()
        .allMatch(o -> o.failure() == Failure.ERR_CONNECT);
    // all were set aside: the least bad one is tried all the same
    accounts.hasNoFailureSince(back + 50);
    noHandlerSawACallTwiceThatMayBeWrittenOnce();
  }
}
