package dev.chancery.folds.dossier;

import dev.chancery.contracts.event.Event;
import java.time.Instant;

/** An event of which nothing is summed, and where it lies in the log. */
public record Said<E extends Event>(E event, Instant at, long position) {}
