package io.countersign.spi;

/** What comes next for one request: send it, wait, or nothing more. */
public sealed interface AuthStep permits Send, Await, Done {}
