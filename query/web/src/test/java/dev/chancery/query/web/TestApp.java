package dev.chancery.query.web;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.CalibrationCommand;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.LogCommand;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.ToolPinCommand;
import dev.chancery.contracts.command.UsageCommand;
import dev.chancery.contracts.command.WorkflowCommand;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.ScoreCount;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ErasureProblems;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.AbandonedView;
import dev.chancery.query.contracts.ActQuery;
import dev.chancery.query.contracts.AgentsView;
import dev.chancery.query.contracts.BudgetsView;
import dev.chancery.query.contracts.BudgetsView.AlertView;
import dev.chancery.query.contracts.BudgetsView.BudgetView;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.ExamplesView;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.KillSwitchesView;
import dev.chancery.query.contracts.KillSwitchesView.KillSwitchView;
import dev.chancery.query.contracts.ModelVersionsView;
import dev.chancery.query.contracts.OversightView;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.PolicyDraftsView;
import dev.chancery.query.contracts.RebuildView;
import dev.chancery.query.contracts.ReconciliationQuery;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.contracts.RegistryQuery;
import dev.chancery.query.contracts.ReplayView;
import dev.chancery.query.contracts.ReviewCountsView;
import dev.chancery.query.contracts.ReviewPageView;
import dev.chancery.query.contracts.SpendView;
import dev.chancery.query.contracts.TaskEventsView;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ViewsQuery;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.WorkflowsView;
import dev.chancery.query.web.security.AgentKeys;
import dev.chancery.query.web.security.Credentials;
import dev.chancery.query.web.security.CredentialsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.common.AxonNonTransientException;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The web as it is, on Axon's own buses, with recorded answers behind them. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(QueryWeb.class)
class TestApp {

    /** What was asked and done, in order. */
    static final class Journal {
        final List<Object> entries = new CopyOnWriteArrayList<>();
        volatile boolean recordDown;

        /** The task of which nothing can be recorded; null for none. */
        volatile String downAt;

        volatile boolean viewsRebuilding;
        volatile boolean gateOpens = true;
        volatile boolean agentsStopped;

        /** The only agent that is registered, null for none. */
        volatile String agent;

        <T> List<T> of(Class<T> type) {
            return entries.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    /** A text was read from the content store. */
    record ContentRead(ContentId id) {}

    @Bean
    Journal journal() {
        return new Journal();
    }

    @Bean
    CredentialsFile.Issued issued() throws Exception {
        Path home = Files.createTempDirectory("chancery-home");
        CredentialsFile.Issued issued = CredentialsFile.generate(new SecureRandom());
        CredentialsFile.write(home, issued);
        credentials = CredentialsFile.read(home);
        return issued;
    }

    private Credentials credentials;

    @Bean
    Credentials credentials(CredentialsFile.Issued issued) {
        return credentials;
    }

    @Bean
    MemoryLedger ledger() {
        return new MemoryLedger(300);
    }

    @Bean
    ErasureProblems erasureProblems() {
        return erasure -> Optional.of("The record does not allow it now: disk <full>");
    }

    /** What was asked for is kept; a draft named {@code late} can no longer be approved. */
    @Bean
    Drafting drafting(Journal journal) {
        return new Drafting() {
            @Override
            public String propose(List<Wanted> wanted, String reason, String by) {
                if (wanted.getFirst().pointer().isEmpty()) {
                    throw new IllegalArgumentException("A pointer begins with a slash.");
                }
                journal.entries.add("propose " + wanted + " " + reason + " " + by);
                return "d-2";
            }

            @Override
            public void approve(String draft, String reason, String by) {
                if (draft.equals("late")) {
                    throw new IllegalStateException("The policy has changed since this draft was made.");
                }
                journal.entries.add("approve " + draft + " " + reason + " " + by);
            }

            @Override
            public void reject(String draft, String reason, String by) {
                journal.entries.add("reject " + draft + " " + reason + " " + by);
            }

            @Override
            public void activate(String draft) {
                journal.entries.add("activate " + draft);
            }
        };
    }

    @Bean
    Sanitiser sanitiser() {
        return new Sanitiser() {
            @Override
            public String apply(String text) {
                return text.replace("ann@example.org", "[EMAIL_ADDRESS_1]");
            }

            @Override
            public String edited(String output) {
                return output.replace("ann@example.org", "[EMAIL_ADDRESS_0]");
            }
        };
    }

    /** One capsule is the right one. */
    @Bean
    Unsealing unsealing(Journal journal) {
        return (task, agent, capsule) -> {
            if (!capsule.equals("c1.right")) {
                throw Problem.of(HttpStatus.GONE, "capsule-expired", "The capsule has expired.");
            }
            journal.entries.add("opened for " + task + " of " + agent);
            return output -> output.replace("[PERSON_1]", "Ann");
        };
    }

    /** The key of an agent is its name behind {@code key-}. */
    @Bean
    AgentKeys agentKeys(Journal journal) {
        return new AgentKeys() {
            @Override
            public Optional<AgentId> agentOf(String key) {
                return key.startsWith("key-") ? Optional.of(new AgentId(key.substring(4))) : Optional.empty();
            }

            @Override
            public Optional<String> stopped(AgentId agent, WorkflowId workflow) {
                return journal.agentsStopped ? Optional.of("The agent is suspended.") : Optional.empty();
            }
        };
    }

    @Bean
    CommandGateway commandGateway(Journal journal) {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        for (Class<?> type : List.of(
                TaskCommand.DiscloseContent.class,
                TaskCommand.DecideReview.class,
                TaskCommand.RecordHumanOutcome.class,
                CalibrationCommand.SeedCase.class,
                AgentCommand.RegisterAgent.class,
                AgentCommand.RotateAgentKey.class,
                AgentCommand.IssueAgentKey.class,
                AgentCommand.RevokeAgentKey.class,
                AgentCommand.SuspendAgent.class,
                AgentCommand.ReinstateAgent.class,
                WorkflowCommand.RegisterWorkflow.class,
                WorkflowCommand.MoveGate.class,
                ErasureCommand.RequestErasure.class,
                HoldCommand.PlaceHold.class,
                HoldCommand.LiftHold.class,
                KillSwitchCommand.PullKillSwitch.class,
                KillSwitchCommand.ResetKillSwitch.class,
                ToolPinCommand.ApproveTool.class,
                LogCommand.RotateLogKey.class,
                UsageCommand.ImportUsage.class)) {
            bus.subscribe(type.getName(), message -> {
                if (journal.recordDown
                        || (journal.downAt != null
                                && message.getPayload() instanceof TaskCommand.DiscloseContent shown
                                && shown.task().value().equals(journal.downAt))) {
                    throw new RecordUnavailable("down", new IllegalStateException("no disk"));
                }
                Command command = (Command) message.getPayload();
                journal.entries.add(command);
                if (command instanceof AgentCommand.RegisterAgent register
                        && register.agent().value().equals("support-bot")) {
                    throw new IllegalStateException("The policy in force declares the agent 'support-bot'.");
                }
                if (command instanceof ToolPinCommand.ApproveTool approve
                        && !approve.digest().equals(Sample.DIGEST)) {
                    throw new IllegalStateException("The server shows another definition by now. Look at it.");
                }
                if (command instanceof AgentCommand.RevokeAgentKey revoke
                        && revoke.keyId().equals("nokey")) {
                    throw new IllegalStateException("The agent has no key 'nokey'");
                }
                if (command.target().equals("agent/nobody")) {
                    throw new NotThere();
                }
                return switch (command) {
                    case WorkflowCommand.MoveGate ignored ->
                        journal.gateOpens ? List.of() : List.of("49 outputs were reviewed.", "It is too soon.");
                    case TaskCommand.RecordHumanOutcome told ->
                        new OutcomeComparison(
                                "dice-words-and-pairs/1",
                                told.outcome().text().equals(told.answer().text()),
                                0.5,
                                false);
                    case UsageCommand.ImportUsage ignored ->
                        journal.of(UsageCommand.ImportUsage.class).size() == 1 ? List.of() : null;
                    default -> null;
                };
            });
        }
        return DefaultCommandGateway.builder().commandBus(bus).build();
    }

    /** As Axon's repositories say it. */
    static final class NotThere extends AxonNonTransientException {
        private static final long serialVersionUID = 1;

        NotThere() {
            super("The aggregate was not found in the event store");
        }
    }

    @Bean
    QueryGateway queryGateway(Journal journal) {
        QueryBus bus = SimpleQueryBus.builder().build();
        new AnnotationQueryHandlerAdapter<>(new Answers(journal)).subscribe(bus);
        return DefaultQueryGateway.builder().queryBus(bus).build();
    }

    @Bean
    ContentStore contentStore(Journal journal) {
        return new ContentStore() {
            @Override
            public Optional<Instant> erasedAt(ContentId id) {
                return id.value().endsWith(Sample.ERASED) ? Optional.of(Sample.ERASED_AT) : Optional.empty();
            }

            @Override
            public Optional<Content> find(ContentId id) {
                journal.entries.add(new ContentRead(id));
                String text = id.value().startsWith("output-")
                        ? "Dear [PERSON_1], we have blocked the card [CREDIT_CARD_1].\nA new one is on its way to the address that we have on file. <script>alert(1)</script>"
                        : "system: You help customers of a bank.\nuser: I lost my card [CREDIT_CARD_1] & my mail is [EMAIL_ADDRESS_1].";
                return id.value().endsWith(Sample.ERASED)
                        ? Optional.empty()
                        : Optional.of(Content.of(id, new byte[Content.SALT_BYTES], text));
            }
        };
    }

    @Bean
    EventLog eventLog() {
        return new EventLog() {
            @Override
            public long size() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<StoredEvent> read(long from, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<StoredEvent> readStream(String stream) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Recorded decode(StoredEvent event) {
                return Sample.stream(event.stream().substring("task/".length())).get((int) event.sequence());
            }

            @Override
            public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** Stands for the gateway, whose keys are its own matter; found by the scan of this package. */
    @RestController
    static class ModelApi {
        @PostMapping({"/v1/chat/completions", "/mcp"})
        String complete() {
            return "served";
        }
    }

    /** The answers of the views. */
    static final class Answers {
        private final Journal journal;

        Answers(Journal journal) {
            this.journal = journal;
        }

        @QueryHandler
        public TaskPageView handle(TaskQuery.FindTasks query) {
            journal.entries.add(query);
            return new TaskPageView(
                    Sample.tasks().stream()
                            .filter(t -> query.state() == null || query.state() == t.state())
                            .limit(query.limit())
                            .toList(),
                    1040L);
        }

        @QueryHandler
        public TaskSummaryView handle(TaskQuery.FindTask query) {
            return Sample.tasks().stream()
                    .filter(t -> t.task().equals(query.task().value()))
                    .findFirst()
                    .orElse(null);
        }

        @QueryHandler
        public TaskEventsView handle(TaskQuery.FindTaskEvents query) {
            return new TaskEventsView(
                    handle(new TaskQuery.FindTask(query.task())) == null
                            ? List.of()
                            : Sample.stream(query.task().value()).stream()
                                    .map(Sample::stored)
                                    .toList());
        }

        @QueryHandler
        public ReviewPageView handle(TaskQuery.FindReviews query) {
            return new ReviewPageView(
                    Stream.concat(
                                    Sample.tasks().stream().filter(t -> t.state() == TaskState.HELD),
                                    // Only the page of tools asks for so many.
                                    query.limit() == 50 ? Stream.of(Sample.heldCall()) : Stream.of())
                            .toList(),
                    null);
        }

        @QueryHandler
        public ReplayView handle(TaskQuery.ReplayTask query) {
            journal.entries.add(query);
            return new ReplayView(
                    true,
                    List.of(new ReplayView.ReplayedDecision(1043, "task.routing-decided", "{\"a\":1}", "{\"a\":1}")));
        }

        @QueryHandler
        public ErasurePageView handle(ErasureQuery.FindErasures query) {
            return new ErasurePageView(
                    Sample.erasures().stream()
                            .filter(e -> query.state() == null || query.state() == e.state())
                            .toList(),
                    null);
        }

        @QueryHandler
        public ErasureView handle(ErasureQuery.FindErasure query) {
            boolean asked = journal.of(ErasureCommand.RequestErasure.class).stream()
                    .anyMatch(request -> request.erasure().equals(query.erasure()));
            return asked ? Sample.erasures().getFirst() : null;
        }

        @QueryHandler
        public PolicyDraftsView handle(RegistryQuery.FindPolicyDrafts query) {
            return new PolicyDraftsView(List.of(new PolicyDraftsView.DraftView(
                    "d-1",
                    PolicyDraftsView.DraftState.OPEN,
                    "ab".repeat(32),
                    List.of(new PolicyChange("/models/0/deployments/0", "\"home/a\"", "\"home/b\"")),
                    List.of(new ReviewCount("home/a", 60, 30), new ReviewCount("home/b", 60, 58)),
                    List.of(new ScoreCount(72, 10, 3)),
                    "People approve more of it.",
                    "chancery",
                    Instant.parse("2026-11-20T10:00:00Z"),
                    17,
                    List.of(new PolicyDraftsView.Said(true, "ada", "so do I", Instant.parse("2026-11-20T11:00:00Z"))),
                    null)));
        }

        /** Of {@code many} there are 120, of any other two. */
        @QueryHandler
        public ExamplesView handle(TaskQuery.FindExamples query) {
            journal.entries.add(query);
            if (!query.workflow().value().equals("many")) {
                return new ExamplesView(
                        List.of(
                                Sample.example(Sample.RELEASED, 1051, ExampleLabel.OTHERWISE, "output-better"),
                                Sample.example(Sample.ERASED, 1052, ExampleLabel.REJECTED, null)),
                        null);
            }
            long first = query.after() == null ? 0 : query.after() + 1;
            List<ExamplesView.ExampleView> page = LongStream.range(first, Math.min(120, first + query.limit()))
                    .mapToObj(n -> Sample.example("many-" + n, n, ExampleLabel.APPROVED, null))
                    .toList();
            return new ExamplesView(
                    page, page.size() < query.limit() ? null : page.getLast().position());
        }

        @QueryHandler
        public ReviewCountsView handle(RegistryQuery.FindReviewCounts query) {
            return new ReviewCountsView(Map.of("fast", List.of(new ReviewCount("home/a", 60, 30))));
        }

        @QueryHandler
        public JudgeAgreementView handle(FindJudgeAgreement query) {
            return Sample.agreement();
        }

        @QueryHandler
        public KillSwitchesView handle(RegistryQuery.FindKillSwitches query) {
            return new KillSwitchesView(List.of(new KillSwitchView(
                    new StopScope(StopScope.Kind.AGENT, "support-bot"),
                    "it mails strangers",
                    "ada",
                    Instant.parse("2026-11-20T10:00:00Z"),
                    17)));
        }

        @QueryHandler
        public ToolsView handle(RegistryQuery.FindTools query) {
            return Sample.tools(journal.of(ToolPinCommand.ApproveTool.class).stream()
                    .anyMatch(approval -> approval.digest().equals(Sample.DIGEST)));
        }

        @QueryHandler
        public HoldsView handle(ErasureQuery.FindHolds query) {
            return new HoldsView(Sample.holds());
        }

        @QueryHandler
        public HoldView handle(ErasureQuery.FindHold query) {
            boolean placed = journal.of(HoldCommand.PlaceHold.class).stream()
                    .anyMatch(place -> place.hold().equals(query.hold()));
            return Sample.holds().stream()
                    .filter(hold -> placed || hold.hold().equals(query.hold()))
                    .findFirst()
                    .orElse(null);
        }

        @QueryHandler
        public WorkflowsView handle(RegistryQuery.FindWorkflows query) {
            return new WorkflowsView(List.of(new WorkflowsView.WorkflowView(
                    "card-support",
                    "Answers",
                    Gate.HUMAN_IN_THE_LOOP,
                    new GateEvidence(50, 49, 0.89),
                    new GateConduct(Instant.EPOCH, Instant.EPOCH, 60, 3, 0, 0, 0, 60, Sample.usd(60), 0, 0),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    "chancery",
                    "Of the last 11, 11 delivered outputs were not found right.")));
        }

        @QueryHandler
        public OversightView handle(RegistryQuery.FindOversight query) {
            return new OversightView(List.of(new OversightView.ReviewerView(
                    "ada",
                    8,
                    1,
                    1,
                    0.2,
                    2,
                    14_000L,
                    List.of(new OversightView.DwellView(5_000L, 6), new OversightView.DwellView(null, 2)),
                    new OversightView.CalibrationView(9, 1, 0.596, 0.982),
                    Instant.EPOCH,
                    Instant.EPOCH)));
        }

        @QueryHandler
        public GateEvidenceView handle(RegistryQuery.FindGateEvidence query) {
            return query.workflow().value().equals("card-support")
                    ? new GateEvidenceView(
                            "card-support",
                            Gate.HUMAN_IN_THE_LOOP,
                            new GateEvidence(50, 49, 0.89),
                            new GateConduct(Instant.EPOCH, Instant.EPOCH, 60, 0, 0, 0, 0, 60, Sample.usd(60), 0, 0),
                            new PolicyVersion("p1"))
                    : null;
        }

        @QueryHandler
        public AgentsView handle(RegistryQuery.FindAgents query) {
            return new AgentsView(
                    journal.agent == null
                            ? List.of()
                            : List.of(new AgentsView.AgentView(
                                    journal.agent, "desk", "answers", null, null, Sample.NOON, null, null, List.of())));
        }

        @QueryHandler
        public BudgetsView handle(RegistryQuery.FindBudgets query) {
            BudgetScope month = new BudgetScope(BudgetScope.Kind.COMPANY_MONTH, "company/2026-11");
            Micros cap = new Micros(500_000_000, Currency.getInstance("USD"));
            Micros spent = new Micros(401_000_000, Currency.getInstance("USD"));
            return new BudgetsView(List.of(new BudgetView(
                    month.kind(),
                    BudgetScope.COMPANY,
                    cap,
                    Sample.NOON,
                    0,
                    null,
                    null,
                    new AlertView(month, 80, spent, cap, Sample.NOON))));
        }

        @QueryHandler
        public PoliciesView handle(RegistryQuery.FindPolicies query) {
            return new PoliciesView("p1", List.of(), null);
        }

        @QueryHandler
        public ModelVersionsView handle(RegistryQuery.FindModelVersions query) {
            throw new RecordUnavailable("down", new IllegalStateException("no disk"));
        }

        @QueryHandler
        public AbandonedView handle(ActQuery.FindAbandoned query) {
            return new AbandonedView(
                    List.of(new AbandonedView.AbandonedAct(
                            Act.TASK,
                            "task/" + Sample.HELD,
                            AbandonCause.PROCESS_ENDED,
                            AbandonCause.PROCESS_ENDED.sentence(),
                            Sent.SOMETHING,
                            new Attempt("openai/gpt-mini", 1, AttemptFailure.RATE_LIMITED),
                            Sample.usd(9_000),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            7)),
                    query.limit() == 1 ? 7L : null,
                    List.of(new AbandonedView.DayCount(LocalDate.EPOCH, Act.TASK, 1)),
                    1);
        }

        @QueryHandler
        public DeadLettersView handle(ActQuery.FindDeadLetters query) {
            if (journal.viewsRebuilding) {
                throw new ViewsRebuilding("dead-letters", 40);
            }
            return new DeadLettersView(
                    List.of(new DeadLettersView.DeadLetter(9, "task/x", "unreadable", Instant.EPOCH)), null, 1);
        }

        @QueryHandler
        public DeadLettersView handle(ActQuery.RetryDeadLetters query) {
            journal.entries.add(query);
            return new DeadLettersView(List.of(), null, 0);
        }

        @QueryHandler
        public ReconciliationView handle(ReconciliationQuery.FindReconciliation query) {
            return new ReconciliationView(query.provider(), query.from(), query.to(), List.of(), List.of(), 0);
        }

        @QueryHandler
        public ViewsView handle(ViewsQuery.FindViews query) {
            return new ViewsView(
                    ViewsView.State.CURRENT,
                    2,
                    90,
                    10,
                    List.of(),
                    new ViewsView.Rebuilding(ViewsView.Reason.ASKED, Instant.EPOCH, 40, 100, 40, 6L),
                    new ViewsView.Rebuilt(
                            ViewsView.Reason.CHECK,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            2,
                            80,
                            null,
                            List.of(new ViewsView.Compared("task-summaries", 8, 8, 1, List.of("t7")))));
        }

        @QueryHandler
        public RebuildView handle(ViewsQuery.RebuildViews query) {
            journal.entries.add(query);
            return new RebuildView(!query.check(), handle(new ViewsQuery.FindViews()));
        }

        @QueryHandler
        public SpendView handle(FindSpend query) {
            return new SpendView(
                    query.by(),
                    query.from(),
                    query.to(),
                    List.of(new SpendView.SpendLine("support-bot", 3, 40, 7, Sample.usd(1_234))));
        }
    }
}
