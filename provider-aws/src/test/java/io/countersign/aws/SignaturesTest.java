package io.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Signatures that others made: the examples of AWS's documentation, and its library for Python. */
class SignaturesTest {
  @ParameterizedTest
  @CsvFileSource(
      resources = "signatures.csv",
      delimiter = ';',
      numLinesToSkip = 1,
      emptyValue = "",
      nullValues = "-")
  void authenticate_request_isSignedAsOthersSignIt(
      String from,
      Instant time,
      String id,
      String secret,
      String service,
      String region,
      String method,
      String address,
      String headers,
      String body,
      String token,
      String unsigned,
      String hash,
      String signed,
      String signature)
      throws Exception {
    String block =
        "region = "
            + region
            + ", service = "
            + service
            + (token == null ? "" : ", session-token = \"{{literal:" + token + "}}\"")
            + (unsigned == null ? "" : ", sign-body = false");
    AuthRequest request = Signer.request(method, address, or(headers), or(body));
    if (unsigned != null) {
      request = AuthRequest.of(method, request.uri(), request.headers(), new Body.Unread());
    }
    try (Signer signer = Signer.of(block).at(time)) {
      signer.secrets.put("crm.access-key-id", id).put("crm.secret-access-key", secret);

      AuthRequest out = signer.sign(request);

      String date = time.toString().replaceAll("[:-]", "");
      assertThat(Signer.header(out, "Authorization"))
          .isEqualTo(
              "AWS4-HMAC-SHA256 Credential="
                  + List.of(id, date.substring(0, 8), region, service, "aws4_request").stream()
                      .reduce((a, b) -> a + "/" + b)
                      .orElseThrow()
                  + ", SignedHeaders="
                  + signed
                  + ", Signature="
                  + signature);
      assertThat(Signer.header(out, "X-Amz-Date")).isEqualTo(date);
      assertThat(Signer.header(out, "x-amz-content-sha256")).isEqualTo(hash);
      assertThat(Signer.header(out, "X-Amz-Security-Token")).isEqualTo(or(token));
      assertThat(out.uri()).isEqualTo(request.uri());
      assertThat(out.body()).isSameAs(request.body());
      assertThat(out.headers()).doesNotContainKey("Host");
    }
  }

  private static String or(String cell) {
    return cell == null ? "" : cell;
  }
}
