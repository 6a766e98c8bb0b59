/** An application whose requests are authenticated as {@code application.conf} says. */
module io.countersign.examples.quickstart {
  requires io.countersign.http.jdk;
}
