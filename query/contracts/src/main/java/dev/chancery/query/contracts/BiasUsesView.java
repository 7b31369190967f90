package dev.chancery.query.contracts;

import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of Article 4a. */
public record BiasUsesView(List<UseView> uses) {

    /**
     * A record.
     *
     * @param until when its retention ends: nothing is taken in or read after that
     * @param ended null while nobody has ended it
     */
    public record UseView(
            String use,
            String purpose,
            List<String> categories,
            SpecialCategoryConditions conditions,
            String responsible,
            Instant until,
            String by,
            Instant at,
            long position,
            @Nullable Ended ended,
            List<DatasetView> datasets) {}

    /** Who ended a record, and why. */
    public record Ended(String reason, String by) {}

    /**
     * A data set.
     *
     * @param tasks rows that belong to a task of the record
     * @param accesses how often it was read; each is an event
     * @param deleted null while it is kept
     */
    public record DatasetView(
            String dataset,
            String use,
            String name,
            BiasSubject subject,
            long rows,
            String sha256,
            List<String> attributes,
            boolean labelled,
            boolean scored,
            long tasks,
            Instant until,
            String by,
            Instant at,
            long accesses,
            @Nullable Instant accessedAt,
            @Nullable Deleted deleted) {}

    /** How a data set went. */
    public record Deleted(
            long rows,
            ProtectedAttributesDeleted.Cause cause,
            String reason,
            String by,
            @Nullable Instant at) {}
}
