package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthRequestTest {
  private static final URI API = URI.create("https://user:s3cr3t@api.example:8443/v1?key=s3cr3t#f");

  @Test
  void headers_anyCase_areFoundAndPutTogether() {
    Map<String, List<String>> given = new HashMap<>();
    given.put("ACCEPT", List.of("a"));
    given.put("accept", List.of("b"));

    AuthRequest request = AuthRequest.of("GET", API, given, Body.none());

    assertThat(request.headers().get("Accept")).containsExactlyInAnyOrder("a", "b");
    assertThat(request.headers()).hasSize(1);
  }

  @Test
  void headers_ofResponse_areFoundInAnyCaseAndHaveNoNullName() {
    Map<String, List<String>> given = new HashMap<>();
    given.put(null, List.of("HTTP/1.1 200 OK"));
    given.put("dpop-nonce", List.of("n"));

    AuthResponse response = AuthResponse.of(200, given, Optional.empty());

    assertThat(response.headers()).isEqualTo(Map.of("dpop-nonce", List.of("n")));
    assertThat(response.headers().get("DPoP-Nonce")).containsExactly("n");
  }

  @Test
  void headers_changedAfterwards_stayAsTheyWere() {
    Map<String, List<String>> given = new HashMap<>(Map.of("A", List.of("1")));
    AuthRequest request = AuthRequest.of("GET", API, given, Body.none());

    given.clear();

    assertThat(request.headers()).containsKey("a");
    assertThatThrownBy(() -> request.headers().remove("A"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void toString_addressWithSecrets_showsNone() {
    AuthRequest request = AuthRequest.of("GET", API, Map.of("A", List.of("s3cr3t")), Body.none());

    assertThat(request).hasToString("AuthRequest[GET https://api.example:8443/v1]");
  }
}
