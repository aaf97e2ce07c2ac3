package io.grenache.vertx.grape;

/** A request cannot be served; the answer says why. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super(null, null, false, false);
    this.answer = answer;
  }

  Refusal(String text) {
    this(Answer.string(text));
  }

  Answer answer() {
    return answer;
  }
}
