/** The JDK's HTTP client, authenticated; and the transport of token and login calls over it. */
package io.countersign.http.jdk;
