package dev.chancery.handling;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.AccountEvent.AccountClosed;
import dev.chancery.contracts.event.AccountEvent.AccountOpened;
import dev.chancery.contracts.event.AccountEvent.AccountReopened;
import dev.chancery.contracts.event.AccountEvent.RolesSet;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.handling.account.Accounts;
import dev.chancery.handling.account.Administrators;
import dev.chancery.handling.agent.Agents;
import dev.chancery.handling.bias.BiasRegistration;
import dev.chancery.handling.board.BoardRegistration;
import dev.chancery.handling.budget.Budgets;
import dev.chancery.handling.budget.Reservations;
import dev.chancery.handling.budget.Spending;
import dev.chancery.handling.calibration.Calibration;
import dev.chancery.handling.duty.Duties;
import dev.chancery.handling.erasure.Erasures;
import dev.chancery.handling.erasure.Holds;
import dev.chancery.handling.export.Exports;
import dev.chancery.handling.incident.Incidents;
import dev.chancery.handling.killswitch.KillSwitches;
import dev.chancery.handling.lineage.Lineage;
import dev.chancery.handling.model.Deployments;
import dev.chancery.handling.notice.Notices;
import dev.chancery.handling.policy.PolicyRegistration;
import dev.chancery.handling.price.PriceRegistration;
import dev.chancery.handling.system.SystemRegistration;
import dev.chancery.handling.task.CallRates;
import dev.chancery.handling.task.Repetitions;
import dev.chancery.handling.task.Tasks;
import dev.chancery.handling.tool.Tools;
import dev.chancery.handling.value.ValueRegistration;
import dev.chancery.handling.visit.Visits;
import dev.chancery.handling.workflow.Workflows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;

/** All aggregates as the application sets them up, on a record in memory. A call costs 100 micros, and at the worst 1,000. */
public final class Office implements AutoCloseable {

    /** Of the day, of agent {@code clerk}: ten calls at their worst. */
    public static final long CAP = 10_000;

    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    public static final String DOCUMENT = """
            {"format": 1, "currency": "USD",
             "deployments": [{"id": "m", "provider": "openai", "model": "m", "tier": "worker", "location": "cloud",
               "inputPrice": "0", "outputPrice": "10", "contextTokens": 8000, "maxOutputTokens": 100, "tools": false,
               "timeoutMillis": 1000}],
             "models": [],
             "workflows": [{"id": "work", "purpose": "Work", "gate": "autonomous", "tiers": [], "deployments": [],
               "classify": false}],
             "agents": [{"id": "clerk", "owner": "o", "purpose": "p", "workflows": ["work"],
               "budgets": {"day": "0.01"}, "tools": [
                 {"server": "crm", "tool": "find", "access": "write", "cost": "0.001", "perMinute": 2, "review": "never",
                   "results": "refuse"},
                 {"server": "crm", "tool": "erase", "access": "write", "cost": "0.001", "review": "always",
                   "results": "hold", "resultThreshold": 0.7}]}],
             "toolServers": [{"id": "crm", "url": "http://crm.example", "tools": ["find", "erase"]}], "rules": [], "redaction": {"restricted": [], "refused": [], "words": {}},
             "rubrics": [], "gates": {"minimumReviewed": 2, "minimumLowerBound": 0.1, "sampleShare": 0.001,
               "monitoring": {"falseAlarmEvery": 1000, "changed": {"accepted": 0.1, "alarming": 0.25}}}}
            """;
    public static final Policy POLICY = PolicyDocument.parse(DOCUMENT);

    public static final AgentId CLERK = new AgentId("clerk");
    public static final WorkflowId WORK = new WorkflowId("work");
    private static final Currency USD = Currency.getInstance("USD");

    public final MemoryRecord record;
    public final MemoryBalances balances = new MemoryBalances();
    public final Spending spending;
    public final Holds holds;
    private final Configuration axon;

    public Office() {
        this(new MemoryRecord());
    }

    /** On a record that others have written. */
    public Office(MemoryRecord record) {
        this(record, POLICY);
    }

    /** Under another policy. */
    public Office(MemoryRecord record, Policy policy) {
        this.record = record;
        spending = Spending.from(record, balances);
        holds = new Holds(record);
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(c -> record)
                .configureCorrelationDataProviders(c -> List.of())
                .registerComponent(Policies.class, c -> new OnePolicy(policy))
                .registerComponent(Reservations.class, c -> spending)
                .registerComponent(CallRates.class, c -> CallRates.from(record, NOON))
                .registerComponent(Repetitions.class, c -> new Repetitions())
                .registerComponent(Holds.class, c -> holds)
                .registerComponent(
                        Administrators.class,
                        c -> new Administrators(this::administrators, Nodes.ALONE, InstantSource.fixed(NOON)));
        Aggregates aggregates = new Aggregates(configurer, 1_000);
        Tasks.register(aggregates);
        Tools.register(aggregates);
        Agents.register(aggregates);
        Workflows.register(aggregates);
        Budgets.register(aggregates);
        PolicyRegistration.register(aggregates);
        Deployments.register(aggregates);
        Erasures.register(aggregates);
        Exports.register(aggregates);
        KillSwitches.register(aggregates);
        Calibration.register(aggregates);
        Lineage.register(aggregates);
        Notices.register(aggregates);
        SystemRegistration.register(aggregates);
        Incidents.register(aggregates);
        BiasRegistration.register(aggregates);
        Duties.register(aggregates);
        PriceRegistration.register(aggregates);
        ValueRegistration.register(aggregates);
        BoardRegistration.register(aggregates);
        Accounts.register(aggregates);
        Visits.register(aggregates);
        axon = configurer.start();
    }

    private Set<AccountId> administrators() {
        Set<AccountId> standing = new LinkedHashSet<>();
        Set<AccountId> closed = new LinkedHashSet<>();
        for (StoredEvent stored : record.read(0, Integer.MAX_VALUE)) {
            switch (record.decode(stored).event()) {
                case AccountOpened e -> standing(standing, e.account(), e.grants());
                case RolesSet e -> standing(standing, e.account(), e.grants());
                case AccountClosed e -> closed.add(e.account());
                case AccountReopened e -> closed.remove(e.account());
                default -> {}
            }
        }
        standing.removeAll(closed);
        return standing;
    }

    private static void standing(Set<AccountId> standing, AccountId account, List<RoleGrant> grants) {
        if (Administrators.administers(grants)) {
            standing.add(account);
        } else {
            standing.remove(account);
        }
    }

    private record OnePolicy(Policy current) implements Policies {
        @Override
        public Policy version(PolicyVersion version) {
            return current;
        }
    }

    public <R> R send(Command command) {
        return axon.commandGateway().sendAndWait(command);
    }

    public List<Event> events(Command command) {
        return record.of(command.target());
    }

    /** What the day's budget has settled and reserved. */
    public List<Long> balance() {
        return balance(spending);
    }

    public static List<Long> balance(Spending spending) {
        var balance = spending.balance(new BudgetScope(BudgetScope.Kind.AGENT_DAY, "clerk/2026-11-20"), usd(CAP));
        return List.of(balance.settled().amount(), balance.reserved().amount());
    }

    public static Micros usd(long micros) {
        return new Micros(micros, USD);
    }

    public static OpenTask open(String task) {
        return open(task, "m");
    }

    public static OpenTask open(String task, String model) {
        return new OpenTask(
                new TaskId(task),
                new Asker(CLERK, WORK, new SessionId("s"), null, POLICY.version(), null, Gate.AUTONOMOUS),
                content(),
                new RequestFacts(model, 1, 10, 100, 100, false, false),
                new RedactionFacts("none/1", List.of()),
                null,
                List.of(),
                NOON);
    }

    public static RecordOutcome answered(String task, Gate gate) {
        Content answer = content();
        return new RecordOutcome(
                new TaskId(task),
                List.of(),
                new Answer(
                        new InferenceCompleted("m", "m-1", new Usage(10, 10, false), usd(100), 5, "stop", answer.ref()),
                        answer,
                        new Screening("none/1", List.of(), "stop", 2),
                        List.of(),
                        gate,
                        false),
                null);
    }

    public static RecordOutcome failed(String task) {
        return new RecordOutcome(new TaskId(task), List.of(), null, "silence");
    }

    /** A call of {@code crm/find}, which costs 1,000 micros and may be made twice a minute. */
    public static RequestToolCall call(String task, Instant at) {
        return call(task, "find", at);
    }

    /** One of {@code crm/erase} costs as much, and waits for a person. */
    public static RequestToolCall call(String task, String tool, Instant at) {
        return new RequestToolCall(
                new TaskId(task),
                new Asker(CLERK, WORK, new SessionId("s"), null, POLICY.version(), null, Gate.AUTONOMOUS),
                content(),
                new RedactionFacts("none/1", List.of()),
                "crm",
                tool,
                new ToolPin("ab", false, false),
                at);
    }

    public static Content content() {
        return Content.of(new ContentId("c"), new byte[Content.SALT_BYTES], "{}");
    }

    @Override
    public void close() {
        axon.shutdown();
    }
}
