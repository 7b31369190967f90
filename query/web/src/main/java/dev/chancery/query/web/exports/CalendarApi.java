package dev.chancery.query.web.exports;

import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasQuery.FindBiasFindings;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuites;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.contracts.ControlQuery.FindObligations;
import dev.chancery.query.contracts.IncidentQuery.FindIncident;
import dev.chancery.query.contracts.IncidentQuery.FindIncidents;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentView.ActionView;
import dev.chancery.query.contracts.IncidentsView.Summary;
import dev.chancery.query.contracts.ObligationsView.ObligationView;
import dev.chancery.query.contracts.ObligationsView.SystemObligations;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemView.OverseerView;
import dev.chancery.query.contracts.SystemView.RiskView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.exports.Calendar.Entry;
import dev.chancery.query.web.exports.Calendar.When;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What has a date, for the calendars of people: from when obligations apply, by when incidents are to be reported and what was promised
 * of them done, when risks are to be looked at again, and when what was permitted for a time ends.
 */
@RestController
final class CalendarApi {

    private static final MediaType CALENDAR = MediaType.parseMediaType("text/calendar;charset=UTF-8");

    private final Desk desk;
    private final InstantSource clock = InstantSource.system();

    CalendarApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/api/calendar.ics")
    ResponseEntity<String> calendar() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Entry> entries = new ArrayList<>(obligations(LocalDate.ofInstant(now, ZoneOffset.UTC)));
        for (Summary incident : desk.ask(new FindIncidents(true, now)).incidents()) {
            entries.addAll(deadlines(
                    incident,
                    desk.find(new FindIncident(incident.incident(), now)).orElse(null)));
        }
        for (String system : systems()) {
            desk.find(new FindSystem(system)).ifPresent(found -> entries.addAll(reviews(found)));
        }
        desk.ask(new FindBiasFindings(true, now)).findings().forEach(finding -> entries.add(finding(finding)));
        desk.ask(new FindBiasSuites()).suites().forEach(suite -> entries.addAll(nextRun(suite)));
        desk.ask(new FindBiasUses()).uses().forEach(use -> entries.addAll(ends(use)));
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("chancery.ics")
                                .build()
                                .toString())
                .body(Calendar.of(entries, now));
    }

    // Obligations

    /** An obligation by a reading, with those who have it. */
    private record Owed(ObligationView obligation, DateReading reading, List<String> systems) {}

    /** One entry for each reading of each obligation, however many systems have it. */
    private List<Entry> obligations(LocalDate today) {
        Map<String, Owed> owed = new LinkedHashMap<>();
        for (SystemObligations system :
                desk.ask(new FindObligations(today, today)).systems()) {
            for (ObligationView obligation : system.obligations()) {
                for (DateReading reading : obligation.readings()) {
                    owed.computeIfAbsent(
                                    obligation.id() + "/" + reading.basis() + "/" + reading.from(),
                                    key -> new Owed(obligation, reading, new ArrayList<>()))
                            .systems()
                            .add(system.name() + " (" + system.system() + ")");
                }
            }
        }
        return owed.entrySet().stream()
                .map(each -> obligation(each.getKey(), each.getValue()))
                .toList();
    }

    private static Entry obligation(String name, Owed owed) {
        ObligationView obligation = owed.obligation();
        DateReading reading = owed.reading();
        List<String> said = new ArrayList<>();
        said.add(obligation.sentence());
        said.add("From " + reading.from() + " by " + reading.basis() + ".");
        if (obligation.disputed()) {
            said.add("From when it applies is disputed: "
                    + obligation.readings().stream()
                            .map(each -> each.from() + " by " + each.basis())
                            .collect(Collectors.joining("; "))
                    + ". Chancery counts from the first of these.");
        }
        if (obligation.note() != null) {
            said.add(obligation.note());
        }
        if (obligation.assumed()) {
            said.add("It is assumed, as not all of these systems are classified.");
        }
        said.add("Systems: " + String.join(", ", owed.systems()));
        return new Entry(
                "obligation/" + name,
                new When.Day(reading.from()),
                obligation.article() + " applies: " + obligation.title(),
                String.join("\n", said),
                "OBLIGATION",
                obligation.disputed(),
                false);
    }

    // Incidents

    private static List<Entry> deadlines(Summary incident, @Nullable IncidentView whole) {
        List<Entry> entries = new ArrayList<>();
        Instant due = incident.clock().due();
        if (due != null && incident.secondsLeft() != null) {
            entries.add(new Entry(
                    "incident/" + incident.incident(),
                    new When.At(due),
                    "Report of incident " + incident.incident() + " due, "
                            + incident.clock().basis(),
                    incident.article() + ". Systems: " + String.join(", ", incident.systems()) + ".\n"
                            + String.join("\n", incident.duties()),
                    "INCIDENT",
                    false,
                    true));
        }
        if (whole != null) {
            for (ActionView action : whole.actions()) {
                if (action.doneAt() == null) {
                    entries.add(new Entry(
                            "action/" + incident.incident() + "/" + action.action(),
                            new When.At(action.due()),
                            "Corrective action due: " + action.what(),
                            "Of incident " + incident.incident() + ". Owner: " + action.owner() + ".",
                            "INCIDENT",
                            false,
                            true));
                }
            }
        }
        return entries;
    }

    // The register

    private List<String> systems() {
        List<String> systems = new ArrayList<>();
        String after = null;
        do {
            SystemsView page = desk.ask(new FindSystems(after, Query.PAGE_LIMIT));
            page.systems().stream()
                    .filter(system -> system.status() != SystemStatus.DECOMMISSIONED)
                    .map(SystemLine::system)
                    .forEach(systems::add);
            after = page.next();
        } while (after != null);
        return systems;
    }

    private static List<Entry> reviews(SystemView system) {
        String name = system.description().name();
        List<Entry> entries = new ArrayList<>();
        for (RiskView risk : system.risks()) {
            LocalDate due = risk.entry().reviewDue();
            if (due != null) {
                entries.add(new Entry(
                        "risk/" + system.system() + "/" + risk.entry().hazard(),
                        new When.Day(due),
                        "Review of a risk of " + name + ": " + risk.entry().hazard(),
                        risk.entry().description() + "\nMeasure: "
                                + risk.entry().measure(),
                        "REVIEW",
                        false,
                        false));
            }
        }
        for (OverseerView overseer : system.overseers()) {
            LocalDate until = overseer.assignment().until();
            if (overseer.active() && until != null) {
                entries.add(new Entry(
                        "oversight/" + system.system() + "/"
                                + overseer.assignment().assignment(),
                        new When.Day(until),
                        "Oversight of " + name + " by " + overseer.assignment().person() + " ends",
                        "Its last day, Art. 26(2). Assign someone again.",
                        "REVIEW",
                        false,
                        false));
            }
        }
        return entries;
    }

    // Bias

    private static Entry finding(FindingView finding) {
        return new Entry(
                "finding/" + finding.finding(),
                new When.At(finding.due()),
                "Bias finding due: " + finding.subject() + ", " + finding.attribute() + " " + finding.group(),
                finding.metric() + " is " + finding.value() + ". Owner: " + finding.owner()
                        + ". GET /api/bias/findings/" + finding.finding(),
                "BIAS",
                false,
                true);
    }

    private static List<Entry> nextRun(SuiteView suite) {
        Instant next = suite.next();
        return next == null
                ? List.of()
                : List.of(new Entry(
                        "suite/" + suite.suite(),
                        new When.At(next),
                        "Paired prompts run: " + suite.suite(),
                        "It begins by itself, for " + suite.subject() + ".",
                        "BIAS",
                        false,
                        false));
    }

    private static List<Entry> ends(UseView use) {
        List<Entry> entries = new ArrayList<>();
        if (use.ended() == null) {
            entries.add(new Entry(
                    "use/" + use.use(),
                    new When.At(use.until()),
                    "Use of special categories ends: " + use.use(),
                    "Art. 4a. " + use.purpose() + "\nResponsible: " + use.responsible() + ".",
                    "EXPIRY",
                    false,
                    true));
        }
        for (DatasetView dataset : use.datasets()) {
            if (dataset.deleted() == null) {
                entries.add(new Entry(
                        "dataset/" + dataset.dataset(),
                        new When.At(dataset.until()),
                        "Data set is deleted: " + dataset.name(),
                        "Its attributes are deleted by themselves; of use " + use.use() + ", for " + dataset.subject()
                                + ".",
                        "EXPIRY",
                        false,
                        true));
            }
        }
        return entries;
    }
}
