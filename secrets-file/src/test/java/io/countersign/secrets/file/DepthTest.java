package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthTest {
  private static final String DEEP = "[".repeat(Depth.LIMIT + 1);

  @Test
  void exceededAt_theLimitItself_isAllowed() {
    assertThat(Depth.exceededAt("[".repeat(Depth.LIMIT))).isEmpty();
    assertThat(Depth.exceededAt("\n\n" + DEEP)).hasValue(3);
  }

  @Test
  void exceededAt_dottedKeysInsideBraces_areAdded() {
    assertThat(Depth.exceededAt("a.a.a{".repeat(Depth.LIMIT / 3))).isEmpty();
    assertThat(Depth.exceededAt("a.a.a{".repeat(Depth.LIMIT / 3 + 1))).isPresent();
  }

  @Test
  void exceededAt_closedAgain_countsNoMore() {
    assertThat(Depth.exceededAt("a.b { c = [] }, ".repeat(1000))).isEmpty();
    assertThat(Depth.exceededAt("a.b = c.d\n".repeat(1000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = \"%s\"",
        "a = \"\\\"%s\"",
        "a = \"\"\"%s\n%s\"\"\"\"",
        "# %s",
        "// %s\n# \" %s",
        "a = \"\"\"unclosed %s",
        "a = \"unclosed %s"
      })
  void exceededAt_insideStringsAndComments_doesNotCount(String form) {
    assertThat(Depth.exceededAt(form.replace("%s", DEEP))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = \"x\" %s",
        "a = \"\" %s",
        "a = \"\"\"x\"\"\"\"\" %s",
        "# x\n%s",
        "a = \"x\\\\\" %s",
        "a = \"unclosed\n%s",
        "a = / %s"
      })
  void exceededAt_afterStringsAndComments_counts(String form) {
    assertThat(Depth.exceededAt(form.replace("%s", DEEP))).isPresent();
  }
}
