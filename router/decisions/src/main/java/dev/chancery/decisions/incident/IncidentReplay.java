package dev.chancery.decisions.incident;

import dev.chancery.contracts.event.IncidentEvent;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.IncidentEvent.IncidentReassessed;

/** Decides the clocks of a recorded incident again, from what each event holds. */
public final class IncidentReplay {

    private IncidentReplay() {}

    /** Whether the event holds a clock. What people have told is no decision. */
    public static boolean decides(IncidentEvent event) {
        return event instanceof IncidentOpened || event instanceof IncidentReassessed;
    }

    /** The event that the same facts lead to. */
    public static IncidentEvent again(IncidentEvent event) {
        return switch (event) {
            case IncidentOpened e ->
                new IncidentOpened(
                        e.incident(),
                        e.awareness(),
                        e.assessment(),
                        IncidentClock.decide(e.awareness().at(), e.assessment()),
                        e.memberStates(),
                        e.description(),
                        e.links(),
                        e.by());
            case IncidentReassessed e ->
                new IncidentReassessed(
                        e.incident(),
                        e.awareAt(),
                        e.assessment(),
                        IncidentClock.decide(e.awareAt(), e.assessment()),
                        e.reason(),
                        e.by());
            default -> event;
        };
    }
}
