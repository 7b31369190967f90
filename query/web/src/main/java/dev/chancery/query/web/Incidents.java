package dev.chancery.query.web;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.command.IncidentCommand.OpenIncident;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.query.contracts.IncidentQuery.FindIncident;
import dev.chancery.query.contracts.IncidentQuery.FindIncidents;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentsView;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where people tell of incidents and look at them. */
@Component
public final class Incidents {

    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    /** Most things that one incident is linked to. */
    public static final int LINK_LIMIT = 200;

    /** Clocks of two machines differ a little. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Set<String> MEMBER_STATES = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO");

    private final Desk desk;
    private final Evidence evidence;
    private final InstantSource clock = InstantSource.system();

    public Incidents(Desk desk, Evidence evidence) {
        this.desk = desk;
        this.evidence = evidence;
    }

    /** Incidents. */
    public IncidentsView all(@Nullable Boolean open) {
        return desk.ask(new FindIncidents(open, now()));
    }

    /** An incident, or {@link Problem#notFound}. */
    public IncidentView incident(String id) {
        return desk.find(new FindIncident(id, now())).orElseThrow(() -> Problem.notFound("incident", id));
    }

    /** Opens an incident, and has its evidence held before that is told. */
    public IncidentView open(
            Awareness awareness,
            IncidentAssessment assessment,
            @Nullable List<String> memberStates,
            @Nullable String description,
            IncidentLinks links,
            String by) {
        String incident = UUID.randomUUID().toString();
        desk.act(new OpenIncident(
                incident,
                awareness,
                assessment,
                memberStates(memberStates),
                text("description", description),
                links,
                by));
        hold(incident);
        return incident(incident);
    }

    /** The incident is on the record, whatever comes of this: what is not held now is a moment later. */
    private void hold(String incident) {
        try {
            evidence.hold(incident);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("incident", incident)
                    .setCause(e)
                    .log("Not all evidence is held yet; it is tried again");
        }
    }

    /** Hands in what happened to an incident that is there. */
    public IncidentView act(IncidentCommand command) {
        incident(command.incident());
        desk.act(command);
        return incident(command.incident());
    }

    /** What an incident is linked to. Tasks are there; the ids of the others are kept as they are. */
    public IncidentLinks links(
            @Nullable List<String> systems,
            @Nullable List<String> tasks,
            @Nullable List<String> workflows,
            @Nullable List<LinkedModel> models) {
        if (models != null && models.contains(null)) {
            throw Problem.invalid("In 'models' each model has a 'deployment' and a 'modelVersion'.");
        }
        IncidentLinks links = new IncidentLinks(
                ids("systems", systems, id -> id),
                ids("tasks", tasks, TaskId::new),
                ids("workflows", workflows, WorkflowId::new),
                models == null ? List.of() : models.stream().distinct().toList());
        if (links.count() == 0) {
            throw Problem.invalid("Link the incident to what it is about: 'systems', 'tasks', 'workflows' or 'models'."
                    + " What is linked is kept from being erased.");
        }
        if (links.count() > LINK_LIMIT) {
            throw Problem.invalid("An incident is linked to " + LINK_LIMIT
                    + " things at most. Link the workflow or the system in the place of its tasks.");
        }
        links.tasks().forEach(desk::task);
        links.models().forEach(model -> {
            desk.plain("deployment", model.deployment());
            desk.plain("modelVersion", model.modelVersion());
        });
        return links;
    }

    private <T> List<T> ids(String name, @Nullable List<String> given, Function<String, T> id) {
        if (given == null) {
            return List.of();
        }
        return given.stream()
                .map(text -> {
                    if (text == null || !Id.isValid(text.strip())) {
                        throw Problem.invalid("In '" + name + "' each id has 1 to " + Id.LIMIT
                                + " printable ASCII characters and no space.");
                    }
                    return id.apply(desk.plain(name, text));
                })
                .distinct()
                .toList();
    }

    private static List<String> memberStates(@Nullable List<String> given) {
        if (given == null || given.isEmpty()) {
            throw Problem.invalid("Give 'memberStates', where it happened, such as [\"DE\"].");
        }
        List<String> states = given.stream()
                .map(state -> state == null ? "" : state.strip().toUpperCase(Locale.ROOT))
                .map(state -> state.equals("EL") ? "GR" : state)
                .distinct()
                .sorted()
                .toList();
        states.stream()
                .filter(state -> !MEMBER_STATES.contains(state))
                .findFirst()
                .ifPresent(state -> {
                    throw Problem.invalid("'" + (state.length() > 2 ? "…" : state)
                            + "' is no Member State or state of the EEA. Give codes of two letters, such as DE.");
                });
        return states;
    }

    /**
     * When something happened, in the past.
     *
     * @param name of the member that holds it
     */
    public OffsetDateTime past(String name, @Nullable String text) {
        OffsetDateTime at = instant(name, text);
        if (at.toInstant().isAfter(now().plus(TOLERANCE))) {
            throw Problem.invalid("'" + name + "' lies in the future. Tell it when it has happened.");
        }
        return at;
    }

    /**
     * An instant with its zone, to the microsecond, as the record keeps it.
     *
     * @param name of the member that holds it
     */
    public OffsetDateTime instant(String name, @Nullable String text) {
        try {
            OffsetDateTime at = OffsetDateTime.parse(text == null ? "" : text.strip());
            if (at.getYear() < 2000 || at.getYear() > 2200) {
                throw new DateTimeException("Out of all measure");
            }
            return at.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw Problem.invalid("Give '" + name + "' with date, time and zone, such as 2026-11-20T09:30:00+01:00.");
        }
    }

    /**
     * A text of several sentences, fit for the record.
     *
     * @param name of the member that holds it
     */
    public String text(String name, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > Desk.REASON_LIMIT) {
            throw Problem.invalid(
                    "Give '" + name + "' with 1 to " + Desk.REASON_LIMIT + " characters; it is kept in the record.");
        }
        return desk.reason(text);
    }

    /** A name that is kept as it is. */
    public String plain(String name, @Nullable String text) {
        return desk.plain(name, text);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
