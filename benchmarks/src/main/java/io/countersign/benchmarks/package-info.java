/**
 * What a request costs. No module: JMH generates code beside the benchmarks and finds it by the
 * class path of one jar.
 */
@org.jspecify.annotations.NullMarked
package io.countersign.benchmarks;
