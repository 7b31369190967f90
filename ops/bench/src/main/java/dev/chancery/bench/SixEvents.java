package dev.chancery.bench;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Sensitivity;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.Tier;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.fact.Usage;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate of the benchmark: every command makes a new one of six events of a task, about 500 B each, which differ from
 * those of another only by the task. What is measured is how they are recorded, so nothing is decided.
 */
final class SixEvents {

    static final int EVENTS = 6;

    /** What each settles, so that a fold over them can be checked. */
    static final long SETTLED = 1_234;

    private static final Currency USD = Currency.getInstance("USD");
    private static final AgentId CLERK = new AgentId("clerk");
    private static final WorkflowId SUPPORT = new WorkflowId("support");
    private static final SessionId SESSION = new SessionId("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6d");
    private static final ContentRef TEXT =
            new ContentRef(new ContentId("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6e"), "5e".repeat(32), 1_234);
    private static final List<TypeCount> FOUND = IntStream.range(0, 10)
            .mapToObj(i -> new TypeCount("EMAIL_ADDRESS_OF_KIND_" + i, i + 1))
            .toList();
    private static final List<Event> AFTER_OPENING = List.of(
            new PersonalDataRedacted(new RedactionFacts("structured/1", FOUND), Sensitivity.PERSONAL),
            new RoutingDecided(
                    new RoutingFacts(
                            CLERK,
                            SUPPORT,
                            new RequestFacts("auto", 1, 100, 450, 64, false, false),
                            Sensitivity.PERSONAL,
                            null,
                            List.of(),
                            Instant.parse("2026-11-20T12:00:00.123456Z")),
                    Stream.of("cloud/large", "cloud/small", "local/tiny")
                            .map(name -> new Candidate(name, Tier.WORKER, 4_000, usd(1_300), usd(9_000)))
                            .toList(),
                    List.of(new Rejection(
                            "cloud/other", Rejection.Reason.CONTEXT_TOO_SMALL, "needs 514 tokens and has 300"))),
            new SpendReserved(
                    usd(9_000),
                    Stream.of(BudgetScope.Kind.TASK, BudgetScope.Kind.SESSION, BudgetScope.Kind.AGENT_DAY)
                            .map(kind -> new ScopeBalance(
                                    new BudgetScope(kind, "clerk/2026-11-20"), usd(1_000_000), usd(5_000), usd(9_000)))
                            .toList(),
                    List.of()),
            new InferenceCompleted(
                    "cloud/large", "large-2026-10-01", new Usage(514, 64, false), usd(SETTLED), 812, "stop", TEXT),
            new SpendSettled(usd(9_000), usd(SETTLED)));

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    static List<Event> of(TaskId task) {
        TaskOpened opened = new TaskOpened(
                task, TaskKind.INFERENCE, CLERK, SUPPORT, SESSION, null, TEXT, new PolicyVersion("5e".repeat(32)));
        return Stream.concat(Stream.of(opened), AFTER_OPENING.stream()).toList();
    }

    private static Micros usd(long micros) {
        return new Micros(micros, USD);
    }

    /** The command's name does not matter here; it is one that goes to a task. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    void record(RecordToolOutcome command) {
        of(command.task()).forEach(event -> apply(event));
    }

    @EventSourcingHandler
    void on(TaskOpened event) {
        stream = TaskCommand.stream(event.task());
    }
}
