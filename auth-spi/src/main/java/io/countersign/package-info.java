/** What an application uses: the facade, the authenticators it gives, and the two exceptions. */
package io.countersign;
