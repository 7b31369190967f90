package dev.chancery.query.web;

import java.util.function.UnaryOperator;

/** Replaces personal data in what a person typed; nothing that people write reaches the record without it. */
@FunctionalInterface
public interface Sanitiser extends UnaryOperator<String> {}
