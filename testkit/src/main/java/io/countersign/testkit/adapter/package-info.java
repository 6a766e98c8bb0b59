/**
 * The contract of adapters: what every client that authenticates requests keeps, whatever library
 * is below. Extend {@link io.countersign.testkit.adapter.AdapterContract}.
 */
package io.countersign.testkit.adapter;
