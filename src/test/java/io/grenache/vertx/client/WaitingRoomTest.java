package io.grenache.vertx.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WaitingRoomTest {
  @Test
  void there_are_as_many_places_as_said_and_who_leaves_makes_room_for_one() {
    WaitingRoom room = new WaitingRoom(2);

    assertThat(room.enter()).isTrue();
    assertThat(room.enter()).isTrue();
    assertThat(room.enter()).isFalse();
    assertThat(room.enter()).as("a refusal takes no place").isFalse();
    room.leave();
    assertThat(room.enter()).isTrue();
    assertThat(room.enter()).isFalse();
  }

  @Test
  void nobody_gets_in_where_there_is_no_place() {
    assertThat(new WaitingRoom(0).enter()).isFalse();
  }
}
