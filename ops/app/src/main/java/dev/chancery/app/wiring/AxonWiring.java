package dev.chancery.app.wiring;

import dev.chancery.app.ChancerySettings;
import dev.chancery.app.accounts.AccountRegister;
import dev.chancery.app.controls.ControlAnswers;
import dev.chancery.app.controls.ControlSettings;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AgentCommand;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.WorkflowCommand;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.eventstore.Store;
import dev.chancery.gateway.agents.Directory;
import dev.chancery.handling.Aggregates;
import dev.chancery.handling.account.Accounts;
import dev.chancery.handling.account.Administrators;
import dev.chancery.handling.agent.Agents;
import dev.chancery.handling.bias.BiasRegistration;
import dev.chancery.handling.board.BoardRegistration;
import dev.chancery.handling.budget.Budgets;
import dev.chancery.handling.budget.Reservations;
import dev.chancery.handling.budget.SharedSpending;
import dev.chancery.handling.budget.Spending;
import dev.chancery.handling.calibration.Calibration;
import dev.chancery.handling.duty.Duties;
import dev.chancery.handling.erasure.Erasures;
import dev.chancery.handling.erasure.Holds;
import dev.chancery.handling.export.Exports;
import dev.chancery.handling.incident.Incidents;
import dev.chancery.handling.killswitch.KillSwitches;
import dev.chancery.handling.lineage.Lineage;
import dev.chancery.handling.log.LogRegistration;
import dev.chancery.handling.model.Deployments;
import dev.chancery.handling.notice.Notices;
import dev.chancery.handling.policy.PolicyRegistration;
import dev.chancery.handling.price.PriceRegistration;
import dev.chancery.handling.system.SystemRegistration;
import dev.chancery.handling.task.CallRates;
import dev.chancery.handling.task.Repetitions;
import dev.chancery.handling.task.Tasks;
import dev.chancery.handling.tool.Tools;
import dev.chancery.handling.usage.UsageRegistration;
import dev.chancery.handling.value.ValueRegistration;
import dev.chancery.handling.visit.Visits;
import dev.chancery.handling.workflow.Workflows;
import dev.chancery.query.contracts.RegistryQuery.FindOpenGates;
import dev.chancery.query.contracts.ViewsView.Reason;
import dev.chancery.query.web.Desk;
import dev.chancery.search.Indexing;
import dev.chancery.search.SearchQueries;
import dev.chancery.views.AccountQueries;
import dev.chancery.views.ActQueries;
import dev.chancery.views.BiasQueries;
import dev.chancery.views.ControlEvidence;
import dev.chancery.views.CostQueries;
import dev.chancery.views.ErasureQueries;
import dev.chancery.views.ExportQueries;
import dev.chancery.views.IncidentQueries;
import dev.chancery.views.JudgeQueries;
import dev.chancery.views.LineageQueries;
import dev.chancery.views.OperationsQueries;
import dev.chancery.views.ReconciliationQueries;
import dev.chancery.views.RegistryQueries;
import dev.chancery.views.SpendQueries;
import dev.chancery.views.SystemQueries;
import dev.chancery.views.TaskQueries;
import dev.chancery.views.ViewKeeper;
import dev.chancery.views.ViewsQueries;
import dev.chancery.views.ViewsSchema;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Axon's buses, set up by hand. Its Spring Boot starter would silently put an in-memory event bus in our store's place, bound every
 * handler by time-outs that a model call exceeds, and call home for updates.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlSettings.class)
class AxonWiring {

    @Bean(destroyMethod = "close")
    Reservations reservations(Store store, EventLog log, Nodes nodes) throws InterruptedException {
        return nodes.areSeveral()
                ? SharedSpending.from(log, store.balances(), nodes).follow()
                : Spending.from(log, store.balances()).follow(log);
    }

    @Bean
    BudgetMetrics budgetMetrics(Reservations reservations) {
        return new BudgetMetrics(reservations);
    }

    @Bean
    CallRates callRates(EventLog log, Clock clock) {
        return CallRates.from(log, clock.instant());
    }

    @Bean
    AccountSecrets accountSecrets(Store store) {
        return store.accountSecrets();
    }

    @Bean(destroyMethod = "close")
    AccountRegister accountRegister(EventLog log, AccountSecrets secrets) {
        return new AccountRegister(log, secrets::forget);
    }

    @Bean(destroyMethod = "close")
    ViewKeeper viewKeeper(Store store, EventLog log, Nodes nodes, ChancerySettings settings) {
        ViewsSchema.migrate(store.dataSource());
        ViewKeeper keeper = new ViewKeeper(store.dataSource(), log);
        if (nodes.leads()) {
            keeper.start();
            if (settings.rebuildViews()) {
                keeper.rebuild(Reason.ASKED);
            }
        } else {
            keeper.watch();
        }
        return keeper;
    }

    @Bean(destroyMethod = "shutdown")
    Configuration axon(
            Store store,
            EventLog log,
            Policies policies,
            Reservations reservations,
            Nodes nodes,
            Holds holds,
            ViewKeeper views,
            Directory directory,
            AccountRegister accounts,
            CallRates rates,
            Clock clock,
            ChancerySettings settings,
            ControlSettings controls,
            Optional<Indexing> search) {
        LineageQueries lineage = new LineageQueries(views.views(), log);
        RegistryQueries registry = new RegistryQueries(log, views);
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(c -> store.engine())
                .configureCorrelationDataProviders(c -> List.of(new SimpleCorrelationDataProvider(Desk.ACTOR)))
                .registerComponent(Policies.class, c -> policies)
                .registerComponent(Reservations.class, c -> reservations)
                .registerComponent(CallRates.class, c -> rates)
                .registerComponent(Repetitions.class, c -> new Repetitions())
                .registerComponent(Holds.class, c -> holds)
                .registerComponent(
                        Administrators.class, c -> new Administrators(accounts::administrators, nodes, clock))
                .registerQueryHandler(c -> new TaskReplay(log, policies))
                .registerQueryHandler(c -> new TaskQueries(views.views(), log))
                .registerQueryHandler(c -> new SpendQueries(views.views()))
                .registerQueryHandler(c -> new OperationsQueries(views.views()))
                .registerQueryHandler(c -> new ErasureQueries(log, views))
                .registerQueryHandler(c -> new ExportQueries(log, views))
                .registerQueryHandler(c -> new ActQueries(views))
                .registerQueryHandler(c -> new JudgeQueries(views))
                .registerQueryHandler(c -> new ReconciliationQueries(views.views(), log))
                .registerQueryHandler(c -> registry)
                .registerQueryHandler(c ->
                        new GateStandings(log, policies, registry::handle, () -> registry.handle(new FindOpenGates())))
                .registerQueryHandler(c -> new AgentRules(policies))
                .registerQueryHandler(c -> new ViewsQueries(views))
                .registerQueryHandler(c -> new BiasQueries(views))
                .registerQueryHandler(c -> lineage)
                .registerQueryHandler(c -> new LineageRules(log, policies, lineage::serving))
                .registerQueryHandler(c -> new IncidentQueries(views))
                .registerQueryHandler(c -> new ControlEvidence(log, views))
                .registerQueryHandler(c -> new ControlAnswers(c.queryGateway(), policies, controls.thresholds()))
                .registerQueryHandler(c -> new SystemQueries(log, views))
                .registerQueryHandler(c -> new AccountQueries(log, views))
                .registerQueryHandler(c -> new CostQueries(views.views()))
                .registerQueryHandler(c -> new PriceDesk(log, policies, new CostQueries(views.views())));
        search.ifPresent(indexing -> configurer.registerQueryHandler(c -> new SearchQueries(indexing, log)));
        Aggregates aggregates = new Aggregates(configurer, settings.cachedAggregates());
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
        Notices.register(aggregates);
        LogRegistration.register(aggregates);
        UsageRegistration.register(aggregates);
        BiasRegistration.register(aggregates);
        Lineage.register(aggregates);
        Incidents.register(aggregates);
        Duties.register(aggregates);
        SystemRegistration.register(aggregates);
        PriceRegistration.register(aggregates);
        ValueRegistration.register(aggregates);
        BoardRegistration.register(aggregates);
        Accounts.register(aggregates);
        Visits.register(aggregates);
        Configuration axon = configurer.start();
        reservations.alerts().to(spent -> axon.commandGateway().sendAndWait(spent));
        nodes.listen((events, elsewhere) -> {
            if (elsewhere) {
                events.forEach(recorded -> aggregates.forget(recorded.stream()));
            }
        });
        axon.commandBus().registerHandlerInterceptor((unit, chain) -> {
            Object command = unit.getMessage().getPayload();
            if (command instanceof AgentCommand
                    || command instanceof WorkflowCommand
                    || command instanceof KillSwitchCommand) {
                unit.afterCommit(committed -> catchUp(directory));
            }
            if (command instanceof AccountCommand) {
                unit.afterCommit(committed -> accounts.catchUp());
            }
            return chain.proceed();
        });
        return axon;
    }

    /** Who is told that a key is shut, an agent stopped or a gate lowered may rely on it: the gateway knows before they do. */
    private static void catchUp(Directory directory) {
        try {
            directory.catchUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Bean
    CommandGateway commandGateway(Configuration axon) {
        return axon.commandGateway();
    }

    @Bean
    QueryGateway queryGateway(Configuration axon) {
        return axon.queryGateway();
    }
}
