package dev.chancery.folds;

import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasDatasetReceived;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesAccessed;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUseEnded;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUsePermitted;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of Article 4a by their id, with the data sets that were taken in under each. */
public final class BiasUses implements Fold<Step, String, BiasUses.Use> {

    /**
     * A use of protected attributes.
     *
     * @param ended null while it is not, though its retention may be over
     */
    public record Use(
            SpecialCategoryUsePermitted permitted,
            Instant at,
            long position,
            @Nullable SpecialCategoryUseEnded ended,
            List<Dataset> datasets) {
        public Use {
            datasets = List.copyOf(datasets);
        }
    }

    /**
     * A data set.
     *
     * @param accesses how often it was read
     * @param accessedAt when it was last, null when never
     * @param deleted null while it is kept
     */
    public record Dataset(
            BiasDatasetReceived received,
            Instant at,
            long accesses,
            @Nullable Instant accessedAt,
            @Nullable ProtectedAttributesDeleted deleted,
            @Nullable Instant deletedAt) {}

    @Override
    public String name() {
        return "bias-uses";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        if (!(step.recorded().event() instanceof BiasEvent event)) {
            return List.of();
        }
        return switch (event) {
            case SpecialCategoryUsePermitted e -> List.of(e.use());
            case SpecialCategoryUseEnded e -> List.of(e.use());
            case BiasDatasetReceived e -> List.of(e.use());
            case ProtectedAttributesAccessed e -> List.of(e.use());
            case ProtectedAttributesDeleted e -> List.of(e.use());
            default -> List.of();
        };
    }

    @Override
    public Use apply(String key, @Nullable Use before, Step step) {
        Instant at = step.recorded().at();
        if (step.recorded().event() instanceof SpecialCategoryUsePermitted permitted) {
            return new Use(permitted, at, step.recorded().position(), null, List.of());
        }
        if (before == null) {
            throw new IllegalStateException("The use " + key + " was never permitted");
        }
        return switch ((BiasEvent) step.recorded().event()) {
            case SpecialCategoryUseEnded e ->
                new Use(before.permitted(), before.at(), before.position(), e, before.datasets());
            case BiasDatasetReceived e ->
                with(
                        before,
                        Stream.concat(before.datasets().stream(), Stream.of(new Dataset(e, at, 0, null, null, null)))
                                .toList());
            case ProtectedAttributesAccessed e ->
                changed(
                        before,
                        e.dataset(),
                        known -> new Dataset(
                                known.received(),
                                known.at(),
                                known.accesses() + 1,
                                at,
                                known.deleted(),
                                known.deletedAt()));
            case ProtectedAttributesDeleted e ->
                changed(
                        before,
                        e.dataset(),
                        known ->
                                new Dataset(known.received(), known.at(), known.accesses(), known.accessedAt(), e, at));
            default -> before;
        };
    }

    private static Use changed(Use before, String dataset, UnaryOperator<Dataset> change) {
        return with(
                before,
                before.datasets().stream()
                        .map(known -> known.received().dataset().equals(dataset) ? change.apply(known) : known)
                        .toList());
    }

    private static Use with(Use before, List<Dataset> datasets) {
        return new Use(before.permitted(), before.at(), before.position(), before.ended(), datasets);
    }
}
