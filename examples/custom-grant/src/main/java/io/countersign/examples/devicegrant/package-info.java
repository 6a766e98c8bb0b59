/** A grant of one vendor: what its token request holds. */
package io.countersign.examples.devicegrant;
