/** Authentication with sessions: log in, and carry what was given. */
@org.jspecify.annotations.NullMarked
module io.countersign.session {
  requires static transitive org.jspecify;
  requires transitive io.countersign;

  exports io.countersign.session;

  provides io.countersign.spi.AuthProvider with
      io.countersign.session.SessionProvider;
}
