package io.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One server as a child process, in a temporary folder of its own.
 *
 * <p>It hangs on a pipe to this JVM: when the pipe closes, because the JVM ends or is killed, the
 * shell between the two stops the server that it has started, and no other.
 */
final class ServerProcess {
  /** Stops the server at the end of standard input, and the wait at the end of the server. */
  private static final String HANGING_ON_A_PIPE =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      (read -r line <&3; kill "$server" 2>/dev/null) &
      watch=$!
      wait "$server"
      kill "$watch" 2>/dev/null
      """;

  private static final int STARTS = 3;
  private static final Duration TIME_TO_START = Duration.ofMinutes(2);
  private static final int MILLIS_BETWEEN_POLLS = 100;
  private static final int SECONDS_TO_END = 10;

  private final Process process;
  private final Path folder;
  private final URI root;

  private ServerProcess(Process process, Path folder, URI root) {
    this.process = process;
    this.folder = folder;
    this.root = root;
  }

  /** Writes what the server needs into the folder, and returns the command that runs it. */
  interface Preparation {
    List<String> commandFor(Path folder, int port) throws IOException;
  }

  /**
   * Starts it and waits until this page of it answers with this status. Each of three tries has two
   * minutes, and a port and folder of its own.
   *
   * @throws IllegalStateException if it does not come up; the message holds what it wrote
   */
  static ServerProcess start(String name, String page, int status, Preparation preparation) {
    String output = "";
    try {
      for (int attempt = 0; attempt < STARTS; attempt++) {
        Path folder = Files.createTempDirectory("countersign-" + name);
        int port = freePort();
        Path log = folder.resolve("output");
        Process process = launch(preparation.commandFor(folder, port), log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
        URI root = URI.create("http://127.0.0.1:" + port + "/");
        if (answers(process, root.resolve(page), status)) {
          return new ServerProcess(process, folder, root);
        }
        process.getOutputStream().close();
        output = Files.readString(log);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    throw new IllegalStateException(name + " did not start: " + output);
  }

  /** Returns whether it has not ended. */
  boolean alive() {
    return process.isAlive();
  }

  /** Ends it now, and waits for that. */
  void stop() {
    end(process, folder);
  }

  /** Returns the folder that it was prepared in. */
  Path folder() {
    return folder;
  }

  /** Returns its address, with a slash at the end. */
  URI root() {
    return root;
  }

  private static Process launch(List<String> command, Path log) throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", HANGING_ON_A_PIPE, "sh"));
    line.addAll(command);
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static boolean answers(Process process, URI page, int status) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TIME_TO_START.toNanos()) {
      try {
        if (process.waitFor(MILLIS_BETWEEN_POLLS, TimeUnit.MILLISECONDS)) {
          return false;
        }
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(5000);
        if (connection.getResponseCode() == status) {
          return true;
        }
      } catch (IOException notYet) {
        // polled again
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /** Returns a port of the loopback that nobody listens at now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Deletes the folder after the server has ended, as some write into it at the very end. */
  private static void end(Process process, Path folder) {
    try {
      process.getOutputStream().close();
      process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (IOException | UncheckedIOException leftBehind) {
      // The server may still be writing; the folder is in the temporary one.
      return;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
