package dev.chancery.handling.bias;

import dev.chancery.contracts.command.BiasCommand.AccessAttributes;
import dev.chancery.contracts.command.BiasCommand.CheckBias;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.log.ProtectedAttributes;
import dev.chancery.contracts.log.ProtectedAttributes.Row;
import dev.chancery.decisions.fairness.Tally;
import dev.chancery.decisions.fairness.Tally.Case;
import dev.chancery.decisions.fairness.Tally.Crossing;
import dev.chancery.decisions.fairness.Tally.Split;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks decisions for bias: records that protected attributes are read, reads them, counts, and hands in nothing but counts. The
 * attributes are in memory no longer than that.
 */
public final class Checks {

    /** The column of the outcome. */
    public static final String OUTCOME = "outcome";

    /** The column of what would have been right. */
    public static final String LABEL = "label";

    /** The column of the score. */
    public static final String SCORE = "score";

    /** What the columns of attributes begin with. */
    public static final String ATTRIBUTE = "attribute.";

    private final ProtectedAttributes attributes;
    private final Consumer<Command> send;
    private final InstantSource clock;

    /** Records by sending commands. */
    public Checks(ProtectedAttributes attributes, Consumer<Command> send, InstantSource clock) {
        this.attributes = attributes;
        this.send = send;
        this.clock = clock;
    }

    /**
     * What to check.
     *
     * @param check its id
     * @param rows how many the data set has
     * @param favourable outcomes, and labels, that count as favourable
     * @param bounds null for those that were set
     */
    public record Wanted(
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
            BiasRules rules) {
        public Wanted {
            favourable = List.copyOf(favourable);
            splits = List.copyOf(splits);
            crossings = List.copyOf(crossings);
            metrics = List.copyOf(metrics);
        }

        private List<String> names() {
            return Stream.concat(splits.stream(), crossings.stream().flatMap(c -> Stream.of(c.one(), c.other())))
                    .map(Split::attribute)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /**
     * Checks.
     *
     * @throws IllegalStateException when the attributes may not be read or are gone
     * @throws IllegalArgumentException when the groups cannot be compared
     */
    public void check(Wanted wanted, String by) {
        Instant now = clock.instant();
        send.accept(new AccessAttributes(
                wanted.use(), wanted.dataset(), wanted.names(), "check " + wanted.check(), now, by));
        List<BiasGrouping> groupings = count(wanted, now);
        send.accept(new CheckBias(
                wanted.check(),
                new BiasFacts(
                        wanted.subject(),
                        wanted.dataset(),
                        wanted.use(),
                        wanted.favourable(),
                        groupings,
                        wanted.metrics(),
                        wanted.bounds(),
                        wanted.rules(),
                        List.of(),
                        now),
                by));
    }

    private List<BiasGrouping> count(Wanted wanted, Instant now) {
        List<Row> rows = attributes.read(wanted.dataset(), now);
        if (rows.size() != wanted.rows()) {
            throw new IllegalStateException("Of the data set's " + wanted.rows() + " rows " + rows.size()
                    + " are there. Delete it and upload it again.");
        }
        List<Case> cases = rows.stream()
                .map(row -> {
                    String label = row.values().get(LABEL);
                    String score = row.values().get(SCORE);
                    SortedMap<String, String> values = new TreeMap<>();
                    row.values().tailMap(ATTRIBUTE).forEach((column, value) -> {
                        if (column.startsWith(ATTRIBUTE)) {
                            values.put(column.substring(ATTRIBUTE.length()), value);
                        }
                    });
                    return new Case(
                            values,
                            wanted.favourable().contains(row.values().getOrDefault(OUTCOME, "")),
                            label == null ? null : wanted.favourable().contains(label),
                            score == null ? null : Double.valueOf(score));
                })
                .toList();
        return Tally.count(cases, wanted.splits(), wanted.crossings(), wanted.rules());
    }
}
