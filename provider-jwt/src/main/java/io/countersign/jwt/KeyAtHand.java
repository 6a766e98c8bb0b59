package io.countersign.jwt;

import io.countersign.AuthException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What came of the texts of a key: a signer, or why there is none. Kept either way, since reading a
 * key that is encrypted takes long.
 *
 * @param header what the header of a token says of the key
 */
record KeyAtHand(
    @Nullable JwtSigner signer, Map<String, Object> header, @Nullable AuthException fault) {

  static KeyAtHand of(
      Supplier<JwtSigner> work, Function<JwtSigner, Map<String, Object>> description) {
    try {
      JwtSigner signer = work.get();
      return new KeyAtHand(signer, description.apply(signer), null);
    } catch (AuthException fault) {
      return new KeyAtHand(null, Map.of(), fault);
    }
  }
}
