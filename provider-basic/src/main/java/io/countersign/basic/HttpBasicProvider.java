package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.charset.Charset;
import java.util.List;

/** {@code http-basic}: user and password, sent at once and unasked (RFC 7617). */
public final class HttpBasicProvider implements AuthProvider {
  private static final Setting<Secret> USERNAME =
      Setting.text("username").describedAs("The user; it has no colon");
  private static final Setting<Secret> PASSWORD =
      Setting.secret("password").describedAs("The password; \"\" for none");
  private static final Setting<String> CHARSET =
      Setting.oneOf("charset", "UTF-8", "ISO-8859-1")
          .orElse("UTF-8")
          .describedAs("How the server reads letters outside ASCII");
  private static final Placing PLACING = Placing.authorization("Basic");

  /** For {@link java.util.ServiceLoader}. */
  public HttpBasicProvider() {}

  @Override
  public String type() {
    return "http-basic";
  }

  @Override
  public List<Setting<?>> settings() {
    return PLACING.after(USERNAME, PASSWORD, CHARSET);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    UserPass userPass = new UserPass(Charset.forName(settings.get(CHARSET)));
    Live<String> self =
        Live.both(settings.get(USERNAME), settings.get(PASSWORD), userPass::encoded);
    return Authenticator.carrying(PLACING.place(settings, self));
  }
}
