package io.countersign.internal;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** What another process does with a store. It says how far it is, and ends with its parent. */
final class TokensChild {
  private static final int LONG = 1 << 16;
  private static final TokenStore.Key KEY = new TokenStore.Key("crm", "f1");
  private static final Semaphore LINES = new Semaphore(0);

  private TokensChild() {}

  public static void main(String[] arguments) throws IOException {
    endWithInput();
    TokenStore store = new FileTokens(Path.of(arguments[0]));
    switch (arguments[1]) {
      case "count" -> count(store);
      case "hold" -> hold(store);
      case "write" -> write(store);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private static void endWithInput() {
    Thread reading =
        new Thread(() -> {
          try {
            while (System.in.read() >= 0) {
              LINES.release();
            }
          } catch (IOException closed) {
            // as its end
          }
          Runtime.getRuntime().halt(0);
        });
    reading.setDaemon(true);
    reading.start();
  }

  /** In one piece: the reader of a line has seen all that was done before it. */
  private static void say(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }

  /** Goes on from where the one before it was, until it is killed. */
  private static void count(TokenStore store) throws IOException {
    while (true) {
      say(String.valueOf(next(store)));
    }
  }

  private static int next(TokenStore store) throws IOException {
    return store.exclusively(
        KEY,
        entry -> {
          int next = 1 + entry.read().map(TokensChild::number).orElse(0);
          entry.write(entryOf(next));
          return next;
        });
  }

  /** Returns an entry that shows whether all of it is there. */
  static String entryOf(int number) {
    return number + " " + String.valueOf((char) ('a' + number % 26)).repeat(LONG) + " " + number;
  }

  static int number(String entry) {
    int number = Integer.parseInt(entry.substring(0, entry.indexOf(' ')));
    if (!entry.equals(entryOf(number))) {
      throw new IllegalStateException("the entry is not whole");
    }
    return number;
  }

  private static void hold(TokenStore store) throws IOException {
    store.exclusively(
        KEY,
        entry -> {
          say("held");
          LINES.acquireUninterruptibly();
          entry.write("by the child");
          return true;
        });
  }

  private static void write(TokenStore store) {
    try {
      say("wrote " + next(store));
    } catch (IOException failed) {
      say(String.valueOf(failed.getMessage()));
    }
  }
}
