package dev.chancery.folds;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport.Measure;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded against what a provider says, by UTC day and model.
 *
 * <p>A provider's name for a model is that of a row when an answer of that day reported this very version. Otherwise, when it is
 * the name that the policy gives a deployment, and the deployment's answers of that day all reported one version, it is that
 * version. Otherwise it stands for itself. So is what has no version: a failed attempt, or an abandoned task.
 */
public final class Reconciliation {

    /** How a row stands. */
    public enum Standing {
        /** Nothing remains. */
        AGREES,
        /** What remains may be what failed attempts, abandoned tasks or estimated counts are. */
        EXPLICABLE,
        /** More was invoiced than was recorded, or less. */
        UNEXPLAINED,
        /** No export holds for this day. */
        NOT_INVOICED
    }

    /**
     * Recorded calls of one kind.
     *
     * @param model the name that the policy gives
     * @param version as the provider reported it, null for what has none
     * @param calls answered
     * @param estimated of these, with our own count of tokens
     * @param failed attempts
     * @param abandoned tasks
     * @param cost of what was answered
     * @param atRisk what failed attempts and abandoned tasks are taken to have cost
     */
    public record Recorded(
            LocalDate day,
            String deployment,
            String model,
            @Nullable String version,
            long calls,
            long estimated,
            long failed,
            long abandoned,
            long inputTokens,
            long outputTokens,
            Micros cost,
            Micros atRisk) {}

    /**
     * Exports that hold for a day: of several of one measure only the newest is given.
     *
     * @param rows of that day
     */
    public record Invoiced(LocalDate day, Measure measure, List<InvoicedUsage> rows) {
        public Invoiced {
            rows = List.copyOf(rows);
        }
    }

    /** Sums; null where nothing tells. */
    public record Sums(
            @Nullable Long requests,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Micros cost) {}

    /**
     * One day and model in one currency.
     *
     * @param deployments whose calls these are
     * @param remainder invoiced less recorded; negative when less was invoiced
     * @param unexplained what of the remainder no failed attempt, abandoned task, estimate or rounding can be
     */
    public record Row(
            LocalDate day,
            String model,
            Currency currency,
            List<String> deployments,
            Sums recorded,
            long estimated,
            long failed,
            long abandoned,
            Micros atRisk,
            Sums invoiced,
            @Nullable Long cachedTokens,
            Sums remainder,
            Sums unexplained,
            Standing standing) {
        public Row {
            deployments = List.copyOf(deployments);
        }
    }

    private record Key(LocalDate day, String model) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::day).thenComparing(Key::model).compare(this, other);
        }
    }

    /** A version and what else it is called on its day. */
    private static final class Names {
        private final SortedMap<LocalDate, SortedMap<String, SortedSet<String>>> versionsByModel = new TreeMap<>();

        Names(List<Recorded> recorded) {
            for (Recorded r : recorded) {
                if (r.version() != null) {
                    versionsByModel
                            .computeIfAbsent(r.day(), day -> new TreeMap<>())
                            .computeIfAbsent(r.model(), model -> new TreeSet<>())
                            .add(r.version());
                }
            }
        }

        String of(LocalDate day, String name) {
            SortedMap<String, SortedSet<String>> models = versionsByModel.getOrDefault(day, new TreeMap<>());
            if (models.values().stream().anyMatch(versions -> versions.contains(name))) {
                return name;
            }
            SortedSet<String> versions = models.getOrDefault(name, new TreeSet<>());
            return versions.size() == 1 ? versions.first() : name;
        }
    }

    private Reconciliation() {}

    /** The model under which a recorded or invoiced name is shown on a day. */
    public static Function<String, String> names(LocalDate day, List<Recorded> recorded) {
        Names names = new Names(recorded);
        return name -> names.of(day, name);
    }

    /**
     * Every day and model that either side knows, by day and model.
     *
     * @param currency of rows of which no side names one
     */
    public static List<Row> of(List<Recorded> recorded, List<Invoiced> invoiced, Currency currency) {
        Names names = new Names(recorded);
        SortedMap<Key, List<Recorded>> ours = new TreeMap<>();
        for (Recorded r : recorded) {
            String name = r.version() == null ? r.model() : r.version();
            ours.computeIfAbsent(new Key(r.day(), names.of(r.day(), name)), key -> new ArrayList<>())
                    .add(r);
        }
        SortedMap<Key, List<InvoicedUsage>> theirs = new TreeMap<>();
        SortedMap<LocalDate, SortedSet<Measure>> measured = new TreeMap<>();
        for (Invoiced i : invoiced) {
            measured.computeIfAbsent(i.day(), day -> new TreeSet<>()).add(i.measure());
            for (InvoicedUsage row : i.rows()) {
                theirs.computeIfAbsent(new Key(i.day(), names.of(i.day(), row.model())), key -> new ArrayList<>())
                        .add(row);
            }
        }
        SortedSet<Key> keys = new TreeSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        return keys.stream()
                .map(key -> row(
                        key,
                        ours.getOrDefault(key, List.of()),
                        theirs.getOrDefault(key, List.of()),
                        measured.getOrDefault(key.day(), new TreeSet<>()),
                        currency))
                .toList();
    }

    /**
     * What remains of two days together, when calls that ended around midnight may be what remains of each: of some measure one has too
     * much and the other too little, and of none both have too much or too little. Empty otherwise.
     */
    public static Optional<Sums> acrossMidnight(Row one, Row other) {
        boolean areNeighbours = one.model().equals(other.model())
                && Math.abs(ChronoUnit.DAYS.between(one.day(), other.day())) == 1
                && one.currency().equals(other.currency());
        if (!areNeighbours || one.standing() != Standing.UNEXPLAINED || other.standing() != Standing.UNEXPLAINED) {
            return Optional.empty();
        }
        Sums a = one.remainder();
        Sums b = other.remainder();
        List<Long> products = Stream.of(
                        product(a.requests(), b.requests()),
                        product(a.inputTokens(), b.inputTokens()),
                        product(a.outputTokens(), b.outputTokens()),
                        product(amount(a.cost()), amount(b.cost())))
                .toList();
        if (products.stream().noneMatch(p -> p < 0) || products.stream().anyMatch(p -> p > 0)) {
            return Optional.empty();
        }
        Micros x = a.cost();
        Micros y = b.cost();
        return Optional.of(new Sums(
                plus(a.requests(), b.requests()),
                plus(a.inputTokens(), b.inputTokens()),
                plus(a.outputTokens(), b.outputTokens()),
                x == null || y == null ? null : x.plus(y)));
    }

    /** Only its sign is meant. */
    private static long product(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? 0 : (long) Long.signum(a) * Long.signum(b);
    }

    private static @Nullable Long amount(@Nullable Micros money) {
        return money == null ? null : money.amount();
    }

    private static @Nullable Long plus(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : (Long) Math.addExact(a, b);
    }

    private static Row row(
            Key key, List<Recorded> ours, List<InvoicedUsage> theirs, SortedSet<Measure> measured, Currency otherwise) {
        Currency currency = ours.stream()
                .map(r -> r.cost().currency())
                .findFirst()
                .or(() -> theirs.stream()
                        .map(InvoicedUsage::cost)
                        .filter(Objects::nonNull)
                        .map(Micros::currency)
                        .findFirst())
                .orElse(otherwise);
        long calls = sum(ours, Recorded::calls);
        long loose = sum(ours, Recorded::failed) + sum(ours, Recorded::abandoned);
        long estimated = sum(ours, Recorded::estimated);
        boolean oneCurrency = ours.stream().allMatch(r -> r.cost().currency().equals(currency))
                && theirs.stream()
                        .map(InvoicedUsage::cost)
                        .allMatch(c -> c == null || c.currency().equals(currency));
        Micros atRisk = new Micros(oneCurrency ? sum(ours, r -> r.atRisk().amount()) : 0, currency);
        Sums recorded = new Sums(
                calls,
                sum(ours, Recorded::inputTokens),
                sum(ours, Recorded::outputTokens),
                oneCurrency ? new Micros(sum(ours, r -> r.cost().amount()), currency) : null);
        boolean usage = measured.contains(Measure.USAGE);
        boolean cost = measured.contains(Measure.COST);
        Sums invoiced = new Sums(
                usage ? known(theirs, InvoicedUsage::requests) : null,
                usage ? whole(known(theirs, InvoicedUsage::inputTokens)) : null,
                usage ? whole(known(theirs, InvoicedUsage::outputTokens)) : null,
                cost && oneCurrency
                        ? new Micros(
                                whole(known(
                                        theirs,
                                        i -> i.cost() == null ? null : i.cost().amount())),
                                currency)
                        : null);
        Sums remainder = new Sums(
                less(invoiced.requests(), calls),
                less(invoiced.inputTokens(), whole(recorded.inputTokens())),
                less(invoiced.outputTokens(), whole(recorded.outputTokens())),
                invoiced.cost() == null || recorded.cost() == null
                        ? null
                        : invoiced.cost().minus(recorded.cost()));
        // What our own rounding up of each call can make, and the provider's sum of a day's rounding.
        long rounding = 2 * calls + 1;
        boolean counted = estimated == 0;
        Sums unexplained = new Sums(
                beyond(remainder.requests(), 0, loose),
                counted
                        ? beyond(remainder.inputTokens(), 0, loose == 0 ? 0 : Long.MAX_VALUE)
                        : zero(remainder.inputTokens()),
                counted
                        ? beyond(remainder.outputTokens(), 0, loose == 0 ? 0 : Long.MAX_VALUE)
                        : zero(remainder.outputTokens()),
                remainder.cost() == null
                        ? null
                        : new Micros(
                                counted
                                        ? whole(beyond(
                                                remainder.cost().amount(),
                                                rounding,
                                                Math.addExact(rounding, atRisk.amount())))
                                        : 0,
                                currency));
        boolean nothingRemains = values(remainder).allMatch(v -> v == 0)
                || (tokens(remainder).allMatch(v -> v == 0)
                        && remainder.cost() != null
                        && Math.abs(remainder.cost().amount()) <= rounding);
        Standing standing = measured.isEmpty()
                ? Standing.NOT_INVOICED
                : !oneCurrency || values(unexplained).anyMatch(v -> v != 0)
                        ? Standing.UNEXPLAINED
                        : nothingRemains ? Standing.AGREES : Standing.EXPLICABLE;
        return new Row(
                key.day(),
                key.model(),
                currency,
                ours.stream().map(Recorded::deployment).distinct().sorted().toList(),
                recorded,
                estimated,
                sum(ours, Recorded::failed),
                sum(ours, Recorded::abandoned),
                atRisk,
                invoiced,
                usage ? known(theirs, InvoicedUsage::cachedTokens) : null,
                remainder,
                unexplained,
                standing);
    }

    /** What of a remainder lies below {@code -least} or above {@code most}. */
    private static @Nullable Long beyond(@Nullable Long remainder, long least, long most) {
        if (remainder == null) {
            return null;
        }
        return remainder < -least ? remainder : remainder > most ? remainder - most : 0L;
    }

    private static @Nullable Long zero(@Nullable Long value) {
        return value == null ? null : 0L;
    }

    private static LongStream values(Sums sums) {
        return LongStream.concat(
                tokens(sums),
                sums.cost() == null
                        ? LongStream.empty()
                        : LongStream.of(sums.cost().amount()));
    }

    private static LongStream tokens(Sums sums) {
        LongStream.Builder values = LongStream.builder();
        for (Long value : new Long[] {sums.requests(), sums.inputTokens(), sums.outputTokens()}) {
            if (value != null) {
                values.add(value);
            }
        }
        return values.build();
    }

    private static long whole(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Long less(@Nullable Long value, long other) {
        return value == null ? null : Math.subtractExact(value, other);
    }

    private static long sum(List<Recorded> rows, Function<Recorded, Long> value) {
        return rows.stream().mapToLong(value::apply).reduce(0, Math::addExact);
    }

    /** Null when a row does not tell, or there is none. */
    private static @Nullable Long known(List<InvoicedUsage> rows, Function<InvoicedUsage, @Nullable Long> value) {
        Long sum = null;
        for (InvoicedUsage row : rows) {
            Long next = value.apply(row);
            sum = next == null ? sum : Long.valueOf(sum == null ? next : Math.addExact(sum, next));
        }
        return sum;
    }
}
