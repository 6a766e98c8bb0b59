package io.countersign.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;

/** The least that a program does which reads an application.conf: load, resolve, look, print. */
public final class BareConfig {
  private BareConfig() {}

  /** Prints how many blocks the file has. */
  public static void main(String[] arguments) {
    Config config = ConfigFactory.load(ConfigFactory.parseFile(new File(arguments[0])));
    System.out.println(config.getConfig("countersign.authenticators").root().size() + " blocks");
  }
}
