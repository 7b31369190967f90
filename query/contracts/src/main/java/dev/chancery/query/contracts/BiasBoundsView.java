package dev.chancery.query.contracts;

import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasSubject;
import java.time.Instant;
import java.util.List;

/** Bounds that people set; no law gives such numbers. */
public record BiasBoundsView(List<Set> bounds) {

    /** The bounds of what decides. */
    public record Set(BiasSubject subject, BiasBounds bounds, String reason, String by, Instant at, long position) {}
}
