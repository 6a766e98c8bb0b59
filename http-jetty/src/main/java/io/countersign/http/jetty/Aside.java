package io.countersign.http.jetty;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of Jetty's handler of 401s: for the legs of authenticated requests nobody handles
 * them, for all others the handler that was there. Jetty's would hold a 401 in memory, fail one
 * that is larger than 16 KiB or has no challenge, and answer others by its own store.
 */
final class Aside implements ProtocolHandler {
  private volatile @Nullable ProtocolHandler theirs;

  private Aside() {}

  /**
   * Puts one into the client, now and whenever the client starts anew, with handlers anew; once,
   * however often it is asked to.
   */
  static synchronized void of(HttpClient client) {
    if (client.getEventListeners().stream().anyMatch(Again.class::isInstance)) {
      return;
    }
    client.addEventListener(new Again(client));
    if (client.isRunning()) {
      put(client);
    }
  }

  private record Again(HttpClient client) implements LifeCycle.Listener {
    @Override
    public void lifeCycleStarted(LifeCycle started) {
      put(client);
    }
  }

  private static void put(HttpClient client) {
    Aside aside = new Aside();
    ProtocolHandler before = client.getProtocolHandlers().put(aside);
    aside.theirs = before instanceof Aside other ? other.theirs : before;
  }

  @Override
  public String getName() {
    return WWWAuthenticationProtocolHandler.NAME;
  }

  @Override
  public boolean accept(Request request, Response response) {
    ProtocolHandler handler = theirs;
    return handler != null && !Leg.is(request) && handler.accept(request, response);
  }

  @Override
  public Response.@Nullable Listener getResponseListener() {
    ProtocolHandler handler = theirs;
    return handler == null ? null : handler.getResponseListener();
  }

  @Override
  public String toString() {
    return "Aside[" + theirs + "]";
  }
}
