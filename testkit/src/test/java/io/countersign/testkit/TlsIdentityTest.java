package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.Live;
import io.countersign.spi.TlsIdentity;
import io.countersign.testkit.adapter.Api;
import io.countersign.testkit.adapter.Api.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
  @TempDir private static Path folder;
  private static ThrowawayAuthority authority;
  private static Certified one;

  @BeforeAll
  static void make() {
    authority = ThrowawayAuthority.in(folder);
    one = authority.issue("one");
  }

  private static AuthException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(AuthException.class, call);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "RSASSA-PSS", "Ed25519"})
  void of_keyOfAnyKind_isTold(String algorithm) {
    Certified kind = authority.issue("kind", "-keyalg", algorithm);

    assertThat(kind.identity()).hasToString("TlsIdentity[CN=kind]");
    assertThat(failure(() -> TlsIdentity.of(one.chain(), kind.key())).category())
        .isEqualTo(Category.REQUEST);
  }

  @Test
  void of_keyOfAnother_saysWhoseCertificateItIs() {
    Certified other = authority.issue("other");

    assertThat(failure(() -> TlsIdentity.of(one.chain(), other.key())))
        .hasMessage(
            "the key is not that of the client certificate CN=one, which must be the first of its"
                + " chain; nothing was sent");
    assertThat(failure(() -> TlsIdentity.of(List.of(), other.key())))
        .hasMessageStartingWith("there is no client certificate");
  }

  @Test
  void of_subjectOfAnyLengthAndLetters_isNamedInOneShortLine() {
    Certified odd = authority.issue("x".repeat(60) + "\\,O=" + "y".repeat(100));

    assertThat(odd.identity().toString()).hasSizeLessThan(140).doesNotContain("\n");
  }

  @Test
  void check_beforeAndAfterItsTime_isAnError() {
    TlsIdentity identity = one.identity();
    Instant from = one.chain().get(0).getNotBefore().toInstant();
    Instant until = one.chain().get(0).getNotAfter().toInstant();

    assertThatCode(() -> identity.check(from)).doesNotThrowAnyException();
    assertThatCode(() -> identity.check(until)).doesNotThrowAnyException();
    assertThat(failure(() -> identity.check(until.plusSeconds(1))))
        .hasMessage("the client certificate CN=one ended at " + until + "; nothing was sent");
    assertThat(failure(() -> identity.check(from.minusSeconds(1))))
        .hasMessage(
            "the client certificate CN=one is not good before " + from + "; nothing was sent");
  }

  @Test
  void context_identityChanges_everyNewConnectionShowsIt() throws Exception {
    TlsIdentity[] now = {trusting(one)};
    SSLContext context = TlsIdentity.context(changing(now));
    try (Api api = Api.mutual(server(), true, seen -> Answer.of(200))) {
      HttpClient open = HttpClient.newBuilder().sslContext(context).build();
      get(open, api.at("/"));
      now[0] = trusting(authority.issue("two"));
      get(open, api.at("/"));
      get(HttpClient.newBuilder().sslContext(context).build(), api.at("/"));
      blocking(context, api.at("/").toURL());
      now[0] = null;
      get(HttpClient.newBuilder().sslContext(context).build(), api.at("/"));

      assertThat(api.shown).containsExactly("CN=one", "CN=one", "CN=two", "CN=two", "CN=two");
    }
  }

  @Test
  void context_byAClientThatIsNotTrusted_isRefusedAsAnyOther() throws Exception {
    SSLContext context = TlsIdentity.context(Live.of(one.identity()));
    try (Api api = Api.mutual(server(), false, seen -> Answer.of(200))) {
      assertThat(
              catchThrowableOfType(
                  IOException.class,
                  () -> get(HttpClient.newBuilder().sslContext(context).build(), api.at("/"))))
          .isInstanceOf(javax.net.ssl.SSLException.class);
    }
  }

  private static TlsIdentity trusting(Certified certified) {
    return certified.identity().trusting(List.of(authority.certificate()));
  }

  private static Live<TlsIdentity> changing(TlsIdentity[] now) {
    return new Live<>() {
      @Override
      public TlsIdentity now() {
        if (now[0] == null) {
          throw new AuthException(Category.REQUEST, "it was damaged");
        }
        return now[0];
      }

      @Override
      public CompletionStage<TlsIdentity> get() {
        return CompletableFuture.completedFuture(now());
      }

      @Override
      public CompletionStage<TlsIdentity> refused(TlsIdentity value) {
        return get();
      }
    };
  }

  private static void get(HttpClient client, URI uri) throws Exception {
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(200);
  }

  private static void blocking(SSLContext context, URL url) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    assertThat(connection.getResponseCode()).isEqualTo(200);
  }

  private static SSLContext server() {
    return authority.issue("localhost", "-ext", "san=dns:localhost").server(authority.trust());
  }
}
