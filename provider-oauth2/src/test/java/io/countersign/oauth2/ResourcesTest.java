package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.HttpCall;
import io.countersign.testkit.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "\"https://a.example/x?y=z\" | form | - | grant_type=client_credentials&client_id=some_client_id&resource=https%3A%2F%2Fa.example%2Fx%3Fy%3Dz",
        "[\"urn:a\"] | form | - | grant_type=client_credentials&client_id=some_client_id&resource=urn%3Aa",
        "[\"urn:a\", \"urn:b\", \"urn:c\"] | form | - | grant_type=client_credentials&client_id=some_client_id&resource=urn%3Aa&resource=urn%3Ab&resource=urn%3Ac",
        "[\"urn:a\", \"urn:b\"] | form | target | grant_type=client_credentials&client_id=some_client_id&target=urn%3Aa&target=urn%3Ab",
        "[\"urn:a\", \"urn:b\"] | form | '' | grant_type=client_credentials&client_id=some_client_id",
        "[\"urn:a\"] | json | - | {\"grant_type\":\"client_credentials\",\"client_id\":\"some_client_id\",\"resource\":\"urn:a\"}",
        "[\"urn:a\", \"urn:b\"] | json | - | {\"grant_type\":\"client_credentials\",\"client_id\":\"some_client_id\",\"resource\":[\"urn:a\",\"urn:b\"]}",
        "[\"urn:a\", \"urn:b\"] | json | a/b | {\"grant_type\":\"client_credentials\",\"client_id\":\"some_client_id\",\"a/b\":[\"urn:a\",\"urn:b\"]}",
        "[\"urn:a\", \"urn:b\"] | json | '' | {\"grant_type\":\"client_credentials\",\"client_id\":\"some_client_id\"}",
        "[\"urn:a\", \"urn:b\"] | query | - | grant_type=client_credentials&client_id=some_client_id&resource=urn%3Aa&resource=urn%3Ab"
      })
  void ask_resources_goAsOftenAsThereAreSome(
      String resource, String encoding, String name, String sent) throws Exception {
    bench.endpoint.json(200, "{\"access_token\":\"t\"}");
    Bench.sent(
        bench.authenticator(
            Bench.BLOCK
                + "client-authentication = none, client-secret = null, resource = "
                + resource
                + ", request.encoding = "
                + encoding
                + (name == null ? "" : ", request.names.resource = \"" + name + "\"")));

    HttpCall call = bench.endpoint.calls().get(0);
    assertThat(encoding.equals("query") ? call.uri().getRawQuery() : Rows.text(call))
        .isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "form | grant_type=client_credentials&resource=urn%3Aa&resource=urn%3Ab",
        "json | {\"grant_type\":\"client_credentials\",\"resource\":[\"urn:a\",\"urn:b\"]}"
      })
  void ask_parametersBeside_doNotTakeTheirPlace(String encoding, String sent) throws Exception {
    bench.endpoint.json(200, "{\"access_token\":\"t\"}");
    Bench.sent(
        bench.authenticator(
            Bench.BLOCK
                + "resource = [\"urn:a\", \"urn:b\"], request { parameters { resource = \"urn:c\" },"
                + " encoding = "
                + encoding
                + " }"));

    assertThat(Rows.text(bench.endpoint.calls().get(0))).isEqualTo(sent);
  }
}
