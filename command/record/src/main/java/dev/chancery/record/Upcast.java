package dev.chancery.record;

import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the JSON of one revision into that of the next.
 *
 * @param name stored name
 * @param from revision that it reads; it writes {@code from + 1}
 * @param change pure
 */
record Upcast(String name, int from, UnaryOperator<ObjectNode> change) {}
