package dev.chancery.views;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/** Tasks for tests. */
final class TaskLog {

    static final Currency USD = Currency.getInstance("USD");

    private TaskLog() {}

    static Micros usd(long amount) {
        return new Micros(amount, USD);
    }

    static ContentRef content(String id) {
        return new ContentRef(new ContentId(id), "00".repeat(32), 400);
    }

    /** What opens a task. */
    static List<Event> opening(int n) {
        AgentId agent = new AgentId("agent-" + n % 5);
        WorkflowId workflow = new WorkflowId("workflow-" + n % 3);
        return List.of(
                new TaskOpened(
                        new TaskId("t" + n),
                        TaskKind.INFERENCE,
                        agent,
                        workflow,
                        new SessionId("s-" + n),
                        null,
                        content("q" + n),
                        new PolicyVersion("p1")),
                new PersonalDataRedacted(
                        new RedactionFacts("structured/1", List.of(new TypeCount("EMAIL_ADDRESS", 1))),
                        Sensitivity.PERSONAL),
                new RoutingDecided(
                        new RoutingFacts(
                                agent,
                                workflow,
                                new RequestFacts("auto", 2, 40, 200, null, false, false),
                                Sensitivity.PERSONAL,
                                null,
                                List.of(),
                                MemoryLog.START),
                        List.of(new Candidate("model-" + n % 2, Tier.WORKER, 100, usd(5), usd(90))),
                        List.of()),
                new SpendReserved(usd(90), List.of(), List.of()));
    }

    /** What came of it. */
    static List<Event> outcome(int n, Event... last) {
        List<Event> events = new ArrayList<>(List.of(
                new InferenceCompleted(
                        "model-" + n % 2, "v1", new Usage(40, 7, false), usd(n), 12, "stop", content("a" + n)),
                new OutputScreened(new Screening("structured/1", List.of(), "stop", 400)),
                new SpendSettled(usd(90), usd(n))));
        events.addAll(List.of(last));
        return events;
    }
}
