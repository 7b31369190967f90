package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.folds.Incidents.Incident;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Serious incidents with their clocks, reports and corrective actions, Art. 73, as of the end of the range. */
final class IncidentsDocument implements Document {

    static final String NAME = "documents/incidents.json";

    @Override
    public List<PackFile> write(PackSubject subject) {
        return List.of(DocumentJson.of("incidents", "Serious incidents", subject)
                .list(
                        "incidents",
                        Matter.INCIDENTS,
                        subject.dossier().incidents().values(),
                        incident -> incident(incident, subject.asOf()),
                        "No serious incident is on record. POST /api/incidents opens one.")
                .file(NAME, "Serious incidents, their clocks, reports and corrective actions"));
    }

    private static Map<String, Object> incident(Incident incident, Instant now) {
        return map(
                "incident", incident.incident(),
                "state", incident.closing() == null ? "OPEN" : "CLOSED",
                "reporting", incident.state(now),
                "awareness", incident.awareness(),
                "memberStates", incident.memberStates(),
                "description", incident.description(),
                "links", incident.links(),
                "clocks",
                        IntStream.range(0, incident.clocks().size())
                                .mapToObj(i -> map(
                                        "state", incident.state(i, now),
                                        "clock", incident.clocks().get(i)))
                                .toList(),
                "reports", incident.reports(),
                "informed", incident.informed(),
                "actions",
                        incident.actions().stream()
                                .map(action -> map(
                                        "state",
                                        action.doneAt() != null
                                                ? action.doneAt().isAfter(action.due()) ? "DONE_LATE" : "DONE"
                                                : now.isAfter(action.due()) ? "OVERDUE" : "OPEN",
                                        "action",
                                        action))
                                .toList(),
                "announced", incident.announced(),
                "closing", incident.closing());
    }
}
