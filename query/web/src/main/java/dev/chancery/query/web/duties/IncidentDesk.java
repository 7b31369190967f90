package dev.chancery.query.web.duties;

import dev.chancery.contracts.command.IncidentCommand.AnnounceAlteration;
import dev.chancery.contracts.command.IncidentCommand.CloseIncident;
import dev.chancery.contracts.command.IncidentCommand.PlanCorrectiveAction;
import dev.chancery.contracts.command.IncidentCommand.ReassessIncident;
import dev.chancery.contracts.command.IncidentCommand.RecordCorrectiveActionDone;
import dev.chancery.contracts.command.IncidentCommand.RecordIncidentReport;
import dev.chancery.contracts.command.IncidentCommand.RecordOperatorInformed;
import dev.chancery.contracts.fact.Authority;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.fact.Operator;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentsView;
import dev.chancery.query.web.Incidents;
import dev.chancery.query.web.Problem;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where the API and the console tell of serious incidents, Art. 73. Every answer is the incident as it is then. */
@Component
public final class IncidentDesk {

    private final Incidents incidents;

    IncidentDesk(Incidents incidents) {
        this.incidents = incidents;
    }

    public IncidentsView all(@Nullable Boolean open) {
        return incidents.all(open);
    }

    public IncidentView one(String id) {
        return incidents.incident(id);
    }

    /**
     * An incident that somebody is aware of.
     *
     * @param awareBy provider or deployer
     * @param category a to d, of Art. 3(49), or widespread
     */
    public record Told(
            @Nullable String awareAt,
            @Nullable String awareBy,
            @Nullable String category,
            @Nullable Boolean death,
            @Nullable String causal,
            @Nullable Boolean otherReporting,
            @Nullable List<String> memberStates,
            @Nullable String description,
            @Nullable List<String> systems,
            @Nullable List<String> tasks,
            @Nullable List<String> workflows,
            @Nullable List<LinkedModel> models) {}

    public IncidentView open(Told told, String by) {
        OffsetDateTime at = incidents.past("awareAt", told.awareAt());
        Awareness awareness = new Awareness(
                at.toInstant(), at.getOffset().getId(), one("awareBy", Awareness.Party.class, told.awareBy()));
        return incidents.open(
                awareness,
                assessment(told.category(), told.death(), told.causal(), told.otherReporting()),
                told.memberStates(),
                told.description(),
                incidents.links(told.systems(), told.tasks(), told.workflows(), told.models()),
                by);
    }

    /**
     * Another assessment, whole.
     *
     * @param awareAt when what changes it became known; null when the clock counts from where it did
     */
    public record Assessed(
            @Nullable String awareAt,
            @Nullable String category,
            @Nullable Boolean death,
            @Nullable String causal,
            @Nullable Boolean otherReporting,
            @Nullable String reason) {}

    public IncidentView assess(String id, Assessed assessed, String by) {
        return incidents.act(new ReassessIncident(
                id,
                assessed.awareAt() == null
                        ? null
                        : incidents.past("awareAt", assessed.awareAt()).toInstant(),
                assessment(assessed.category(), assessed.death(), assessed.causal(), assessed.otherReporting()),
                incidents.text("reason", assessed.reason()),
                by));
    }

    /**
     * A report that was handed in.
     *
     * @param authority market_surveillance or ai_office
     * @param name of the authority
     * @param complete false for an initial report
     */
    public record Reported(
            @Nullable String authority,
            @Nullable String name,
            @Nullable Boolean complete,
            @Nullable String reference,
            @Nullable String at) {}

    public IncidentView report(String id, Reported reported, String by) {
        if (reported.complete() == null) {
            throw Problem.invalid("Say as 'complete' whether the report is; an initial one is not: Art. 73(5).");
        }
        return incidents.act(new RecordIncidentReport(
                id,
                authority(reported.authority(), reported.name()),
                reported.complete(),
                incidents.plain("reference", reported.reference()),
                incidents.past("at", reported.at()).toInstant(),
                by));
    }

    /**
     * Another operator who was told.
     *
     * @param operator provider, importer, distributor or deployer
     */
    public record Informed(
            @Nullable String operator,
            @Nullable String reference,
            @Nullable String at) {}

    public IncidentView inform(String id, Informed informed, String by) {
        return incidents.act(new RecordOperatorInformed(
                id,
                one("operator", Operator.class, informed.operator()),
                incidents.plain("reference", informed.reference()),
                incidents.past("at", informed.at()).toInstant(),
                by));
    }

    /**
     * What will be done.
     *
     * @param alters whether it may affect a later evaluation of the causes
     */
    public record Planned(
            @Nullable String what,
            @Nullable String owner,
            @Nullable String due,
            @Nullable Boolean alters) {}

    public IncidentView plan(String id, Planned planned, String by) {
        if (planned.alters() == null) {
            throw Problem.invalid(
                    "Say as 'alters' whether the action alters the system in a way that may affect a later"
                            + " evaluation of the causes: Art. 73(6).");
        }
        return incidents.act(new PlanCorrectiveAction(
                id,
                UUID.randomUUID().toString(),
                incidents.text("what", planned.what()),
                incidents.plain("owner", planned.owner()),
                incidents.instant("due", planned.due()).toInstant(),
                planned.alters(),
                by));
    }

    /** What came of it. */
    public record Done(@Nullable String result) {}

    public IncidentView done(String id, String action, Done done, String by) {
        return incidents.act(new RecordCorrectiveActionDone(id, action, incidents.text("result", done.result()), by));
    }

    /**
     * An alteration that an authority was told of.
     *
     * @param action that alters the system; null when none is planned
     */
    public record Announced(
            @Nullable String authority,
            @Nullable String name,
            @Nullable String action,
            @Nullable String alteration,
            @Nullable String reference,
            @Nullable String at) {}

    public IncidentView announce(String id, Announced announced, String by) {
        return incidents.act(new AnnounceAlteration(
                id,
                authority(announced.authority(), announced.name()),
                announced.action(),
                incidents.text("alteration", announced.alteration()),
                incidents.plain("reference", announced.reference()),
                incidents.past("at", announced.at()).toInstant(),
                by));
    }

    /** What was found. */
    public record Closed(@Nullable String finding) {}

    public IncidentView close(String id, Closed closed, String by) {
        return incidents.act(new CloseIncident(id, incidents.text("finding", closed.finding()), by));
    }

    private static IncidentAssessment assessment(
            @Nullable String category,
            @Nullable Boolean death,
            @Nullable String causal,
            @Nullable Boolean otherReporting) {
        if (death == null) {
            throw Problem.invalid("Say as 'death' whether a person died: true or false.");
        }
        return new IncidentAssessment(
                category(category),
                death,
                one("causal", CausalStatus.class, causal),
                Boolean.TRUE.equals(otherReporting));
    }

    private static IncidentCategory category(@Nullable String given) {
        return switch (given == null ? "" : given.strip().toLowerCase(Locale.ROOT)) {
            case "a" -> IncidentCategory.HEALTH;
            case "b" -> IncidentCategory.CRITICAL_INFRASTRUCTURE;
            case "c" -> IncidentCategory.FUNDAMENTAL_RIGHTS;
            case "d" -> IncidentCategory.PROPERTY_OR_ENVIRONMENT;
            case "widespread" -> IncidentCategory.WIDESPREAD_INFRINGEMENT;
            default -> one("category", IncidentCategory.class, given);
        };
    }

    private Authority authority(@Nullable String kind, @Nullable String name) {
        return new Authority(one("authority", Authority.Kind.class, kind), incidents.plain("name", name));
    }

    private static <E extends Enum<E>> E one(String name, Class<E> type, @Nullable String given) {
        E[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(each -> given != null && each.name().equalsIgnoreCase(given.strip()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("Give '" + name + "' as one of "
                        + Arrays.stream(all)
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + (type == IncidentCategory.class
                                ? ", or in short a, b, c, d of Art. 3(49) or widespread."
                                : ".")));
    }
}
