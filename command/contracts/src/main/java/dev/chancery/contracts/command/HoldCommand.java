package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.ContentScope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** What is asked of the legal holds. */
public sealed interface HoldCommand extends Command {

    /** The stream of all holds: what may be erased is decided against all of them together. */
    String STREAM = "holds";

    /** What the ids of the holds begin with that keep the evidence of an incident. */
    String OF_INCIDENT = "incident.";

    /** The hold by which an incident keeps what is in a scope: always the same id. */
    static String ofIncident(String incident, ContentScope scope) {
        return OF_INCIDENT + incident + "."
                + UUID.nameUUIDFromBytes(scope.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The incident whose evidence a hold keeps; empty when it is another hold. */
    static Optional<String> incidentOf(String hold) {
        int end = hold.lastIndexOf('.');
        return hold.startsWith(OF_INCIDENT) && end >= OF_INCIDENT.length()
                ? Optional.of(hold.substring(OF_INCIDENT.length(), end))
                : Optional.empty();
    }

    @Override
    default String target() {
        return STREAM;
    }

    /** Keep contents whatever happens. Does nothing when that hold stands. */
    record PlaceHold(String hold, ContentScope scope, String reason, String by) implements HoldCommand {}

    /** End a hold. Fails when there is none of that id, and when it keeps the evidence of an incident that is open. */
    record LiftHold(String hold, String reason, String by) implements HoldCommand {}
}
