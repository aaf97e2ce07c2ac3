package io.grenache.vertx.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grenache.vertx.message.Destinations;
import io.grenache.vertx.message.Event;
import io.grenache.vertx.message.Lookup;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LinkDeploymentTest extends LinkFixture {
  @Test
  void aLinkSaysWhenItIsReady() throws Exception {
    deploy();

    await()
        .untilAsserted(
            () -> assertThat(events).extracting(Event::type).containsExactly(Event.LINK_READY));
  }

  @Test
  void aLinkTakesItsOptionsFromTheConfiguration() throws Exception {
    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    vertx
        .deployVerticle(
            LinkVerticle.class.getName(),
            new DeploymentOptions()
                .setConfig(
                    new JsonObject()
                        .put("prefix", "other")
                        .put("grapes", new JsonArray().add(grape.url() + "/"))))
        .await(5, TimeUnit.SECONDS);

    Destinations found = (Destinations) ask("other.link.lookup", new Lookup("orders"));
    assertThat(found.destinations()).hasSize(1);
  }

  @Test
  void wrongOptionsFailTheDeploymentAndLeaveNoTrace() throws Exception {
    assertThatThrownBy(
            () ->
                vertx
                    .deployVerticle(
                        new LinkVerticle(),
                        new DeploymentOptions().setConfig(new JsonObject().put("cacheMs", -1)))
                    .await(5, TimeUnit.SECONDS))
        .hasMessage("LinkOptions[cacheMs must be from 0 to 3600000, was -1]");

    deploy();
  }

  @Test
  void aSecondLinkIsRefusedUntilTheFirstIsGone() throws Exception {
    String first = deploy();
    assertThatThrownBy(this::deploy)
        .hasMessage(
            "a link for the prefix grenache is deployed in this process already, as deployment "
                + first);

    grape.answers("/lookup", "[\"10.0.0.5:7001\"]");
    assertThat(ask(AT.lookup(), new Lookup("orders")))
        .as("the refused one did not end the first")
        .isInstanceOf(Destinations.class);
    assertThatThrownBy(this::deploy).hasMessageContaining("already");

    undeploy(first);
    deploy();
  }

  @Test
  void anotherPrefixIsAnotherNetwork() throws Exception {
    deploy();
    deploy(new JsonObject().put("prefix", "other"));
  }

  @Test
  void twoInstancesAreRefusedAndLeaveNoTrace() throws Exception {
    LinkOptions options = options(new JsonObject());
    assertThatThrownBy(
            () ->
                vertx
                    .deployVerticle(
                        () -> new LinkVerticle(options), new DeploymentOptions().setInstances(2))
                    .await(5, TimeUnit.SECONDS))
        .hasMessageContaining("deploy it with one instance");

    deploy();
  }
}
