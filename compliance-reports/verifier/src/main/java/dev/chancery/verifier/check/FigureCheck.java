package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.figure.Extent;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.folds.figure.Figures;
import dev.chancery.folds.figure.FoldVersion;
import dev.chancery.folds.figure.Measure;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.pack.FigureClaim;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.PackJson;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts the figures that a pack tells again, from its events, which are read once; in memory are a few bytes of each task. */
public final class FigureCheck {

    /** So many periods may be told of at once. */
    public static final int MAX_PERIODS = 16;

    /** So many findings are told one by one. */
    private static final int MAX_FINDINGS = 1_000;

    /** Which figure: what, of which part, of which period. */
    private record Key(String id, SortedMap<String, String> parameters, FigureQuery query) {
        static Key of(FigureClaim claim) {
            return new Key(claim.id(), claim.parameters(), claim.query());
        }
    }

    /**
     * What came of it.
     *
     * @param agree figures that follow from the events
     * @param findings why others do not, or what is missing, for people
     * @param figures all that the pack tells, in its order
     */
    public record Result(Verdict verdict, int exitCode, long agree, List<String> findings, List<Counted> figures) {}

    /**
     * A figure and what the events say.
     *
     * @param counted the same counted again, null when this version does not count it
     */
    public record Counted(FigureClaim told, @Nullable FigureClaim counted, boolean agrees) {}

    private final EventCodec codec = new EventCodec();
    private final List<String> findings = new ArrayList<>();
    private Verdict verdict = Verdict.VERIFIED;
    private long untold;

    private FigureCheck() {}

    /**
     * Counts the figures of a pack that was verified before.
     *
     * @throws PackDefect when the pack tells no figures, has not all events that they are of, or they cannot be counted
     */
    public static Result check(Path file) throws IOException {
        try (Pack pack = Pack.open(file)) {
            List<FigureClaim> told = pack.figures();
            if (told.isEmpty()) {
                throw new PackDefect(
                        Verdict.INCOMPLETE,
                        "The pack has no '" + PackFormat.FIGURES
                                + "'. Ask for one with 'figures', or give a report's with --figures.");
            }
            return new FigureCheck().check(pack, told);
        }
    }

    /**
     * Counts the figures that something else tells, such as a report to the board, from a pack that was verified before.
     *
     * @param figures in the form that they have in a pack
     * @throws PackDefect when these are no figures, the pack has not all events that they are of, or they cannot be counted
     */
    public static Result check(Path file, byte[] figures) throws IOException {
        try (Pack pack = Pack.open(file)) {
            return new FigureCheck().check(pack, PackJson.readFigures(figures));
        }
    }

    private Result check(Pack pack, List<FigureClaim> told) throws IOException {
        List<FigureQuery> queries =
                told.stream().map(FigureClaim::query).distinct().toList();
        Extent extent = extent(pack.manifest(), told, queries);
        Map<Key, FigureClaim> counted = new LinkedHashMap<>();
        for (FigureClaim claim : count(pack, queries, extent)) {
            counted.put(Key.of(claim), claim);
        }
        List<Counted> all = new ArrayList<>();
        Set<Key> seen = new LinkedHashSet<>();
        for (FigureClaim claim : told) {
            FigureClaim again = counted.get(Key.of(claim));
            all.add(new Counted(claim, again, claim.equals(again)));
            compare(claim, again);
            if (!seen.add(Key.of(claim))) {
                finding(Verdict.TAMPERED, claim.name() + " of " + period(claim) + " is told twice.");
            }
        }
        checkWhole(told, seen, counted);
        return new Result(
                verdict,
                verdict.exitCode(),
                all.stream().filter(Counted::agrees).count(),
                findings(),
                List.copyOf(all));
    }

    /** Of which events the figures are: all that the pack discloses. */
    private static Extent extent(Manifest manifest, List<FigureClaim> told, List<FigureQuery> queries) {
        if (queries.size() > MAX_PERIODS) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The pack tells figures of " + queries.size() + " periods; this verifier counts " + MAX_PERIODS
                            + " at once.");
        }
        long end = queries.stream().mapToLong(FigureQuery::end).max().orElseThrow();
        Extent extent = FigureClaim.extent(manifest.scope(), manifest.from());
        for (FigureClaim claim : told) {
            if (!claim.extent().equals(extent) || manifest.to() < end) {
                throw new PackDefect(
                        Verdict.INCOMPLETE,
                        "The figures are of all events "
                                + (claim.scope() == null ? "" : "that belong to the " + claim.scope() + ", ")
                                + (claim.first() == null ? "" : "from position " + claim.first() + " on, ")
                                + "before position " + end + ", but the pack does not disclose "
                                + (claim.extent().equals(extent) ? "all of them." : "these and no others."));
            }
        }
        return extent;
    }

    private List<FigureClaim> count(Pack pack, List<FigureQuery> queries, Extent extent) throws IOException {
        PolicyVendors vendors = new PolicyVendors();
        List<Figures> counting = queries.stream()
                .map(query -> new Figures(query, extent, vendors))
                .toList();
        for (PolicyVersion version : pack.policies()) {
            String document = new String(pack.policy(version), StandardCharsets.UTF_8);
            counting.forEach(figures -> figures.know(version, document));
        }
        pack.lines(line -> {
            if (line instanceof Line.Disclosed shown) {
                take(shown.event(), counting);
            }
        });
        return executed(
                "They",
                () -> counting.stream()
                        .flatMap(figures -> figures.sheet().all().stream())
                        .map(FigureClaim::of)
                        .toList());
    }

    private void take(StoredEvent stored, List<Figures> counting) {
        Recorded recorded = new Recorded(
                stored.position(),
                stored.id(),
                stored.stream(),
                stored.sequence(),
                stored.at(),
                codec.decode(stored.name(), stored.revision(), stored.payload()));
        executed("Position " + stored.position(), () -> {
            counting.forEach(figures -> figures.take(recorded));
            return recorded;
        });
    }

    /** What is recorded may be what no fold can be given. */
    private static <T> T executed(String what, Supplier<T> fold) {
        try {
            return fold.get();
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE, what + " cannot be counted: " + Objects.toString(e.getMessage()) + ".");
        }
    }

    private void compare(FigureClaim claim, @Nullable FigureClaim again) {
        String name = claim.name() + " of " + period(claim);
        if (Measure.of(claim.id()).isEmpty()) {
            finding(Verdict.UNVERIFIABLE, name + " is not known to this version. Use a newer verifier.");
        } else if (again == null) {
            finding(
                    Verdict.TAMPERED,
                    name + ": the pack says " + claim.number() + ", but there is nothing of the kind in its events.");
        } else if (!claim.folds().equals(again.folds())) {
            finding(
                    Verdict.UNVERIFIABLE,
                    name + " is by the folds " + claim.folds() + ", this version has " + again.folds() + ".");
        } else if (!claim.equals(again)) {
            finding(
                    Verdict.TAMPERED,
                    name + ": the pack says " + claim.number() + ", its events say " + again.number() + ".");
        }
    }

    /** Nobody chooses which figures of a period are told. */
    private void checkWhole(List<FigureClaim> claims, Set<Key> told, Map<Key, FigureClaim> counted) {
        List<FoldVersion> own = claims.stream().map(FigureCheck::own).distinct().toList();
        List<FigureClaim> missing = counted.entrySet().stream()
                .filter(e -> !told.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        missing.forEach(claim -> miss(claim, own));
        if (missing.isEmpty()
                && verdict == Verdict.VERIFIED
                && !List.copyOf(told).equals(List.copyOf(counted.keySet()))) {
            finding(Verdict.TAMPERED, "The figures are not told in their order.");
        }
    }

    /** Another version may not have counted it; the same one did. */
    private void miss(FigureClaim claim, List<FoldVersion> own) {
        String name = claim.name() + " of " + period(claim) + " is missing";
        if (own.contains(own(claim))) {
            finding(Verdict.INCOMPLETE, name + ".");
        } else {
            finding(
                    Verdict.UNVERIFIABLE,
                    name + ", and so is all else that " + own(claim)
                            + " counts: the figures were made by another version, or it was left out.");
        }
    }

    private static FoldVersion own(FigureClaim claim) {
        return claim.folds().getFirst();
    }

    /** The gravest counts, and is always told. */
    private void finding(Verdict found, String sentence) {
        boolean isGraver = verdict == Verdict.VERIFIED || found.exitCode() < verdict.exitCode();
        verdict = isGraver ? found : verdict;
        if (isGraver || findings.size() < MAX_FINDINGS) {
            findings.add(sentence);
        } else {
            untold++;
        }
    }

    private List<String> findings() {
        List<String> all = new ArrayList<>(findings);
        if (untold > 0) {
            all.add("There are " + untold + " more findings of the kind.");
        }
        return List.copyOf(all);
    }

    /** For people. */
    public static String period(FigureClaim claim) {
        return (claim.scope() == null ? "" : "of the " + claim.scope() + ", ") + claim.from() + " to " + claim.to()
                + (claim.first() == null
                        ? ", of the first " + claim.end() + " events"
                        : ", of positions " + claim.first() + " to " + (claim.end() - 1));
    }
}
