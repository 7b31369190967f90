package dev.chancery.reports.pack;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.event.BiasEvent.BiasBoundsSet;
import dev.chancery.contracts.event.DutyEvent.DutyPerformed;
import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRefused;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentClosed;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.incident.IncidentClock;
import dev.chancery.verifier.pack.ContentRefs;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A company's log with two AI systems and two persons concerned, of whom one has her texts erased. */
final class ScopedLog {

    /** Before this position the system is made of the workflow {@code support}, from it on of {@code letters}. */
    final long described;

    final MemoryLog log;

    private ScopedLog(MemoryLog log, long described) {
        this.log = log;
        this.described = described;
    }

    static ScopedLog make() {
        MemoryLog log = SampleLog.of(6);
        log.append("system/triage", new SystemRegistered("triage", of("support"), SystemStatus.IN_SERVICE, "ada"));
        log.append("system/other", new SystemRegistered("other", of("support"), SystemStatus.IN_SERVICE, "ada"));
        for (String system : List.of("triage", "other", "company")) {
            log.append(
                    "duty/" + system,
                    new DutyPerformed(
                            system, RecordedDuty.AI_LITERACY, "course", "ref", LocalDate.of(2026, 11, 1), "ada"));
        }
        for (String subject : List.of("system/triage", "system/other", "workflow/support", "workflow/letters")) {
            log.append("bias/" + subject, bounds(subject));
        }
        log.append("incident/i-1", incident("i-1", "triage"));
        log.append("incident/i-2", incident("i-2", "other"));
        SampleLog.more(log, 6, 12, new SubjectId("customer-1"));
        long described = log.size();
        log.append("system/triage", new SystemDescribed("triage", of("letters"), "moved", "ada"));
        SampleLog.more(log, 12, 18, new SubjectId("customer-2"));
        log.append("incident/i-1", new IncidentClosed("i-1", "a wrong letter", "ada"));
        return new ScopedLog(log, described);
    }

    /** Has the texts of a person's tasks, or of one task, erased as the gateway does it: request, destruction, outcome. */
    SortedSet<String> erase(String erasure, ContentScope.Kind kind, String id) {
        ContentScope scope = new ContentScope(kind, id);
        log.append("erasure/" + erasure, new ErasureRequested(erasure, scope, "Art. 17", "ada"));
        SortedSet<String> gone = new TreeSet<>();
        for (StoredEvent stored : List.copyOf(log.events)) {
            if (stored.stream().startsWith("task/") && isOf(scope, stored.stream())) {
                ContentRefs.in(stored).stream()
                        .map(ref -> ref.content())
                        .filter(content -> log.find(content).isPresent())
                        .forEach(content -> gone.add(content.value()));
            }
        }
        gone.forEach(content -> log.erase(new ContentId(content)));
        log.append(
                "erasure/" + erasure,
                new ErasureCompleted(
                        new Erased(
                                gone.size(),
                                Erased.digest(gone.stream().map(ContentId::new).toList()),
                                List.of()),
                        log.checkpoint()));
        return gone;
    }

    void refuseErasure(String erasure, String subject) {
        log.append(
                "erasure/" + erasure,
                new ErasureRequested(erasure, new ContentScope(ContentScope.Kind.SUBJECT, subject), "Art. 17", "ada"),
                new ErasureRefused(List.of("h-1")));
    }

    private boolean isOf(ContentScope scope, String stream) {
        TaskOpened opened =
                (TaskOpened) log.decode(log.readStream(stream).getFirst()).event();
        return scope.kind() == ContentScope.Kind.TASK
                ? opened.task().value().equals(scope.id())
                : opened.subject() != null && opened.subject().value().equals(scope.id());
    }

    static SystemDescription of(String... workflows) {
        return new SystemDescription(
                "Triage",
                "Sorts letters",
                List.of(AiRole.DEPLOYER),
                "desk",
                "Acme",
                List.of("DE"),
                Stream.of(workflows)
                        .map(workflow -> new SystemPart(SystemPart.Kind.WORKFLOW, workflow))
                        .toList());
    }

    private static Event bounds(String subject) {
        String[] parts = subject.split("/", 2);
        return new BiasBoundsSet(
                new BiasSubject(BiasSubject.Kind.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT)), parts[1]),
                new BiasBounds(List.of(new BiasBound(BiasMetric.DISPARATE_IMPACT, 0.8, null)), "desk", 30),
                "the board",
                "ada");
    }

    private static Event incident(String id, String system) {
        IncidentAssessment assessment =
                new IncidentAssessment(IncidentCategory.HEALTH, false, CausalStatus.LIKELY, false);
        return new IncidentOpened(
                id,
                new Awareness(MemoryLog.START, "Europe/Berlin", Awareness.Party.DEPLOYER),
                assessment,
                IncidentClock.decide(MemoryLog.START, assessment),
                List.of("DE"),
                "A wrong letter",
                new IncidentLinks(List.of(system), List.of(), List.of(), List.of()),
                "ada");
    }
}
