/** Puts credentials on the requests of Jetty's {@link org.eclipse.jetty.client.HttpClient}. */
package io.countersign.http.jetty;
