package io.countersign.internal;

import java.util.List;

/**
 * Whose references they are: those of the authenticators, or those of one source's own block.
 *
 * @param cells where their values are
 * @param order the sources that are asked for keys
 */
record Scope(CellMap cells, List<String> order) {}
