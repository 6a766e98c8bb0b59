package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Reads configuration files. What the parser says is not repeated: it prints what it reads. */
final class ConfigFiles {
  private static final long LARGEST = 1 << 20;

  private ConfigFiles() {}

  static Config load(ClassLoader loader) {
    return parse(() -> ConfigFactory.load(loader));
  }

  static Config load(Path file, ClassLoader loader) {
    Path absolute = file.toAbsolutePath().normalize();
    check(absolute);
    return parse(() ->
        ConfigFactory.load(
            loader,
            ConfigFactory.parseFile(
                absolute.toFile(),
                ConfigParseOptions.defaults().setAllowMissing(false).setClassLoader(loader))));
  }

  private static void check(Path file) {
    if (Files.isDirectory(file)) {
      throw unreadable(file, "is a directory; name a file");
    }
    if (!Files.exists(file)) {
      throw unreadable(file, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw unreadable(file, "is no regular file");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "is larger than 1 MiB; is it a configuration?");
      }
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (CharacterCodingException notText) {
      throw unreadable(file, "is not UTF-8");
    } catch (IOException failed) {
      throw unreadable(file, "cannot be read: " + failed.getClass().getSimpleName());
    }
  }

  private static Config parse(Supplier<Config> parser) {
    try {
      return parser.get();
    } catch (ConfigException.UnresolvedSubstitution unresolved) {
      throw failed(
          unresolved.origin(),
          "a ${…} has no value; write ${?…} if it may be absent, or {{key}} if it is a secret");
    } catch (ConfigException.Parse malformed) {
      throw failed(malformed.origin(), "is not HOCON here: look for a quote or brace left open");
    } catch (ConfigException.IO unread) {
      throw failed(unread.origin(), "includes this file, which cannot be read");
    } catch (ConfigException broken) {
      throw failed(broken.origin(), "cannot be read: " + broken.getClass().getSimpleName());
    } catch (StackOverflowError tooDeep) {
      throw new AuthConfigException(
          List.of(new Problem("", "the configuration", "is nested too deeply")));
    }
  }

  private static AuthConfigException failed(
      @org.jspecify.annotations.Nullable ConfigOrigin origin, String what) {
    return new AuthConfigException(
        List.of(new Problem(origin == null ? "" : Where.of(origin), "the configuration", what)));
  }

  private static AuthConfigException unreadable(Path file, String what) {
    return new AuthConfigException(List.of(new Problem("", Where.shorten(file), what)));
  }
}
