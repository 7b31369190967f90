package dev.chancery.query.web.security;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.query.contracts.ExportQuery.FindExport;
import dev.chancery.query.contracts.IncidentQuery.FindIncident;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.TaskQuery.FindTask;
import dev.chancery.query.web.Desk;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/**
 * Holds whoever is limited to one system to it, by the path of what he asks for. Lists are narrowed by what he asks with, never by
 * leaving rows out, which he could not tell from there being none; what cannot be narrowed to the system is refused.
 */
@Component
final class ScopedReading {

    /** What is of no system: oneself and the law. */
    private static final Set<String> OF_NONE = Set.of("", "account", "visit", "rules");

    /** Below these, a name in the place of an id: what is about all systems at once. */
    private static final Set<String> OF_ALL = Set.of("unclassified", "oscal");

    private final Desk desk;
    private final InstantSource clock;

    ScopedReading(Desk desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /** Why a request is outside somebody's scope; empty when it is within, or he is not limited. */
    Optional<String> problem(Standing standing, Asked asked) {
        return standing.system().flatMap(system -> {
            try {
                return isWithin(system, asked) ? Optional.empty() : Optional.of(sentence(system));
            } catch (ErrorResponseException e) {
                return Optional.of("You are limited to the system '" + system
                        + "', and whether this is of it cannot be told now. Try again.");
            }
        });
    }

    private static String sentence(String system) {
        return "You are limited to the system '" + system + "', and this is not of it alone. Ask for /systems/" + system
                + ", for its tasks by /tasks?workflow=<a workflow of it>, for /controls?system=" + system
                + ", for its packs by /exports?scope=" + scope(system) + ", or for an incident of it by its id.";
    }

    private boolean isWithin(String system, Asked asked) {
        List<String> parts = parts(asked.path());
        String first = parts.isEmpty() ? "" : parts.getFirst();
        if (OF_NONE.contains(first)) {
            return true;
        }
        String id = parts.size() > 1 ? parts.get(1) : "";
        if (first.equals("log")) {
            // Hashes tell nothing. Entries are events of all systems.
            return !id.equals("events")
                    && !(id.equals("tile") && parts.size() > 2 && parts.get(2).equals("entries"));
        }
        return switch (first) {
            case "systems" -> id.equals(system) && !OF_ALL.contains(id);
            case "tasks" -> id.isEmpty() ? isWorkflowOf(system, asked.only("workflow")) : isTaskOf(system, id);
            case "controls" -> !OF_ALL.contains(id) && asked.only("system").equals(system);
            case "incidents" -> isIncidentOf(system, id);
            case "exports", "packs" ->
                id.isEmpty() ? asked.isReading() && asked.only("scope").equals(scope(system)) : isExportOf(system, id);
            default -> false;
        };
    }

    private boolean isTaskOf(String system, String task) {
        return Id.isValid(task)
                && desk.find(new FindTask(new TaskId(task)))
                        .filter(found -> isWorkflowOf(system, found.workflow()))
                        .isPresent();
    }

    private boolean isWorkflowOf(String system, String workflow) {
        return desk.find(new FindSystem(system))
                .filter(found ->
                        found.description().parts().contains(new SystemPart(SystemPart.Kind.WORKFLOW, workflow)))
                .isPresent();
    }

    private boolean isIncidentOf(String system, String incident) {
        return !incident.isEmpty()
                && desk.find(new FindIncident(incident, clock.instant()))
                        .filter(found -> found.links().systems().contains(system))
                        .isPresent();
    }

    private boolean isExportOf(String system, String export) {
        return !export.isEmpty()
                && desk.find(new FindExport(export, null))
                        .filter(found -> scope(system).equals(found.scope()))
                        .isPresent();
    }

    /** What an export of one system is about. */
    private static String scope(String system) {
        return "system/" + system;
    }

    /** The parts of the path as they are matched, without {@code api}. */
    private static List<String> parts(PathContainer path) {
        List<String> parts = path.elements().stream()
                .filter(PathSegment.class::isInstance)
                .map(each -> ((PathSegment) each).valueToMatch())
                .toList();
        return !parts.isEmpty() && parts.getFirst().equals("api") ? parts.subList(1, parts.size()) : parts;
    }
}
