package dev.chancery.folds;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Logs for tests. */
final class Streams {

    static final Currency USD = Currency.getInstance("USD");
    static final Instant START = Instant.parse("2026-11-30T23:59:58Z");
    static final AgentId SUPPORT = new AgentId("support-bot");
    static final WorkflowId TRIAGE = new WorkflowId("triage");
    static final ContentRef ANSWER = content("answer");

    private Streams() {}

    static Micros usd(long amount) {
        return new Micros(amount, USD);
    }

    static ContentRef content(String id) {
        return new ContentRef(new ContentId(id), "00", 12);
    }

    static Candidate candidate(String deployment, Tier tier) {
        return new Candidate(deployment, tier, 100, usd(50), usd(900));
    }

    /** Events of a task from its opening on, one second apart. */
    static List<Recorded> task(String id, Event... events) {
        List<Event> all = new ArrayList<>();
        all.add(new TaskOpened(
                new TaskId(id),
                TaskKind.INFERENCE,
                SUPPORT,
                TRIAGE,
                new SessionId("s-1"),
                null,
                content("request"),
                new PolicyVersion("p1")));
        all.addAll(List.of(events));
        return stream("task/" + id, all.toArray(Event[]::new));
    }

    static List<Recorded> stream(String stream, Event... events) {
        List<Recorded> recorded = new ArrayList<>();
        for (Event event : events) {
            int n = recorded.size();
            recorded.add(new Recorded(n, "id-" + n, stream, n, START.plusSeconds(n), event));
        }
        return recorded;
    }

    static Event redacted() {
        return new PersonalDataRedacted(
                new RedactionFacts("structured/1", List.of(new TypeCount("EMAIL_ADDRESS", 2))), Sensitivity.PERSONAL);
    }

    static Event classified() {
        return new TaskClassified(new Classification("card_lost", 0.9, "minilm/1"));
    }

    static Event routed(Candidate... candidates) {
        return new RoutingDecided(
                new RoutingFacts(
                        SUPPORT,
                        TRIAGE,
                        new RequestFacts("auto", 2, 40, 200, null, false, false),
                        Sensitivity.PERSONAL,
                        null,
                        List.of(),
                        START),
                List.of(candidates),
                List.of());
    }

    static Event reserved(long amount) {
        return new SpendReserved(usd(amount), List.of(), List.of());
    }

    static Event failed(String deployment, long charged) {
        return new AttemptFailed(deployment, 1, AttemptFailure.CUT_OFF, "half an answer", 5, usd(charged));
    }

    static Event completed(String deployment, long cost) {
        return new InferenceCompleted(
                deployment, deployment + "-2026", new Usage(40, 7, false), usd(cost), 321, "stop", ANSWER);
    }

    static Event settled(long reserved, long settled) {
        return new SpendSettled(usd(reserved), usd(settled));
    }

    /** Folds a log as a keeper does. */
    static <K extends Comparable<K>, S> TreeMap<K, S> fold(Fold<Step, K, S> fold, List<Recorded> log) {
        return fold(fold, log, new TreeMap<>());
    }

    /** Into states that are there. */
    static <K, S, M extends Map<K, S>> M fold(Fold<Step, K, S> fold, List<Recorded> log, M states) {
        TaskSummaries summaries = new TaskSummaries();
        Map<String, TaskSummary> tasks = new HashMap<>();
        for (Recorded recorded : log) {
            Step step = Step.of(recorded);
            for (TaskId task : summaries.keys(recorded)) {
                TaskSummary before = tasks.get(task.value());
                TaskSummary after = summaries.apply(task, before, recorded);
                tasks.put(task.value(), after);
                step = new Step(recorded, before, after);
            }
            for (K key : fold.keys(step)) {
                states.put(key, fold.apply(key, states.get(key), step));
            }
        }
        return states;
    }
}
