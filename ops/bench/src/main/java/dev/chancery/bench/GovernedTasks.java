package dev.chancery.bench;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.contracts.fact.PromptFacts;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.eventstore.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tasks that the real decisions open and close, eight events each, in the order in which a busy gateway commits them: a tenth of the outputs
 * held and decided by people, a person concerned in each third task.
 */
final class GovernedTasks {

    static final String DEPLOYMENT = "cloud/small";
    static final String FIRST_VERSION = "small-2026-10";
    static final String SECOND_VERSION = "small-2026-11";
    static final Currency USD = Currency.getInstance("USD");

    /** Three workflows, twenty agents, two deployments of which one changes its version half-way; all of it now. */
    static final GovernedTasks NARROW = new GovernedTasks(
            20, List.of("support", "billing", "triage"), List.of(DEPLOYMENT, "cloud/other"), 0, Instant.EPOCH);

    private static final int WRITERS = 32;
    private static final int TASKS_PER_COMMIT = 16;
    private static final List<String> LABELS = List.of("question", "complaint", "order", "other");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

    private final int agents;
    private final List<String> workflows;
    private final List<String> deployments;
    private final int days;
    private final Instant end;
    private final String document;
    private final Policy policy;

    private GovernedTasks(int agents, List<String> workflows, List<String> deployments, int days, Instant end) {
        this.agents = agents;
        this.workflows = workflows;
        this.deployments = deployments;
        this.days = days;
        this.end = end;
        this.document = PolicyDocument.canonical(JsonMapper.shared().readTree(document()));
        this.policy = PolicyDocument.parse(document);
    }

    /**
     * Twelve workflows, two hundred agents, each of which uses all of six deployments, over a year that ends then. A quarter of the answers
     * came partly from the provider's cache, requests have labels and prompts, one output in a hundred still waits for a person, and one task in five
     * thousand has no outcome yet.
     */
    static GovernedTasks wide(Instant end) {
        return new GovernedTasks(
                200,
                IntStream.range(0, 12).mapToObj(i -> "workflow-" + i).toList(),
                List.of(DEPLOYMENT, "cloud/other", "cloud/large", "cloud/tiny", "site/small", "site/tiny"),
                365,
                end);
    }

    Policy policy() {
        return policy;
    }

    List<String> workflows() {
        return workflows;
    }

    List<String> deployments() {
        return deployments;
    }

    private String document() {
        StringBuilder callers = new StringBuilder();
        for (int i = 0; i < agents; i++) {
            callers.append(i == 0 ? "" : ",").append("""
                    {"id": "%s", "owner": "Support", "purpose": "Answers", "workflows": ["%s"],
                     "budgets": {"task": "1", "session": "10", "day": "100"}, "tools": []}
                    """.formatted(agent(i), workflow(i)));
        }
        StringBuilder works = new StringBuilder();
        for (String workflow : workflows) {
            works.append(works.isEmpty() ? "" : ",").append("""
                    {"id": "%s", "purpose": "Answers customers", "gate": "autonomous", "tiers": ["worker"],
                     "deployments": [], "classify": false}
                    """.formatted(workflow));
        }
        StringBuilder models = new StringBuilder();
        for (String deployment : deployments) {
            String model = deployment.substring(deployment.indexOf('/') + 1);
            models.append(models.isEmpty() ? "" : ",")
                    .append("""
                    {"id": "%s", "provider": "%s", "model": "%s", "tier": "worker", "location": "cloud",
                     "inputPrice": "0.25", "outputPrice": "2", "contextTokens": 64000, "maxOutputTokens": 4000, "tools": true,
                     "timeoutMillis": 60000}
                    """.formatted(deployment, model.equals("other") ? "anthropic" : "openai", model));
        }
        return """
                {"format": 1, "currency": "USD", "deployments": [%s],
                 "models": [], "workflows": [%s], "agents": [%s], "toolServers": [],
                 "rules": [{"id": "personal-to-workers", "when": "sensitivity >= PERSONAL", "tiers": ["worker"],
                            "deployments": [], "local": false}],
                 "redaction": {"restricted": [], "refused": [], "words": {}},
                 "rubrics": [], "gates": {"minimumReviewed": 50, "minimumLowerBound": 0.9}}
                """.formatted(models, works, callers);
    }

    private static String agent(int number) {
        return "clerk-" + number;
    }

    private String workflow(int number) {
        return workflows.get(number % workflows.size());
    }

    /** Appends the policy, these events and so many tasks to an empty store; returns the number of events. */
    long fill(Store store, int tasks, List<DomainEventMessage<?>> beside) throws InterruptedException {
        store.engine()
                .appendEvents(
                        List.of(message("policy", 0, new PolicyActivated(policy.version(), document), at(0, tasks))));
        for (int from = 0; from < beside.size(); from += TASKS_PER_COMMIT) {
            store.engine().appendEvents(beside.subList(from, Math.min(beside.size(), from + TASKS_PER_COMMIT)));
        }
        AtomicInteger next = new AtomicInteger();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            writers.add(Thread.ofVirtual().start(() -> {
                for (int from = next.getAndAdd(TASKS_PER_COMMIT);
                        from < tasks;
                        from = next.getAndAdd(TASKS_PER_COMMIT)) {
                    List<DomainEventMessage<?>> commit = new ArrayList<>();
                    for (int i = from; i < Math.min(tasks, from + TASKS_PER_COMMIT); i++) {
                        commit.addAll(task(i, tasks));
                    }
                    store.engine().appendEvents(commit);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        return store.log().size();
    }

    /** As the gateway names them: the time comes first. */
    static TaskId id(int number) {
        return new TaskId(
                new UUID((1_800_000_000_000L + number) << 16 | 0x7000, -number * 0x9E3779B97F4AL - 1).toString());
    }

    /** When a task was opened; null for now. */
    private @Nullable Instant at(int number, int all) {
        return days == 0
                ? null
                : end.minus(Duration.ofDays(days).multipliedBy(all - number).dividedBy(all));
    }

    /** A prompt in one of three versions; every twelfth caller names none and writes the case into its instructions. */
    private PromptFacts prompt(int number, WorkflowId workflow) {
        boolean own = number % 12 == 0;
        String version = "%d".formatted(1 + number % 3);
        return new PromptFacts(
                own ? null : new NamedPrompt(workflow.value(), version),
                "hmac-sha256:bench:%064x".formatted(own ? number : workflow.hashCode() & 0xFFFF));
    }

    private List<DomainEventMessage<?>> task(int number, int all) {
        TaskId task = id(number);
        Instant at = at(number, all);
        Instant told = at == null ? NOON : at;
        AgentId agent = new AgentId(agent(number % agents));
        WorkflowId workflow = new WorkflowId(workflow(number % agents));
        SessionId session = new SessionId("session-" + number / 5);
        Gate gate = number % 10 == 0 ? Gate.HUMAN_IN_THE_LOOP : Gate.AUTONOMOUS;
        OpenTask open = new OpenTask(
                task,
                new Asker(
                        agent,
                        workflow,
                        session,
                        number % 3 == 0 ? new SubjectId("customer-" + number % 100_000) : null,
                        policy.version(),
                        null,
                        gate),
                content("question-" + number),
                new RequestFacts("auto", 1, 100, 400, 200, false, false),
                new RedactionFacts("structured/1", List.of()),
                at == null ? null : new Classification(LABELS.get(number / agents % LABELS.size()), 0.9, "examples/1"),
                List.of(),
                told,
                at == null ? null : prompt(number, workflow));
        List<ScopeBalance> balances = BudgetDecision.applicable(policy, agent, workflow, session, task, told).stream()
                .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), Micros.zero(USD), Micros.zero(USD)))
                .toList();
        List<Event> events = new ArrayList<>(TaskOpening.decide(open, policy, balances));
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        if (at != null && number % 5_000 == 1) {
            add(messages, task, events, at);
            return messages;
        }
        Micros reserved = events.stream()
                .filter(SpendReserved.class::isInstance)
                .map(e -> ((SpendReserved) e).amount())
                .findFirst()
                .orElseThrow();
        Answer answer = answer(number, all, gate, at != null);
        events.addAll(TaskOutcome.decide(
                new RecordOutcome(task, List.of(), answer, null), policy, reserved, workflow, false));
        if (gate == Gate.AUTONOMOUS) {
            events.add(new OutputDelivered(120L));
        }
        add(messages, task, events, at);
        if (gate != Gate.AUTONOMOUS && (at == null || number % 100 != 50)) {
            String reviewer = "reviewer-" + number % 7;
            List<Event> review = new ArrayList<>();
            if (at != null) {
                review.add(new ReviewTimed(
                        reviewer,
                        new Showing(
                                answer.content().ref().content(),
                                answer.content().ref().commitment(),
                                0,
                                at),
                        20_000L + number % 60_000));
            }
            review.add(
                    number % 100 == 0
                            ? new OutputEdited(
                                    reviewer, "tone", answer.content().ref())
                            : new OutputApproved(reviewer, "right"));
            add(messages, task, review, at == null ? null : at.plus(Duration.ofMinutes(number % 300)));
        }
        return messages;
    }

    private Answer answer(int number, int all, Gate gate, boolean wide) {
        // In a narrow mix each fourth task goes to the other one.
        String deployment = wide
                ? deployments.get((number / agents + number % 7) % deployments.size())
                : deployments.get(number % 4 != 0 ? 0 : 1);
        String version = deployment.equals(DEPLOYMENT)
                ? number < all / 2 ? FIRST_VERSION : SECOND_VERSION
                : deployment.substring(deployment.indexOf('/') + 1) + "-1";
        boolean cached = wide && number % 4 == 1;
        Content text = content("answer-" + number);
        return new Answer(
                new InferenceCompleted(
                        deployment,
                        version,
                        new Usage(90, 30, false, cached ? CACHED : null),
                        new Micros(60 + (wide ? number % 11 : 0) + (wide && isDear(number, all) ? 2_000 : 0), USD),
                        700,
                        "stop",
                        text.ref()),
                text,
                new Screening("structured/1", List.of(), "stop", 20),
                List.of(),
                gate,
                false);
    }

    /** On one day of the last weeks each fiftieth agent asks for dear answers. */
    private boolean isDear(int number, int all) {
        long day = (long) number * days / all;
        return day == days - 9 && number % agents % 50 == 7;
    }

    private static final UsageDetails CACHED = new UsageDetails(60, 0, 0, 0, 0, 0, new Micros(85, USD));

    private static void add(
            List<DomainEventMessage<?>> messages, TaskId task, List<Event> events, @Nullable Instant at) {
        for (Event event : events) {
            messages.add(message("task/" + task.value(), messages.size(), event, at));
        }
    }

    private static Content content(String id) {
        return Content.of(new ContentId(id), new byte[Content.SALT_BYTES], "sanitised " + id);
    }

    static DomainEventMessage<?> message(String stream, long sequence, Event event, @Nullable Instant at) {
        DomainEventMessage<?> message = new GenericDomainEventMessage<>(stream.split("/")[0], stream, sequence, event);
        return at == null
                ? message
                : new GenericDomainEventMessage<>(
                        stream.split("/")[0], stream, sequence, event, Map.of(), message.getIdentifier(), at);
    }
}
