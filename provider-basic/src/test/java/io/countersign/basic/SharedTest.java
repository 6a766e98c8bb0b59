package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Countersign;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One authenticator in another, and those that are named. */
class SharedTest {
  private static final String ERP =
      "erp { type = bearer, origins = [\"https://a.example\", \"https://e.example\"] }\n";

  @Test
  void parts_blockAndName_goOnOneRequestInOrder() {
    Blocks blocks =
        new Blocks(
                ERP
                    + "crm { type = composite, origins = any, parts = [erp,"
                    + " { type = api-key, in = \"query k\" }] }")
            .holding("erp.token", "crm.parts.api-key.key");

    assertThat(blocks.sent("crm", "https://a.example/x?y=1"))
        .isEqualTo("/x?y=1&k=crm.parts.api-key.key%21 {Authorization=[Bearer erp.token!]}");
  }

  @Test
  void parts_named_stayWithinTheirOwnOrigins() {
    Blocks blocks =
        new Blocks(ERP + "crm { type = composite, origins = any, parts = [erp] }")
            .holding("erp.token");
    try (Countersign countersign = blocks.countersign()) {
      assertThat(Requests.failure(countersign.authenticator("crm"), "https://b.example/"))
          .hasMessageContaining("https://b.example is outside of its origins");
    }
  }

  @Test
  void authenticator_named_isBuiltOnceForAll() {
    Blocks blocks =
        new Blocks(
                ERP
                    + "one { type = selective, origins = any, by = a, options.a = erp }\n"
                    + "two { type = composite, origins = any, parts = [one, { type = none }] }")
            .holding("erp.token");
    try (Countersign countersign = blocks.countersign()) {
      assertThat(Blocks.sent(countersign, "two", "https://e.example/")).contains("erp.token!");
      assertThat(countersign.names()).isEqualTo(List.of("erp", "one", "two"));
      countersign.ready();
      assertThat(Blocks.sent(countersign, "erp", "https://e.example/")).contains("erp.token!");
      assertThat(countersign.explain("two").toString()).contains("erp.token");
    }
  }

  @Test
  void ready_namedOneLacksASecret_saysItThereAndWhoNeedsIt() {
    Blocks blocks = new Blocks(ERP + "crm { type = composite, origins = any, parts = [erp] }");

    assertThat(blocks.report("crm"))
        .contains("token  {{erp.token}}")
        .contains("parts[0]  String: 4: erp cannot be built: see there");
  }

  @Test
  void ready_circle_isDrawn() {
    assertThat(
            new Blocks(
                    """
                    a { type = composite, origins = any, parts = [b] }
                    b { type = selective, origins = any, by = x, options.x = c }
                    c { type = composite, origins = any, parts = [{ type = none }, b] }
                    """)
                .report("a"))
        .contains("parts[1]  String: 5: names itself in a circle: b → c → b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parts = [epr] | there is no authenticator of this name; did you mean erp?",
        "parts = [bearer] | there is no authenticator of this name; a block is written { type = … }",
        "parts = [\"{{x.y}}\"] | must be a block { type = … }, or the name of another",
        "parts = [7] | parts[0]  String: 4: must be a block { type = … }, or the name of another",
        "parts = erp | must be a list [{ type = … }, …], not a text",
        "parts = [{ type = null }] | parts[0].type  String: 4: must be the name of a type, not null",
        "parts = [] | parts is empty; it needs one authenticator at least",
        "parts = [{ type = bearer, origins = any }] | stands only at the top of an authenticator",
        "parts = [{ type = bearer, value = \"{{self}}\", in = \"header X\" }, { type = bearer }]"
            + " | parts[0].token  String: 4: is missing; it must be written, as {{crm.token}}",
        "parts = [{ type = bearer, token = \"{{literal:one#}}\" },"
            + " { type = bearer, token = \"{{literal:two#}}\" }]"
            + " | header Authorization and header Authorization cannot both go on one request",
        "parts = [erp, { type = bearer, token = \"{{literal:two#}}\" }]"
            + " | header Authorization and header Authorization cannot both go on one request",
      })
  void ready_partsThatCannotBe_areInTheReport(String parts, String what) {
    assertThat(
            new Blocks(ERP + "crm { type = composite, origins = any, " + parts + " }")
                .holding("erp.token")
                .report("crm"))
        .contains(what);
  }
}
