package dev.chancery.folds;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.event.ExportEvent;
import dev.chancery.contracts.event.ExportEvent.ExportAbandoned;
import dev.chancery.contracts.event.ExportEvent.ExportCancelled;
import dev.chancery.contracts.event.ExportEvent.ExportCompleted;
import dev.chancery.contracts.event.ExportEvent.ExportDeleted;
import dev.chancery.contracts.event.ExportEvent.ExportDelivered;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryFailed;
import dev.chancery.contracts.event.ExportEvent.ExportDeliveryRequested;
import dev.chancery.contracts.event.ExportEvent.ExportDownloaded;
import dev.chancery.contracts.event.ExportEvent.ExportExpired;
import dev.chancery.contracts.event.ExportEvent.ExportFailed;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.event.ExportEvent.ExportResumed;
import dev.chancery.contracts.fact.DeliveryState;
import dev.chancery.contracts.fact.ExportState;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Packs and reports by their id, from the request to the end of their file. */
public final class Exports implements Fold<Step, String, Exports.Export> {

    /**
     * An export.
     *
     * @param position of the request
     * @param attempt 1 for the first
     * @param endedAt when it became ready, or when it became known that it will not; null before
     * @param ending why there is no file, or who did that; null while there may be one
     * @param completed null when it was never ready
     * @param downloads how often it was given to somebody
     * @param deliveries the last one to each destination, in the order of the first ones
     */
    public record Export(
            ExportRequested requested,
            Instant requestedAt,
            long position,
            ExportState state,
            int attempt,
            @Nullable Instant endedAt,
            @Nullable String ending,
            @Nullable ExportCompleted completed,
            int downloads,
            List<Delivery> deliveries) {
        public Export {
            deliveries = List.copyOf(deliveries);
        }

        /** To which destinations it is still to be brought: where it is on its way to, and those of its schedule. */
        public List<String> owed() {
            if (state != ExportState.READY) {
                return List.of();
            }
            Stream<String> begun = deliveries.stream()
                    .filter(delivery -> delivery.state() == DeliveryState.REQUESTED)
                    .map(Delivery::destination);
            List<String> wanted = requested.occasion() == null
                    ? List.of()
                    : requested.occasion().destinations();
            return Stream.concat(
                            begun,
                            wanted.stream()
                                    .filter(name -> deliveries.stream()
                                            .noneMatch(delivery ->
                                                    delivery.destination().equals(name))))
                    .distinct()
                    .toList();
        }

        private Export with(ExportState next, @Nullable Instant ended, @Nullable String why) {
            return new Export(
                    requested,
                    requestedAt,
                    position,
                    next,
                    attempt,
                    endedAt == null ? ended : endedAt,
                    why,
                    completed,
                    downloads,
                    deliveries);
        }

        private Export with(Delivery delivery) {
            List<Delivery> all = new ArrayList<>(deliveries);
            int known = -1;
            for (int i = 0; i < all.size(); i++) {
                known = all.get(i).destination().equals(delivery.destination()) ? i : known;
            }
            if (known < 0) {
                all.add(delivery);
            } else {
                all.set(known, delivery);
            }
            return new Export(
                    requested, requestedAt, position, state, attempt, endedAt, ending, completed, downloads, all);
        }
    }

    /**
     * Where it was brought.
     *
     * @param address null where it is not known
     * @param at when that became known
     * @param reason why not; null otherwise
     */
    public record Delivery(
            String destination,
            @Nullable String address,
            DeliveryState state,
            Instant at,
            @Nullable String reason) {}

    @Override
    public String name() {
        return "exports";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof ExportEvent
                ? List.of(step.recorded().stream().substring(ExportCommand.STREAM.length()))
                : List.of();
    }

    @Override
    public Export apply(String key, @Nullable Export before, Step step) {
        Recorded recorded = step.recorded();
        ExportEvent event = (ExportEvent) recorded.event();
        Instant at = recorded.at();
        if (event instanceof ExportRequested e) {
            return new Export(e, at, recorded.position(), ExportState.REQUESTED, 1, null, null, null, 0, List.of());
        }
        if (before == null) {
            throw new IllegalStateException("The stream of export " + key + " does not begin with its request");
        }
        return switch (event) {
            case ExportRequested ignored -> before;
            case ExportResumed e ->
                new Export(
                        before.requested,
                        before.requestedAt,
                        before.position,
                        before.state,
                        e.attempt(),
                        null,
                        null,
                        null,
                        0,
                        List.of());
            case ExportCompleted e ->
                new Export(
                        before.requested,
                        before.requestedAt,
                        before.position,
                        ExportState.READY,
                        before.attempt,
                        at,
                        null,
                        e,
                        before.downloads,
                        before.deliveries);
            case ExportFailed e -> before.with(ExportState.FAILED, at, e.reason());
            case ExportCancelled e -> before.with(ExportState.CANCELLED, at, "by " + e.actor());
            case ExportAbandoned e ->
                before.with(ExportState.ABANDONED, at, e.cause().sentence());
            case ExportDownloaded ignored ->
                new Export(
                        before.requested,
                        before.requestedAt,
                        before.position,
                        before.state,
                        before.attempt,
                        before.endedAt,
                        before.ending,
                        before.completed,
                        before.downloads + 1,
                        before.deliveries);
            case ExportDeleted e ->
                before.with(
                        ExportState.DELETED,
                        at,
                        switch (e.why()) {
                            case ASKED -> "by " + e.actor();
                            case ERASURE -> "something was erased that it may show";
                        });
            case ExportExpired e -> before.with(ExportState.EXPIRED, at, "kept for " + e.days() + " days");
            case ExportDeliveryRequested e ->
                before.with(new Delivery(e.destination(), e.address(), DeliveryState.REQUESTED, at, null));
            case ExportDelivered e ->
                before.with(new Delivery(e.destination(), e.address(), DeliveryState.DELIVERED, at, null));
            case ExportDeliveryFailed e ->
                before.with(new Delivery(
                        e.destination(),
                        before.deliveries.stream()
                                .filter(delivery -> delivery.destination().equals(e.destination()))
                                .findFirst()
                                .map(Delivery::address)
                                .orElse(null),
                        DeliveryState.FAILED,
                        at,
                        e.reason()));
        };
    }

    /** A whole stream at once; null when it is empty. */
    public @Nullable Export of(List<Recorded> stream) {
        Export export = null;
        for (Recorded recorded : stream) {
            Step step = Step.of(recorded);
            for (String key : keys(step)) {
                export = apply(key, export, step);
            }
        }
        return export;
    }
}
