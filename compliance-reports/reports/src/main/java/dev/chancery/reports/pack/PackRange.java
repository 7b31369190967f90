package dev.chancery.reports.pack;

import dev.chancery.verifier.pack.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the log a pack is of.
 *
 * @param from first position
 * @param to position after the last
 * @param scope what is disclosed; null for all
 */
public record PackRange(long from, long to, @Nullable Scope scope) {}
