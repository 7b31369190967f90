package dev.chancery.query.web;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.BiasCommand;
import dev.chancery.contracts.command.CalibrationCommand;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.DutyCommand;
import dev.chancery.contracts.command.ErasureCommand;
import dev.chancery.contracts.command.HoldCommand;
import dev.chancery.contracts.command.IncidentCommand;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.LineageCommand;
import dev.chancery.contracts.command.LogCommand;
import dev.chancery.contracts.command.PriceCommand;
import dev.chancery.contracts.command.RuleSetCommand;
import dev.chancery.contracts.command.ScheduleCommand;
import dev.chancery.contracts.command.ShadowAiCommand;
import dev.chancery.contracts.command.SystemCommand;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.ToolPinCommand;
import dev.chancery.contracts.command.UsageCommand;
import dev.chancery.contracts.command.ValueCommand;
import dev.chancery.contracts.command.VisitCommand;
import dev.chancery.contracts.command.WorkflowCommand;
import dev.chancery.contracts.event.AccountEvent;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Act;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.ExampleLabel;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.GateConduct;
import dev.chancery.contracts.fact.GateEvidence;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.PriceListFile;
import dev.chancery.contracts.fact.ReviewCount;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.ScoreCount;
import dev.chancery.contracts.fact.Sent;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SpecialCategoryConditions;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.Tariff;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.ErasureProblems;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.AbandonedView;
import dev.chancery.query.contracts.AccountQuery;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.contracts.AccountsView;
import dev.chancery.query.contracts.ActQuery;
import dev.chancery.query.contracts.AdoptedRulesView;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.AgentsView;
import dev.chancery.query.contracts.BaselinesView;
import dev.chancery.query.contracts.BiasBoundsView;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasFindingsView;
import dev.chancery.query.contracts.BiasPairRunsView;
import dev.chancery.query.contracts.BiasQuery;
import dev.chancery.query.contracts.BiasSuitesView;
import dev.chancery.query.contracts.BiasUsesView;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.BudgetsView;
import dev.chancery.query.contracts.BudgetsView.AlertView;
import dev.chancery.query.contracts.BudgetsView.BudgetView;
import dev.chancery.query.contracts.ControlQuery;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.CostProposalsView;
import dev.chancery.query.contracts.CostQuery;
import dev.chancery.query.contracts.CostsView;
import dev.chancery.query.contracts.DeadLettersView;
import dev.chancery.query.contracts.ErasurePageView;
import dev.chancery.query.contracts.ErasureQuery;
import dev.chancery.query.contracts.ErasureView;
import dev.chancery.query.contracts.ExamplesView;
import dev.chancery.query.contracts.ExportQuery;
import dev.chancery.query.contracts.ExportView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.FindSpend;
import dev.chancery.query.contracts.FingerprintsView;
import dev.chancery.query.contracts.FleetView;
import dev.chancery.query.contracts.FoundEventsView;
import dev.chancery.query.contracts.FoundTasksView;
import dev.chancery.query.contracts.GateEvidenceView;
import dev.chancery.query.contracts.GateStandingView;
import dev.chancery.query.contracts.HoldsView;
import dev.chancery.query.contracts.HoldsView.HoldView;
import dev.chancery.query.contracts.IncidentQuery;
import dev.chancery.query.contracts.IncidentView;
import dev.chancery.query.contracts.IncidentsView;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.contracts.KillSwitchesView;
import dev.chancery.query.contracts.KillSwitchesView.KillSwitchView;
import dev.chancery.query.contracts.LineageQuery;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelVersionsView;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.contracts.OversightView;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.PolicyDraftsView;
import dev.chancery.query.contracts.PriceImportsView;
import dev.chancery.query.contracts.PricesView;
import dev.chancery.query.contracts.PricesView.DeploymentPrice;
import dev.chancery.query.contracts.PricesView.PriceChange;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.RebuildView;
import dev.chancery.query.contracts.ReconciliationQuery;
import dev.chancery.query.contracts.ReconciliationTasksView;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.contracts.RegistryQuery;
import dev.chancery.query.contracts.ReplayView;
import dev.chancery.query.contracts.ReviewCountsView;
import dev.chancery.query.contracts.ReviewPageView;
import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SearchQuery;
import dev.chancery.query.contracts.SearchUnavailable;
import dev.chancery.query.contracts.SearchView;
import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.contracts.SpendAnomaliesView;
import dev.chancery.query.contracts.SpendView;
import dev.chancery.query.contracts.SystemFactsView;
import dev.chancery.query.contracts.SystemQuery;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.TaskEventsView;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.TaskPageView;
import dev.chancery.query.contracts.TaskQuery;
import dev.chancery.query.contracts.TaskQuery.FindReviews.Waiting;
import dev.chancery.query.contracts.TaskSummaryView;
import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.UnclassifiedView;
import dev.chancery.query.contracts.ValueView;
import dev.chancery.query.contracts.ViewsQuery;
import dev.chancery.query.contracts.ViewsRebuilding;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.query.contracts.VisitPageView;
import dev.chancery.query.contracts.VisitsView;
import dev.chancery.query.contracts.WorkflowsView;
import dev.chancery.query.web.lineage.LineageSamples;
import dev.chancery.query.web.security.AgentKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.common.AxonNonTransientException;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.NoHandlerForQueryException;
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

        /** What was recorded of accounts and visits, in order. */
        final List<Command> people = new CopyOnWriteArrayList<>();

        /** Who acted, for each other command. */
        final List<String> actors = new CopyOnWriteArrayList<>();

        volatile boolean recordDown;

        /** The task of which nothing can be recorded; null for none. */
        volatile String downAt;

        volatile boolean viewsRebuilding;
        volatile boolean gateOpens = true;

        /** Whether the gate of the sample workflow is open. */
        volatile boolean gateOpen;

        volatile boolean fleetAway;
        volatile boolean manyPrompts;

        volatile boolean agentsStopped;
        volatile boolean rulesAdopted = true;
        volatile boolean evidenceAway;
        volatile boolean modelsThere;

        /** Whether what was decided about a task shows in it. */
        volatile boolean decisionsTakeEffect;

        /** From when on an obligation applies. */
        volatile List<DateReading> readings = SampleDuties.UNDISPUTED;

        /** The only agent that is registered, null for none. */
        volatile String agent;

        <T> List<T> ofPeople(Class<T> type) {
            return people.stream().filter(type::isInstance).map(type::cast).toList();
        }

        <T> List<T> of(Class<T> type) {
            return entries.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    /** The evidence of an incident was held. */
    record Held(String incident) {}

    /** A text was read from the content store. */
    record ContentRead(ContentId id) {}

    @Bean
    Journal journal() {
        return new Journal();
    }

    /** The time, which a test can let pass. */
    static final class Hours implements InstantSource {
        private volatile Duration later = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(later);
        }

        void pass(Duration more) {
            later = later.plus(more);
        }
    }

    @Bean
    Hours hours() {
        return new Hours();
    }

    @Bean
    MemoryAccounts accounts() {
        return new MemoryAccounts();
    }

    @Bean
    AccountSecrets accountSecrets(MemoryAccounts accounts) {
        return accounts.secrets();
    }

    @Bean
    MemoryLedger ledger() {
        return new MemoryLedger(300);
    }

    @Bean
    Evidence evidence(Journal journal) {
        return incident -> {
            if (journal.evidenceAway) {
                throw new RecordUnavailable("down", new IllegalStateException("no disk"));
            }
            journal.entries.add(new Held(incident));
        };
    }

    /** Files of its own, in a directory that is there for the test. */
    @Bean
    SampleExporting exporting() throws IOException {
        return new SampleExporting();
    }

    @Bean
    SampleReporting reporting() {
        return new SampleReporting();
    }

    /** Keeps nothing but what it was asked. */
    @Bean
    BiasWork biasWork(Journal journal) {
        return new BiasWork() {
            @Override
            public void receive(Upload upload, String by) {
                journal.entries.add(upload);
            }

            @Override
            public void delete(String dataset, String use, String reason, String by) {
                journal.entries.add("deleted " + dataset + " of " + use);
            }

            @Override
            public void end(String use, String reason, String by) {
                journal.entries.add("ended " + use);
            }

            @Override
            public void check(Check check, String by) {
                journal.entries.add(check);
            }
        };
    }

    @Bean
    ErasureProblems erasureProblems() {
        return erasure -> Optional.of("The record does not allow it now: disk <full>");
    }

    /** Takes any file that does not begin with {@code bad}. */
    @Bean
    PriceLists priceLists() {
        return (file, source, date, by) -> {
            if (new String(file, StandardCharsets.UTF_8).startsWith("bad")) {
                throw new IllegalArgumentException("The file is no JSON: bad");
            }
            return new PriceCommand.ImportPrices(
                    new PriceListFile(source, PriceListFile.Format.LITELLM, "ab".repeat(32), date, 1, 2, 0, List.of()),
                    List.of(),
                    by);
        };
    }

    /** What was asked for is kept; a draft named {@code late} can no longer be approved. */
    @Bean
    Drafting drafting(Journal journal) {
        return new Drafting() {
            @Override
            public List<BundleFile> files() {
                return List.of(new BundleFile("policy.yaml", "gates: {minimumReviewed: 30} # <few>\n"));
            }

            @Override
            public String document(String file, String text) {
                if (text.startsWith("bad")) {
                    throw new WrongText(List.of(new PolicyError(file, 3, "There is no such <word>.")));
                }
                return "{\"text\":\"" + text.strip() + "\"}";
            }

            @Override
            public String propose(String file, String text, String reason, String by) {
                journal.entries.add("propose " + document(file, text) + " " + reason + " " + by);
                return "d-3";
            }

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
    RiskRules riskRules() {
        return new SampleRules();
    }

    @Bean
    CommandGateway commandGateway(Journal journal, MemoryAccounts accounts) {
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        Stream.of(AccountCommand.class, VisitCommand.class)
                .flatMap(commands -> Stream.of(commands.getPermittedSubclasses()))
                .forEach(type -> bus.subscribe(type.getName(), message -> {
                    if (journal.recordDown) {
                        throw new RecordUnavailable("down", new IllegalStateException("no disk"));
                    }
                    if (message.getPayload() instanceof AccountCommand command) {
                        accounts.apply(command);
                    }
                    journal.people.add((Command) message.getPayload());
                    return null;
                }));
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
                UsageCommand.ImportUsage.class,
                LineageCommand.AssessModification.class,
                RuleSetCommand.AdoptRuleSet.class,
                ShadowAiCommand.ImportShadowAi.class,
                SystemCommand.RegisterSystem.class,
                SystemCommand.DescribeSystem.class,
                SystemCommand.ChangeSystemStatus.class,
                SystemCommand.ScreenPractices.class,
                SystemCommand.AssessUse.class,
                SystemCommand.AssessDerogation.class,
                SystemCommand.AssessImpact.class,
                SystemCommand.NotifyImpact.class,
                SystemCommand.RecordRisk.class,
                SystemCommand.AssignOverseer.class,
                SystemCommand.RelieveOverseer.class,
                SystemCommand.RecordInstructions.class,
                SystemCommand.RecordDocumentation.class,
                SystemCommand.RecordRegistration.class,
                SystemCommand.EnterDatabase.class,
                SystemCommand.ClassifySystem.class,
                IncidentCommand.OpenIncident.class,
                IncidentCommand.ReassessIncident.class,
                IncidentCommand.RecordIncidentReport.class,
                IncidentCommand.RecordOperatorInformed.class,
                IncidentCommand.PlanCorrectiveAction.class,
                IncidentCommand.RecordCorrectiveActionDone.class,
                IncidentCommand.AnnounceAlteration.class,
                IncidentCommand.CloseIncident.class,
                DutyCommand.RecordDuty.class,
                DutyCommand.DeclareQuality.class,
                PriceCommand.ImportPrices.class,
                BiasCommand.PermitUse.class,
                BiasCommand.SetBounds.class,
                BiasCommand.DefineSuite.class,
                BiasCommand.StartPairs.class,
                BiasCommand.CloseFinding.class,
                ScheduleCommand.SetSchedule.class,
                ScheduleCommand.PauseSchedule.class,
                ScheduleCommand.RemoveSchedule.class,
                ValueCommand.SetBaseline.class)) {
            bus.subscribe(type.getName(), message -> {
                if (journal.recordDown
                        || (journal.downAt != null
                                && message.getPayload() instanceof TaskCommand.DiscloseContent shown
                                && shown.task().value().equals(journal.downAt))) {
                    throw new RecordUnavailable("down", new IllegalStateException("no disk"));
                }
                Command command = (Command) message.getPayload();
                journal.entries.add(command);
                journal.actors.add(String.valueOf(message.getMetaData().get(Desk.ACTOR)));
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
                if (command instanceof IncidentCommand.CloseIncident close
                        && journal.of(IncidentCommand.RecordIncidentReport.class)
                                .isEmpty()) {
                    throw new IllegalStateException("The incident " + close.incident() + " has to be reported.");
                }
                if (command.target().equals("agent/nobody") || command.target().equals("system/nobody")) {
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
                    case ShadowAiCommand.ImportShadowAi ignored ->
                        journal.of(ShadowAiCommand.ImportShadowAi.class).size() == 1;
                    case BiasCommand.StartPairs start -> start.suite() + "-1";
                    case PriceCommand.ImportPrices ignored ->
                        journal.of(PriceCommand.ImportPrices.class).size() == 1;
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
    QueryGateway queryGateway(Journal journal, MemoryAccounts accounts) {
        QueryBus bus = SimpleQueryBus.builder().build();
        new AnnotationQueryHandlerAdapter<>(new Answers(journal, accounts)).subscribe(bus);
        new AnnotationQueryHandlerAdapter<>(new SampleOperations(journal)).subscribe(bus);
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

    /** What a person decided about a task, when that shows. */
    private static Optional<TaskCommand.DecideReview> decided(Journal journal, String task) {
        return journal.decisionsTakeEffect
                ? journal.of(TaskCommand.DecideReview.class).stream()
                        .filter(decision -> decision.task().value().equals(task))
                        .findFirst()
                : Optional.empty();
    }

    /** The events of a task, with how long a person had looked when he decided. */
    private static List<Recorded> stream(Journal journal, String task) {
        List<Recorded> stream = new ArrayList<>(Sample.stream(task));
        decided(journal, task)
                .ifPresent(decision -> stream.add(new Recorded(
                        stream.getLast().position() + 1,
                        "id-timed",
                        "task/" + task,
                        stream.size(),
                        Sample.NOON,
                        new ReviewTimed(
                                decision.reviewer(),
                                new Showing(new ContentId("output-" + task), "ab".repeat(32), 1, Sample.NOON),
                                12_300L))));
        return stream;
    }

    @Bean
    EventLog eventLog(Journal journal) {
        return new EventLog() {
            /** Who closed an account is all that is asked of its stream. */
            @Override
            public List<Event> state(String stream) {
                return journal.ofPeople(AccountCommand.CloseAccount.class).stream()
                        .filter(close -> close.target().equals(stream))
                        .<Event>map(
                                close -> new AccountEvent.AccountClosed(close.account(), close.reason(), close.by()))
                        .toList();
            }

            @Override
            public long size() {
                return SampleLog.events().size();
            }

            @Override
            public List<StoredEvent> read(long from, int limit) {
                return SampleLog.events().stream()
                        .filter(event -> event.position() >= from)
                        .limit(limit)
                        .toList();
            }

            @Override
            public List<StoredEvent> readStream(String stream) {
                return SampleLog.events().stream()
                        .filter(event -> event.stream().equals(stream))
                        .toList();
            }

            @Override
            public Recorded decode(StoredEvent event) {
                if (event.stream().equals("policy")) {
                    return SampleLog.decode(event);
                }
                return stream(journal, event.stream().substring("task/".length()))
                        .get((int) event.sequence());
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
        private final MemoryAccounts accounts;

        Answers(Journal journal, MemoryAccounts accounts) {
            this.journal = journal;
            this.accounts = accounts;
        }

        @QueryHandler
        public AccountsView handle(AccountQuery.FindAccounts query) {
            return new AccountsView(accounts.views(), null);
        }

        @QueryHandler
        public AccountView handle(AccountQuery.FindAccount query) {
            return accounts.view(query.account());
        }

        @QueryHandler
        public VisitsView handle(AccountQuery.FindVisits query) {
            return new VisitsView(List.of(visit()), null);
        }

        @QueryHandler
        public VisitPageView handle(AccountQuery.FindVisit query) {
            return query.visit().equals("visit-1")
                    ? new VisitPageView(
                            visit(), List.of(new VisitPageView.Looked(7, Sample.NOON, "GET", "/tasks?workflow")), null)
                    : null;
        }

        private static VisitsView.VisitView visit() {
            return new VisitsView.VisitView(
                    "visit-1",
                    "regulator",
                    SignInMethod.PASSWORD,
                    List.of(new RoleGrant(Role.REGULATOR, null, MemoryAccounts.LONG)),
                    Sample.NOON,
                    6,
                    1,
                    Sample.NOON,
                    null,
                    null);
        }

        @QueryHandler
        public BlastRadiusView handle(LineageQuery.FindBlastRadius query) {
            journal.entries.add(query);
            return LineageSamples.blastRadius();
        }

        @QueryHandler
        public ModelUsesView handle(LineageQuery.FindModelUses query) {
            journal.entries.add(query);
            return LineageSamples.uses();
        }

        @QueryHandler
        public ModelQualityView handle(LineageQuery.FindModelQuality query) {
            return LineageSamples.quality();
        }

        @QueryHandler
        public PromptUsesView handle(LineageQuery.FindPromptUses query) {
            journal.entries.add(query);
            return journal.manyPrompts ? LineageSamples.manyPrompts() : LineageSamples.prompts();
        }

        @QueryHandler
        public TaskLineageView handle(LineageQuery.FindLineage query) {
            return query.task().value().equals("nothing")
                    ? null
                    : LineageSamples.lineage(query.task().value());
        }

        @QueryHandler
        public InventoryView handle(LineageQuery.FindInventory query) {
            return query.workflow() != null && !query.workflow().value().equals("support")
                    ? null
                    : LineageSamples.inventory();
        }

        @QueryHandler
        public ModificationsView handle(LineageQuery.FindModifications query) {
            return LineageSamples.modifications(journal.of(LineageCommand.AssessModification.class).stream()
                    .map(said -> new ModificationsView.Assessment(
                            said.substantial(), said.reason(), said.by(), LineageSamples.AT, 70))
                    .reduce(null, (before, now) -> now));
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
            TaskSummaryView task = Stream.concat(Sample.tasks().stream(), Stream.of(Sample.heldCall()))
                    .filter(t -> t.task().equals(query.task().value()))
                    .findFirst()
                    .orElse(null);
            return task == null
                    ? null
                    : decided(journal, task.task())
                            .map(decision -> Sample.decided(task, decision))
                            .orElse(task);
        }

        @QueryHandler
        public TaskEventsView handle(TaskQuery.FindTaskEvents query) {
            return new TaskEventsView(
                    handle(new TaskQuery.FindTask(query.task())) == null
                            ? List.of()
                            : stream(journal, query.task().value()).stream()
                                    .map(Sample::stored)
                                    .toList());
        }

        @QueryHandler
        public ReviewPageView handle(TaskQuery.FindReviews query) {
            journal.entries.add(query);
            return new ReviewPageView(
                    Stream.concat(
                                    Sample.tasks().stream().filter(t -> t.state() == TaskState.HELD),
                                    // Only the pages ask for so many.
                                    query.limit() == 50 ? Stream.of(Sample.heldCall()) : Stream.of())
                            .filter(t -> query.waiting() == null
                                    || (query.waiting() == Waiting.TOOL_CALL) == (t.kind() == TaskKind.TOOL_CALL))
                            .toList(),
                    null);
        }

        @QueryHandler
        public ReplayView handle(TaskQuery.ReplayTask query) {
            journal.entries.add(query);
            if (query.policy() != null && query.policy().value().equals(SampleLog.NEW)) {
                return new ReplayView(
                        false,
                        List.of(new ReplayView.ReplayedDecision(
                                1043,
                                "task.routing-decided",
                                "{\"a\":1}",
                                "{\"a\":2}",
                                List.of(new ReplayView.FieldView("/a", "1", "\"<b>2</b>\"")))));
            }
            return new ReplayView(
                    true,
                    List.of(new ReplayView.ReplayedDecision(
                            1043, "task.routing-decided", "{\"a\":1}", "{\"a\":1}", List.of())));
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
        public ExportsView handle(ExportQuery.FindExports query) {
            journal.entries.add(query);
            return new ExportsView(
                    SampleExporting.exports().stream()
                            .filter(export -> query.state() == null || query.state() == export.state())
                            .filter(export -> query.kind() == null || query.kind() == export.kind())
                            .filter(export ->
                                    query.scope() == null || query.scope().equals(export.scope()))
                            .limit(query.limit())
                            .toList(),
                    null);
        }

        @QueryHandler
        public ExportView handle(ExportQuery.FindExport query) {
            return SampleExporting.exports().stream()
                    .filter(export -> export.export().equals(query.export()))
                    .findFirst()
                    .orElse(null);
        }

        @QueryHandler
        public SchedulesView handle(ExportQuery.FindSchedules query) {
            return new SchedulesView(Stream.concat(
                            SampleExporting.schedules().stream(),
                            journal.of(ScheduleCommand.SetSchedule.class).stream()
                                    .map(SampleExporting::schedule))
                    .toList());
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

        /** One, and those that were defined. */
        @QueryHandler
        public BiasSuitesView handle(BiasQuery.FindBiasSuites query) {
            return new BiasSuitesView(Stream.concat(
                            Stream.of(Sample.suite("letters", "hiring")),
                            journal.of(BiasCommand.DefineSuite.class).stream()
                                    .map(define -> Sample.suite(define.suite().suite(), "hiring")))
                    .toList());
        }

        @QueryHandler
        public BiasSuitesView.SuiteView handle(BiasQuery.FindBiasSuite query) {
            return handle(new BiasQuery.FindBiasSuites()).suites().stream()
                    .filter(suite -> suite.suite().equals(query.suite()))
                    .findFirst()
                    .orElse(null);
        }

        @QueryHandler
        public BiasPairRunsView handle(BiasQuery.FindBiasPairRuns query) {
            BiasPairRunsView.RunView first = handle(new BiasQuery.FindBiasPairRun(query.suite() + "-1"));
            return new BiasPairRunsView(first == null ? List.of() : List.of(first.line()));
        }

        @QueryHandler
        public BiasPairRunsView.RunView handle(BiasQuery.FindBiasPairRun query) {
            return query.run().equals("letters-1")
                    ? new BiasPairRunsView.RunView(
                            new BiasPairRunsView.RunLine(
                                    "letters-1",
                                    "letters",
                                    1,
                                    new BiasSubject(BiasSubject.Kind.SYSTEM, "hiring"),
                                    BiasPairRunsView.State.RUNNING,
                                    60,
                                    "ada",
                                    Instant.EPOCH,
                                    7,
                                    null,
                                    null,
                                    new TreeMap<>(),
                                    List.of()),
                            null,
                            BiasPairRunsView.RunView.NOTICE)
                    : null;
        }

        @QueryHandler
        public BiasUsesView.UseView handle(BiasQuery.FindBiasUse query) {
            return query.use().equals("u-1")
                    ? new BiasUsesView.UseView(
                            "u-1",
                            "lending",
                            List.of("sex"),
                            new SpecialCategoryConditions("a", "b", "c", "d", "e", "f"),
                            "model risk",
                            Instant.MAX,
                            "ada",
                            Instant.EPOCH,
                            3,
                            null,
                            List.of())
                    : null;
        }

        @QueryHandler
        public BiasUsesView handle(BiasQuery.FindBiasUses query) {
            return SampleDuties.uses();
        }

        @QueryHandler
        public BiasFindingsView handle(BiasQuery.FindBiasFindings query) {
            return SampleDuties.findings();
        }

        @QueryHandler
        public BiasFindingsView.FindingView handle(BiasQuery.FindBiasFinding query) {
            return SampleDuties.findings().findings().stream()
                    .filter(finding -> finding.finding().equals(query.finding()))
                    .findFirst()
                    .orElse(null);
        }

        @QueryHandler
        public BiasBoundsView handle(BiasQuery.FindBiasBounds query) {
            return SampleDuties.bounds();
        }

        @QueryHandler
        public BiasChecksView handle(BiasQuery.FindBiasChecks query) {
            return SampleDuties.checks();
        }

        @QueryHandler
        public BiasCheckView handle(BiasQuery.FindBiasCheck query) {
            return query.check().equals("check-1") ? SampleDuties.check() : null;
        }

        @QueryHandler
        public BiasUsesView.DatasetView handle(BiasQuery.FindBiasDataset query) {
            return new BiasUsesView.DatasetView(
                    query.dataset(),
                    "u-1",
                    "loans",
                    new BiasSubject(BiasSubject.Kind.WORKFLOW, "card-support"),
                    2,
                    "ab".repeat(32),
                    List.of("sex"),
                    false,
                    false,
                    0,
                    Instant.EPOCH,
                    "ada",
                    Instant.EPOCH,
                    0,
                    null,
                    null);
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
                                    journal.agent,
                                    "desk",
                                    "answers",
                                    "OpenClaw",
                                    null,
                                    Sample.NOON,
                                    null,
                                    null,
                                    FleetSamples.keys())));
        }

        @QueryHandler
        public AgentRulesView handle(RegistryQuery.FindAgentRules query) {
            return query.agent().value().equals("support-bot") ? FleetSamples.rules() : null;
        }

        @QueryHandler
        public GateStandingView handle(RegistryQuery.FindGateStanding query) {
            return query.workflow().value().equals("card-support")
                    ? FleetSamples.standing(journal.gateOpen ? Gate.AUTONOMOUS : Gate.HUMAN_IN_THE_LOOP)
                    : null;
        }

        @QueryHandler
        public FleetView handle(RegistryQuery.FindFleet query) {
            if (journal.fleetAway) {
                throw new NoHandlerForQueryException("no node");
            }
            return FleetSamples.fleet();
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
            return SampleLog.policies();
        }

        @QueryHandler
        public ModelVersionsView handle(RegistryQuery.FindModelVersions query) {
            if (journal.modelsThere) {
                return new ModelVersionsView(List.of(
                        new ModelVersionsView.ModelVersionView("openai/gpt-mini", "m-1", Instant.EPOCH, "t1", 4)));
            }
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
        public ReconciliationTasksView handle(ReconciliationQuery.FindReconciliationTasks query) {
            return new ReconciliationTasksView(
                    List.of(new ReconciliationTasksView.CallView(
                            "t1", 7, "inference", "openai/gpt-mini", null, 12, 3, false, Sample.usd(1_234))),
                    null);
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
        public FingerprintsView handle(ViewsQuery.FindFingerprints query) {
            return new FingerprintsView(
                    false,
                    new FingerprintsView.Taken(
                            Instant.EPOCH,
                            Instant.EPOCH,
                            2,
                            80,
                            "folds-1",
                            List.of(new FingerprintsView.Fingerprint("task-summaries", 8, "ab".repeat(32)))),
                    null);
        }

        @QueryHandler
        public FoundTasksView handle(SearchQuery.SearchTasks query) {
            journal.entries.add(query);
            if ("elsewhere".equals(query.text())) {
                throw new SearchUnavailable("The search index is being built from the log, 40 % so far.");
            }
            return new FoundTasksView(List.of(Sample.tasks().getFirst().task(), "of-another-log"), 90, 7L);
        }

        @QueryHandler
        public FoundEventsView handle(SearchQuery.SearchEvents query) {
            journal.entries.add(query);
            if ("-".equals(query.text())) {
                throw new IllegalArgumentException("A search has 1 to 32 words");
            }
            String task = Sample.tasks().getFirst().task();
            return new FoundEventsView(List.of(Sample.stored(Sample.stream(task).getFirst())), 90, null);
        }

        @QueryHandler
        public SearchView handle(SearchQuery.FindSearch query) {
            return new SearchView("postgresql", 2, 90, 10, null, null);
        }

        /** Under way at the second time. */
        @QueryHandler
        public SearchView handle(SearchQuery.RebuildSearch query) {
            journal.entries.add(query);
            return journal.of(SearchQuery.RebuildSearch.class).size() > 1 ? null : handle(new SearchQuery.FindSearch());
        }

        @QueryHandler
        public RebuildView handle(ViewsQuery.RebuildViews query) {
            journal.entries.add(query);
            return new RebuildView(!query.check(), handle(new ViewsQuery.FindViews()));
        }

        @QueryHandler
        public SystemsView handle(SystemQuery.FindSystems query) {
            journal.entries.add(query);
            return new SystemsView("rules-1", List.of(SampleRules.line("hiring")), 3, null);
        }

        /** Only {@code hiring} is there, and {@code fresh}, which was never classified. */
        @QueryHandler
        public SystemView handle(SystemQuery.FindSystem query) {
            return switch (query.system()) {
                case "hiring" -> SampleRules.system("hiring", true);
                case "fresh" -> SampleRules.system("fresh", false);
                default -> SampleRules.told(query.system(), journal.of(SystemCommand.class));
            };
        }

        @QueryHandler
        public SystemFactsView handle(SystemQuery.FindSystemFacts query) {
            return SampleRules.facts();
        }

        @QueryHandler
        public UnclassifiedView handle(SystemQuery.FindUnclassified query) {
            return new UnclassifiedView(
                    List.of(new UnclassifiedView.PartView(
                            SystemPart.Kind.WORKFLOW,
                            "triage",
                            List.of(),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            3,
                            UnclassifiedView.Why.NO_SYSTEM,
                            List.of())),
                    1);
        }

        @QueryHandler
        public AdoptedRulesView handle(SystemQuery.FindAdoptedRules query) {
            return journal.rulesAdopted
                    ? new AdoptedRulesView(
                            "rules-1",
                            List.of(new AdoptedRulesView.AdoptionView(
                                    "rules-1", "01", null, "it holds", "ada", Instant.EPOCH, 4)))
                    : new AdoptedRulesView(null, List.of());
        }

        @QueryHandler
        public ShadowAiView handle(SystemQuery.FindShadowAi query) {
            return new ShadowAiView(List.of(), List.of());
        }

        @QueryHandler
        public ControlsView handle(ControlQuery.FindControls query) {
            return SampleDuties.controls(query);
        }

        @QueryHandler
        public ObligationsView handle(ControlQuery.FindObligations query) {
            journal.entries.add(query);
            return SampleDuties.obligations(query, journal.readings);
        }

        @QueryHandler
        public IncidentsView handle(IncidentQuery.FindIncidents query) {
            journal.entries.add(query);
            return new IncidentsView(journal.of(IncidentCommand.OpenIncident.class).stream()
                    .map(told -> SampleDuties.incident(told, query.now()).summary())
                    .toList());
        }

        @QueryHandler
        public IncidentView handle(IncidentQuery.FindIncident query) {
            return journal.of(IncidentCommand.OpenIncident.class).stream()
                    .filter(told -> told.incident().equals(query.incident()))
                    .findFirst()
                    .map(told -> SampleDuties.incident(told, query.now()))
                    .orElse(null);
        }

        @QueryHandler
        public ValueView handle(CostQuery.FindValue query) {
            return SampleOperations.value(query);
        }

        @QueryHandler
        public SpendAnomaliesView handle(CostQuery.FindSpendAnomalies query) {
            return SampleOperations.anomalies(query);
        }

        @QueryHandler
        public CostProposalsView handle(CostQuery.FindCostProposals query) {
            return SampleOperations.proposals(query);
        }

        @QueryHandler
        public BaselinesView handle(CostQuery.FindBaselines query) {
            return new BaselinesView(List.of(new BaselinesView.WorkflowBaselines("card-support", List.of())));
        }

        @QueryHandler
        public PriceImportsView handle(CostQuery.FindPriceImports query) {
            return new PriceImportsView(List.of(new PriceImportsView.PriceImport(
                    new PriceListFile(
                            "genai",
                            PriceListFile.Format.GENAI_PRICES,
                            "ab".repeat(32),
                            LocalDate.EPOCH,
                            1,
                            1,
                            0,
                            List.of()),
                    "ada",
                    Instant.EPOCH,
                    3)));
        }

        @QueryHandler
        public CostsView handle(CostQuery.FindCosts query) {
            return SampleOperations.costs(query);
        }

        @QueryHandler
        public PricesView handle(CostQuery.FindPrices query) {
            Tariff ours = Tariff.of(Sample.usd(2_500_000), Sample.usd(10_000_000));
            PriceListFile list = new PriceListFile(
                    "genai", PriceListFile.Format.GENAI_PRICES, "ab".repeat(32), query.date(), 1, 1, 0, List.of());
            return new PricesView(
                    query.date(),
                    "p1",
                    List.of(
                            new DeploymentPrice("same", "m", ours, ours, "openai", "m", list, "", List.of(), List.of()),
                            new DeploymentPrice(
                                    "other",
                                    "n",
                                    ours,
                                    Tariff.of(Sample.usd(1_250_000), Sample.usd(10_000_000)),
                                    "openai",
                                    "n",
                                    list,
                                    "",
                                    List.of(new PriceChange("/deployments/1/inputPrice", "input", "2.5", "1.25")),
                                    List.of(new PriceChange(
                                            "/deployments/1/prices/cacheRead", "cacheRead", null, "0.1")))));
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
