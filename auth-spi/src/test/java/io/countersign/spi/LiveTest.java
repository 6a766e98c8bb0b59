package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveTest {
  private final Turning token = new Turning("a1");
  private final Turning key = new Turning("b1");

  @Test
  void now_rootUnchanged_isTheSameObjectThroughEveryFunction() {
    List<String> made = new ArrayList<>();
    Live<String> inner = token.map(value -> noted(made, "inner " + value));
    Live<String> outer = inner.map(value -> noted(made, "outer " + value));

    assertThat(outer.now())
        .isSameAs(outer.now())
        .isSameAs(outer.get().toCompletableFuture().join());
    assertThat(inner.now()).isEqualTo("inner a1");
    assertThat(made).containsExactly("inner a1", "outer inner a1");
  }

  @Test
  void now_oneRootOfTwoChanged_remakesOnlyWhatIsMadeOfIt() {
    List<String> made = new ArrayList<>();
    Live<String> both =
        Live.both(
            token.map(value -> noted(made, value)),
            key.map(value -> noted(made, value)),
            String::concat);
    assertThat(both.now()).isEqualTo("a1b1");

    key.value = "b2";

    assertThat(both.now()).isEqualTo("a1b2");
    assertThat(made).containsExactly("a1", "b1", "b2");
  }

  @Test
  void now_equalButOtherObject_isAnotherValue() {
    Live<StringBuilder> made = token.map(StringBuilder::new);
    StringBuilder before = made.now();

    token.value = new String("a1");

    assertThat(made.now()).isNotSameAs(before);
  }

  @Test
  void now_rootHasNothing_isNullUntilItHas() {
    Live<String> both = Live.both(token, key.map(value -> value), String::concat);
    key.value = null;
    assertThat(both.now()).isNull();

    key.value = "b1";

    assertThat(both.now()).isEqualTo("a1b1");
  }

  @Test
  void now_rootIsReadByTwoFunctions_showsOneValueOfIt() {
    Live<String> counting = new Counting().map(value -> value);

    assertThat(Live.both(counting, counting, (one, other) -> one.equals(other)).now()).isTrue();
  }

  @Test
  void now_functionThrows_throwsAndTriesAgain() {
    Live<String> picky =
        token.map(value -> {
          if (value.equals("a1")) {
            throw new IllegalStateException("unusable");
          }
          return value;
        });
    assertThatIllegalStateException().isThrownBy(picky::now).withMessage("unusable");
    assertThat(picky.get().toCompletableFuture()).isCompletedExceptionally();

    token.value = "a2";

    assertThat(picky.now()).isEqualTo("a2");
  }

  @Test
  void now_readerIsLateWithAValueOfBefore_leavesTheNewerResult() {
    List<Object> newer = new ArrayList<>();
    List<Live<StringBuilder>> self = new ArrayList<>();
    Live<StringBuilder> made =
        token.map(value -> {
          if (value.equals("a1")) {
            token.value = "a2";
            newer.add(atHand(self.get(0)));
          }
          return new StringBuilder(value);
        });
    self.add(made);

    assertThat(made.now()).hasToString("a1");

    assertThat(made.now()).hasToString("a2").isSameAs(newer.get(0));
  }

  @Test
  void refused_currentValue_isToldToEveryRootOnce() {
    Live<String> self = token.map(value -> value + " ");
    Live<String> all = Live.both(Live.both(self, key, String::concat), self, String::concat);
    String before = atHand(all);
    assertThat(before).isEqualTo("a1 b1a1 ");

    String after = all.refused(before).toCompletableFuture().join();

    assertThat(after).isEqualTo("a1+ b1+a1+ ").isSameAs(all.now());
    assertThat(token.refusals).containsExactly("a1");
    assertThat(key.refusals).containsExactly("b1");
  }

  @Test
  void refused_valueOfThePast_givesTheCurrentOneAndTellsNobody() {
    Live<String> made = token.map(value -> value + "!");
    String past = atHand(made);
    token.value = "a2";
    String current = atHand(made);

    assertThat(made.refused(past).toCompletableFuture().join()).isSameAs(current);
    assertThat(token.refusals).isEmpty();
  }

  @Test
  void refused_nothingChanges_givesTheSameObject() {
    Live<String> made = Live.both(Live.of("a"), Live.of("b"), String::concat).map(all -> all + "!");
    String value = atHand(made);

    assertThat(value).isEqualTo("ab!");
    assertThat(made.refused(value).toCompletableFuture().join()).isSameAs(value);
  }

  @Test
  void used_derivedValue_isToldToEveryRootOnce() {
    Live<String> self = token.map(value -> value + " ");

    Live.both(
            Live.both(self, key, String::concat),
            Live.both(self, Live.of("c"), String::concat),
            String::concat)
        .used();

    assertThat(token.uses).isEqualTo(1);
    assertThat(key.uses).isEqualTo(1);
  }

  private static <T> T atHand(Live<T> live) {
    return Objects.requireNonNull(live.now());
  }

  private static String noted(List<String> made, String what) {
    made.add(what);
    return what;
  }

  /** Holds what a test says; a refusal of that turns it. */
  private static final class Turning implements Live<String> {
    private final List<String> refusals = new ArrayList<>();
    private @Nullable String value;
    private int uses;

    Turning(String value) {
      this.value = value;
    }

    @Override
    public @Nullable String now() {
      return value;
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<String> refused(String refused) {
      refusals.add(refused);
      value = refused + "+";
      return get();
    }

    @Override
    public void used() {
      uses++;
    }
  }

  /** Another value at every look. */
  private static final class Counting implements Live<String> {
    private int looks;

    @Override
    public String now() {
      looks++;
      return "look " + looks;
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(now());
    }

    @Override
    public CompletionStage<String> refused(String refused) {
      return get();
    }
  }
}
