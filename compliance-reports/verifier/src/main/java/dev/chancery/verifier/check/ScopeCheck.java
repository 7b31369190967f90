package dev.chancery.verifier.check;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.StreamTable;
import dev.chancery.record.EventCodec;
import dev.chancery.record.UnreadableEvent;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.verifier.pack.Manifest;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.PackJson.ProvenEvent;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.ScopeFilter;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what a pack discloses belongs to its scope, and how far a pack can show that. */
final class ScopeCheck {

    /** So many workflows may a system have. */
    private static final int MAX_WORKFLOWS = 10_000;

    private final Scope scope;
    private final long from;
    private final ScopeFilter filter;

    /** Workflows that the scope's system would have to have, with the position that takes them for its parts. */
    private final Map<String, Long> supposed = new LinkedHashMap<>();

    /** Streams that began before the range. */
    private final StreamTable undecided = new StreamTable();

    private long position;
    private @Nullable List<String> parts;
    private @Nullable Long firstOfSystem;

    /** Something is said of the system that this version does not understand; it may be of what it is made. */
    private boolean isUnreadable;

    ScopeCheck(Scope scope, Manifest manifest) {
        this.scope = scope;
        this.from = manifest.from();
        this.filter = new ScopeFilter(scope, this::suppose, from == 0);
    }

    /**
     * Takes the next disclosed event.
     *
     * @param event null when it cannot be read
     * @return what is wrong with its being there
     */
    Optional<String> take(StoredEvent stored, @Nullable Event event) {
        position = stored.position();
        if (isOfSystem() && stored.stream().equals(scope.stream())) {
            firstOfSystem = firstOfSystem == null ? (Long) stored.sequence() : firstOfSystem;
            isUnreadable |= event == null;
            ScopeFilter.workflows(event).ifPresent(described -> parts = described);
        }
        Optional<Boolean> belongs = filter.belongs(stored, same -> event);
        if (belongs.isEmpty()) {
            undecided.put(stored.stream(), 0);
        }
        return belongs.orElse(true)
                ? Optional.empty()
                : Optional.of("The pack says that its scope is the " + scope + ", but discloses " + stored.stream()
                        + " at position " + stored.position() + ".");
    }

    boolean isOfSystem() {
        return scope.kind() == Scope.Kind.SYSTEM;
    }

    private boolean suppose(String workflow) {
        supposed.putIfAbsent(workflow, position);
        if (supposed.size() > MAX_WORKFLOWS) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The pack discloses more than " + MAX_WORKFLOWS + " workflows of the " + scope + ".");
        }
        return true;
    }

    /**
     * All events were taken.
     *
     * @return what could not be shown, for people
     * @throws PackDefect when a system has not the workflows that are disclosed with it
     */
    List<String> over(Pack pack, Checkpoint head) throws IOException {
        List<String> notShown = new ArrayList<>();
        Optional<ProvenEvent> before = pack.system();
        if (isOfSystem() && !isUnreadable) {
            notShown.addAll(checkParts(before, head));
        }
        notShown.add("Whether everything that belongs to the " + scope
                + " is disclosed: of what is withheld the pack has hashes only. No stream in it has a hole, but the end"
                + " of one, or all of another, may be withheld.");
        if (undecided.size() > 0) {
            notShown.add("Whether " + undecided.size() + " of the streams belong to the " + scope
                    + ": they began before the pack does.");
        }
        return notShown;
    }

    /** The description that counts is the last before the end of the range. */
    private List<String> checkParts(Optional<ProvenEvent> before, Checkpoint head) {
        if (parts != null && before.isPresent()) {
            throw tampered("The pack brings a description of the " + scope + " from before a newer one.");
        }
        List<String> notShown = new ArrayList<>();
        if (parts == null && from > 0) {
            StoredEvent described = described(
                    before.orElseThrow(() -> new PackDefect(
                            Verdict.INCOMPLETE,
                            "Nothing in the pack says which workflows the " + scope
                                    + " has: it is described before the range.")),
                    head);
            if (firstOfSystem == null || firstOfSystem != described.sequence() + 1) {
                notShown.add("Whether the " + scope + " was described anew after position " + described.position()
                        + ": what its stream holds behind that is not in the pack"
                        + (firstOfSystem == null ? "." : ", up to sequence " + firstOfSystem + "."));
            }
        }
        List<String> known = parts == null ? List.of() : parts;
        supposed.forEach((workflow, at) -> {
            if (!known.contains(workflow)) {
                throw tampered("Position " + at + " is of the workflow " + workflow + ", which is no part of the "
                        + scope + " when the range is over.");
            }
        });
        return notShown;
    }

    private StoredEvent described(ProvenEvent proven, Checkpoint head) {
        StoredEvent stored = proven.line().event();
        try {
            Optional<List<String>> described =
                    ScopeFilter.workflows(new EventCodec().decode(stored.name(), stored.revision(), stored.payload()));
            if (!stored.stream().equals(scope.stream())
                    || stored.position() >= from
                    || described.isEmpty()
                    || !Loss.isProven(proven, head)) {
                throw tampered("What the pack brings is no description of the " + scope + " in the signed tree.");
            }
            parts = described.get();
            return stored;
        } catch (UnreadableEvent e) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The description of the " + scope + " at position " + stored.position()
                            + " cannot be read by this version: " + e.getMessage() + ". Use a newer verifier.");
        }
    }

    private static PackDefect tampered(String sentence) {
        return new PackDefect(Verdict.TAMPERED, sentence);
    }
}
