package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.spi.CallTexts;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A call that a block describes: {@code method}, {@code url}, and the texts on it. */
final class Call {
  private static final Setting<String> METHOD =
      Setting.word("method", "an HTTP method in capitals, as POST", Call::method)
          .orElse("POST")
          .describedAs("The method of the call");
  private static final Setting<URI> URL =
      Setting.uri("url").describedAs("Where the call goes; it follows no redirect");

  private final String method;
  private final URI url;
  private final Live<Credentials> texts;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it can never be sent
   */
  Call(Settings block, CallTexts described, Live<String> self) {
    method = block.get(METHOD);
    url = block.get(URL);
    texts = described.on(block, word -> self);
    tryOut(texts);
  }

  private static String method(String word) {
    if (!word.matches("[A-Z]+")) {
      throw new IllegalArgumentException("no method");
    }
    return word;
  }

  /** Returns the settings of one. */
  static List<Setting<?>> settings(CallTexts described) {
    return Stream.<Setting<?>>concat(Stream.of(METHOD, URL), described.settings().stream())
        .toList();
  }

  private void tryOut(Live<Credentials> live) {
    try {
      Credentials now = live.now();
      if (now != null) {
        HttpCall.of(method, url, now, Duration.ZERO);
      }
    } catch (AuthException unfit) {
      throw new IllegalArgumentException(unfit.getMessage());
    }
  }

  /** Sends it with the texts as they are now. */
  CompletionStage<HttpReply> over(HttpTransport http, Duration atMost) {
    return texts.get().thenCompose(now -> http.send(HttpCall.of(method, url, now, atMost)));
  }

  URI url() {
    return url;
  }

  /** Shows neither its query nor anything else that may be a secret. */
  @Override
  public String toString() {
    return method + " " + url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
  }
}
