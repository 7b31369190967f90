package dev.chancery.query.web;

import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with protected attributes. What cannot be done is told by an {@link IllegalArgumentException} or
 * {@link IllegalStateException}.
 */
public interface BiasWork {

    /** The column of the outcome in a {@link Row}. */
    String OUTCOME = "outcome";

    /** The column of what would have been right. */
    String LABEL = "label";

    /** The column of the score. */
    String SCORE = "score";

    /** What the columns of attributes begin with. */
    String ATTRIBUTE = "attribute.";

    /**
     * A data set that was uploaded.
     *
     * @param sha256 lower-case hex of the file
     * @param until when the retention of its record ends
     */
    record Upload(
            String dataset,
            String use,
            String name,
            BiasSubject subject,
            String sha256,
            List<String> attributes,
            boolean labelled,
            boolean scored,
            Instant until,
            List<Row> rows) {}

    /**
     * Who is in a group: who has one of the values, or a number between.
     *
     * @param values none when it is by number
     */
    record Group(
            String name,
            List<String> values,
            @Nullable Double atLeast,
            @Nullable Double below) {}

    /** An attribute, its groups, none for one of each value, and which of them are privileged. */
    record Split(String attribute, List<Group> groups, List<String> privileged) {}

    /** Two attributes together. */
    record Crossing(Split one, Split other) {}

    /**
     * What to check.
     *
     * @param rows how many the data set has
     * @param bounds null for those that were set
     */
    record Check(
            String check,
            BiasSubject subject,
            String dataset,
            String use,
            long rows,
            List<String> favourable,
            List<Split> splits,
            List<Crossing> crossings,
            List<BiasMetric> metrics,
            @Nullable BiasBounds bounds,
            BiasRules rules) {}

    /** Takes a data set in. */
    void receive(Upload upload, String by);

    /** Deletes a data set. */
    void delete(String dataset, String use, String reason, String by);

    /** Ends a record of Article 4a and deletes what was taken in under it. */
    void end(String use, String reason, String by);

    /** Checks. */
    void check(Check check, String by);
}
