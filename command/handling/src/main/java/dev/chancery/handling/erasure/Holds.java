package dev.chancery.handling.erasure;

import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.event.HoldEvent;
import dev.chancery.contracts.event.HoldEvent.HoldLifted;
import dev.chancery.contracts.event.HoldEvent.HoldPlaced;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.fact.LegalHold;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The legal holds that stand. Whatever erases decides here, and nothing is placed or lifted meanwhile: a hold that was
 * acknowledged before wins, one that comes later waits until the decision has been carried out. A hold counts from the moment
 * that it is asked for, before it is durable; a lifted one counts until that is. Among several nodes, those who place a hold and those
 * who decide take turns.
 */
public final class Holds {

    private final EventLog log;
    private final Nodes nodes;
    private final SortedMap<String, LegalHold> standing = new TreeMap<>();

    /** Whether a commit failed, so that only the record knows what stands. */
    private boolean stale = true;

    /** The holds of a record; it is asked when they are first needed. */
    public Holds(EventLog log) {
        this(log, Nodes.ALONE);
    }

    /** The same, where holds are placed on other nodes too. */
    public Holds(EventLog log, Nodes nodes) {
        this.log = log;
        this.nodes = nodes;
    }

    /** Keeps the nodes from deciding while a hold is placed on one of them, until closed. */
    Nodes.Turn turn() {
        return nodes.turn();
    }

    /** Decides while the holds stand still, and carries the decision out. */
    <T> T during(Function<List<LegalHold>, T> decision) {
        try (Nodes.Turn turn = nodes.turn()) {
            return standing(decision, turn);
        }
    }

    /** Returns when what was being carried out has been. */
    public void settle() {
        during(List::size);
    }

    private synchronized <T> T standing(Function<List<LegalHold>, T> decision, Nodes.Turn turn) {
        if (stale || turn.isAmongOthers()) {
            standing.clear();
            log.readStream(HoldCommand.STREAM).stream()
                    .map(log::decode)
                    .forEach(recorded -> take((HoldEvent) recorded.event()));
            stale = false;
        }
        return decision.apply(List.copyOf(standing.values()));
    }

    /** The incident whose evidence a hold keeps, while it is open; asked of the record. */
    Optional<String> openIncident(String hold) {
        return HoldCommand.incidentOf(hold)
                .filter(incident -> log.readStream(IncidentCommand.STREAM + incident).stream()
                        .noneMatch(stored -> log.decode(stored).event() instanceof IncidentClosed));
    }

    synchronized void take(HoldEvent event) {
        switch (event) {
            case HoldPlaced placed -> standing.put(placed.hold(), new LegalHold(placed.hold(), placed.scope()));
            case HoldLifted lifted -> standing.remove(lifted.hold());
        }
    }

    synchronized void forget() {
        stale = true;
    }
}
