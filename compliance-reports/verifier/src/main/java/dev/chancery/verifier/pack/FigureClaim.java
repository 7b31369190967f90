package dev.chancery.verifier.pack;

import dev.chancery.folds.figure.Extent;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.FoldVersion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A figure as a pack tells it. It is no {@link Figure}: that follows from events, and this only says that it does.
 *
 * @param id of what is counted
 * @param parameters of which part of it
 * @param scope of what the events are that were looked at; null for all
 * @param first position of the first of them, null for that of the log
 * @param from first instant of the period
 * @param to when it is over
 * @param end position after the last event that was looked at
 * @param folds that it follows from, its own first
 * @param value as a decimal number, null when there is nothing that it could be of
 * @param of the divisor of a quotient
 */
public record FigureClaim(
        String id,
        SortedMap<String, String> parameters,
        @Nullable Scope scope,
        @Nullable Long first,
        Instant from,
        Instant to,
        long end,
        List<FoldVersion> folds,
        String unit,
        @Nullable String value,
        @Nullable String of) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,99}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cc}\\p{Cs}]{0,2000}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{6})?");

    public FigureClaim {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        folds = List.copyOf(folds);
        boolean named = parameters.entrySet().stream().allMatch(p -> is(NAME, p.getKey()) && is(TEXT, p.getValue()));
        boolean folded = !folds.isEmpty() && folds.stream().allMatch(f -> is(NAME, f.name()) && f.version() >= 0);
        if (!is(NAME, id)
                || !named
                || (first != null && first < 1)
                || !folded
                || !is(TEXT, unit)
                || (value != null && !is(NUMBER, value))
                || (of != null && !is(NUMBER, of))) {
            throw new IllegalArgumentException("No figure is told so");
        }
        query(from, to, end);
    }

    /** What a figure is told as. */
    public static FigureClaim of(Figure figure) {
        FigureQuery query = figure.query();
        return new FigureClaim(
                figure.measure().id(),
                figure.parameters(),
                scope(figure.extent()),
                figure.extent().first() == 0 ? null : (Long) figure.extent().first(),
                query.from(),
                query.to(),
                query.end(),
                figure.folds(),
                figure.unit(),
                text(figure.value()),
                text(figure.of()));
    }

    /** Of which events figures of a pack are that discloses these. */
    public static Extent extent(@Nullable Scope scope, long first) {
        return scope == null
                ? new Extent(Extent.Kind.LOG, null, first)
                : new Extent(Extent.Kind.valueOf(scope.kind().name()), scope.id(), first);
    }

    private static @Nullable Scope scope(Extent extent) {
        String id = extent.id();
        return id == null
                ? null
                : switch (extent.kind()) {
                    case LOG -> null;
                    case TASK -> new Scope(id, null, null);
                    case WORKFLOW -> new Scope(null, id, null);
                    case AGENT -> new Scope(null, null, id);
                    case SYSTEM -> Scope.ofSystem(id);
                    case SUBJECT -> Scope.ofSubject(id);
                };
    }

    /** Of which events it is told. */
    public Extent extent() {
        return extent(scope, first == null ? 0 : first);
    }

    /** Of which period and which part of the log it is told. */
    public FigureQuery query() {
        return query(from, to, end);
    }

    /** What is counted, for people. */
    public String name() {
        return parameters.isEmpty() ? id : id + parameters;
    }

    /** The number, for people. */
    public String number() {
        return (value == null ? "none" : value) + (of == null ? "" : " / " + of) + " " + unit;
    }

    private static FigureQuery query(Instant from, Instant to, long end) {
        return new FigureQuery(from, to, end);
    }

    private static boolean is(Pattern form, String text) {
        return form.matcher(text).matches();
    }

    private static @Nullable String text(@Nullable BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }
}
