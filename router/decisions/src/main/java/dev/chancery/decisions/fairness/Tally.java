package dev.chancery.decisions.fairness;

import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasCell.Counts;
import dev.chancery.contracts.fact.BiasCell.Labelled;
import dev.chancery.contracts.fact.BiasCell.Scored;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts cases by their groups. What leaves it are counts, and of groups that are too small not even these. */
public final class Tally {

    /** The group of the cases of which the attribute is not known. */
    public static final String UNKNOWN = "unknown";

    /** The group of the cases that are in no group which was named. */
    public static final String OTHER = "other";

    /** More groups of one attribute are no groups. */
    public static final int MOST_GROUPS = 50;

    /** What stands between the names of two groups, or of two attributes. */
    public static final String AND = " \u00d7 ";

    private static final List<String> NOT_KNOWN = List.of("", "?", "unknown", "n/a", "na", "null", "not stated");

    private Tally() {}

    /**
     * A case.
     *
     * @param selected whether the outcome was favourable
     * @param right whether a favourable one would have been right; null when that is not known
     * @param score null when there is none
     */
    public record Case(
            SortedMap<String, String> attributes,
            boolean selected,
            @Nullable Boolean right,
            @Nullable Double score) {}

    /**
     * Who is in a group: who has one of the values, or a number between.
     *
     * @param values none when it is by number
     * @param atLeast null for no lower end
     * @param below null for no upper end
     */
    public record Group(
            String name,
            List<String> values,
            @Nullable Double atLeast,
            @Nullable Double below) {
        public Group {
            values = List.copyOf(values);
            if (values.isEmpty() == (atLeast == null && below == null)) {
                throw new IllegalArgumentException("The group '" + name
                        + "' is given by its values, or by the number that it is at least or below");
            }
            if (name.equals(UNKNOWN) || name.equals(OTHER)) {
                throw new IllegalArgumentException("A group is not named '" + name + "'; that means something else");
            }
        }

        private boolean has(String value) {
            if (!values.isEmpty()) {
                return values.contains(value);
            }
            double number = Double.parseDouble(value);
            return (atLeast == null || number >= atLeast) && (below == null || number < below);
        }
    }

    /**
     * An attribute and its groups.
     *
     * @param groups none for one of each value
     * @param privileged names of groups that others are compared with
     */
    public record Split(String attribute, List<Group> groups, List<String> privileged) {
        public Split {
            groups = List.copyOf(groups);
            privileged = List.copyOf(privileged);
        }

        private String of(Case each) {
            String value = each.attributes().getOrDefault(attribute, "").strip();
            if (NOT_KNOWN.contains(value.toLowerCase(Locale.ROOT))) {
                return UNKNOWN;
            }
            if (groups.isEmpty()) {
                return value;
            }
            try {
                return groups.stream()
                        .filter(group -> group.has(value))
                        .map(Group::name)
                        .findFirst()
                        .orElse(OTHER);
            } catch (NumberFormatException e) {
                return UNKNOWN;
            }
        }
    }

    /** Two attributes together. */
    public record Crossing(Split one, Split other) {

        private String of(Case each) {
            String first = one.of(each);
            String second = other.of(each);
            return first.equals(UNKNOWN) || second.equals(UNKNOWN) ? UNKNOWN : first + AND + second;
        }

        private List<String> privileged() {
            return one.privileged().stream()
                    .flatMap(first -> other.privileged().stream().map(second -> first + AND + second))
                    .toList();
        }
    }

    private interface Sorting {
        String of(Case each);
    }

    /**
     * Counts cases.
     *
     * @throws IllegalArgumentException when an attribute has more groups than can be compared, or a privileged group has no case
     */
    public static List<BiasGrouping> count(
            List<Case> cases, List<Split> splits, List<Crossing> crossings, BiasRules rules) {
        double median = median(cases);
        List<BiasGrouping> groupings = new ArrayList<>();
        for (Split split : splits) {
            groupings.add(count(cases, median, split.attribute(), split::of, split.privileged(), rules));
        }
        for (Crossing crossing : crossings) {
            String name = crossing.one().attribute() + AND + crossing.other().attribute();
            groupings.add(count(cases, median, name, crossing::of, crossing.privileged(), rules));
        }
        return groupings;
    }

    private static BiasGrouping count(
            List<Case> cases,
            double median,
            String attribute,
            Sorting sorting,
            List<String> privileged,
            BiasRules rules) {
        SortedMap<String, Counter> counters = new TreeMap<>();
        for (Case each : cases) {
            counters.computeIfAbsent(sorting.of(each), group -> new Counter()).add(each, median);
            if (counters.size() > MOST_GROUPS) {
                throw new IllegalArgumentException("'" + attribute + "' has more than " + MOST_GROUPS
                        + " values. Say as 'groups' which values, or which numbers, are a group.");
            }
        }
        for (String group : privileged) {
            if (!counters.containsKey(group)) {
                throw new IllegalArgumentException("No case of '" + attribute + "' is in the privileged group '" + group
                        + "'. Name one that the data set has.");
            }
        }
        Counter unknown = counters.remove(UNKNOWN);
        List<BiasCell> cells = new ArrayList<>();
        counters.forEach((group, counter) -> cells.add(new BiasCell(group, false, counter.told(rules))));
        if (unknown != null) {
            cells.add(new BiasCell(UNKNOWN, true, unknown.told(rules)));
        }
        return new BiasGrouping(attribute, privileged, cells);
    }

    /** Of all cases that have a score; {@code NaN} without one. */
    private static double median(List<Case> cases) {
        double[] scores = cases.stream()
                .filter(each -> each.score() != null)
                .mapToDouble(Case::score)
                .sorted()
                .toArray();
        int half = scores.length / 2;
        return scores.length == 0
                ? Double.NaN
                : scores.length % 2 == 1
                        ? scores[half]
                        : Arrays.stream(scores, half - 1, half + 1).sum() / 2;
    }

    private static final class Counter {
        private long n;
        private long selected;
        private long rightlySelected;
        private long rightlyNot;
        private long labelled;
        private long scored;
        private long above;

        void add(Case each, double median) {
            n++;
            selected += each.selected() ? 1 : 0;
            Boolean right = each.right();
            if (right != null) {
                labelled++;
                rightlySelected += each.selected() && right ? 1 : 0;
                rightlyNot += !each.selected() && !right ? 1 : 0;
            }
            Double score = each.score();
            if (score != null) {
                scored++;
                above += score > median ? 1 : 0;
            }
        }

        @Nullable
        Counts told(BiasRules rules) {
            if (n < rules.smallCell()) {
                return null;
            }
            return new Counts(
                    n,
                    selected,
                    labelled < n
                            ? null
                            : new Labelled(
                                    rightlySelected, selected - rightlySelected, rightlyNot, n - selected - rightlyNot),
                    scored < n ? null : new Scored(above));
        }
    }
}
