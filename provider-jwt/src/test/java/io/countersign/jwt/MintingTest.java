package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same settings in a block of another type. */
class MintingTest {
  private final Bench bench = new Bench().at("2022-01-01T00:00:00Z");
  private final Asserting type = new Asserting();

  /** A type that shows an assertion, as grants do, beside what it places. */
  private static final class Asserting implements AuthProvider {
    private static final Minting MINTING = Minting.lasting("1 min", "exp", "iat", "jti");
    private static final Setting<Optional<Settings>> ASSERTION =
        Setting.block("assertion", MINTING.settings()).optional().describedAs("An assertion");
    private static final Placing PLACING = Placing.toBeSaid();
    private Optional<Mint> made = Optional.empty();

    @Override
    public String type() {
      return "asserting";
    }

    @Override
    public List<Setting<?>> settings() {
      return PLACING.after(ASSERTION);
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      made = settings.get(ASSERTION).map(block -> MINTING.of(block, context));
      return Authenticator.carrying(
          PLACING.place(settings, made.map(Mint::tokens).orElse(Live.of("none"))));
    }

    Mint mint() {
      return made.orElseThrow();
    }
  }

  private Mint mint(String block) {
    Authenticator unused =
        bench
            .knowing(type)
            .authenticator(
                "type = asserting, origins = [\"https://api.example\"], in = \"header X\","
                    + " assertion { algorithm = HS256, signing-key = \"{{k.key}}\", "
                    + block
                    + " }");
    return type.mint();
  }

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void fresh_asked_isAnotherEachTime() throws Exception {
    Mint mint = mint("");
    String one = mint.fresh(Map.of());
    String other = mint.fresh(Map.of());
    assertThat(one).isNotEqualTo(other);
    assertThat(Bench.claims(one)).containsOnlyKeys("exp", "iat", "jti");
    assertThat(Bench.claims(one).get("exp")).isEqualTo(1640995260L);
    assertThat(mint).hasToString("Mint");
  }

  @Test
  void fresh_claimsUnlessWritten_giveWayToTheBlock() throws Exception {
    String token =
        mint("claims { aud = mine, list = [a] }")
            .fresh(Map.of("aud", "theirs", "sub", "s", "exp", 1));
    assertThat(Bench.claims(token))
        .containsEntry("aud", "mine")
        .containsEntry("sub", "s")
        .containsEntry("list", List.of("a"))
        .containsEntry("exp", 1640995260L);
  }

  @Test
  void tokens_asked_areOneForTheWindow() {
    Live<String> tokens = mint("").tokens();
    assertThat(tokens.get().toCompletableFuture().join()).isSameAs(tokens.now());
  }

  @Test
  void key_leftOut_isLookedUpUnderThePathOfTheBlock() {
    String report =
        bench
            .knowing(type)
            .fault(
                "type = asserting, origins = [\"https://api.example\"], in = \"header X\","
                    + " assertion { algorithm = HS256 }");
    assertThat(report).contains("row.assertion.signing-key");
  }

  @Test
  void key_ofNoUse_isInTheReport() {
    String report =
        bench
            .knowing(type)
            .fault(
                "type = asserting, origins = [\"https://api.example\"], in = \"header X\","
                    + " assertion { algorithm = RS256, signing-key = \"{{k.key}}\" }");
    assertThat(report).contains("signing-key cannot be used: it is neither PEM");
  }
}
