package dev.chancery.bench;

import static dev.chancery.bench.RebuildBench.say;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.BiasEvent;
import dev.chancery.contracts.event.BiasEvent.BiasBoundsSet;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.IncidentEvent.IncidentOpened;
import dev.chancery.contracts.event.SystemEvent.PracticesScreened;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.event.ValueEvent.BaselineSet;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.Awareness;
import dev.chancery.contracts.fact.Baseline;
import dev.chancery.contracts.fact.BiasBound;
import dev.chancery.contracts.fact.BiasBounds;
import dev.chancery.contracts.fact.BiasCell;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.CausalStatus;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.IncidentAssessment;
import dev.chancery.contracts.fact.IncidentCategory;
import dev.chancery.contracts.fact.IncidentLinks;
import dev.chancery.contracts.fact.IncidentLinks.LinkedModel;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.fairness.BiasDecision;
import dev.chancery.decisions.incident.IncidentClock;
import dev.chancery.decisions.obligation.Control;
import dev.chancery.decisions.obligation.ControlThresholds;
import dev.chancery.decisions.obligation.Controls;
import dev.chancery.decisions.obligation.Obligations;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.decisions.saving.SavingProposals;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.query.contracts.BiasQuery.FindBiasBounds;
import dev.chancery.query.contracts.BiasQuery.FindBiasChecks;
import dev.chancery.query.contracts.BiasQuery.FindBiasFindings;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.contracts.ControlEvidenceView;
import dev.chancery.query.contracts.ControlQuery.FindControlEvidence;
import dev.chancery.query.contracts.CostQuery.FindCosts;
import dev.chancery.query.contracts.CostQuery.FindQualities;
import dev.chancery.query.contracts.CostQuery.FindSpendAnomalies;
import dev.chancery.query.contracts.CostQuery.FindUses;
import dev.chancery.query.contracts.CostQuery.FindValue;
import dev.chancery.query.contracts.IncidentQuery.FindIncidents;
import dev.chancery.query.contracts.IncidentQuery.FindServedWorkflows;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemQuery.FindUnclassified;
import dev.chancery.query.contracts.UsesView;
import dev.chancery.query.contracts.UsesView.Use;
import dev.chancery.query.contracts.ViewsView;
import dev.chancery.views.BiasQueries;
import dev.chancery.views.ControlEvidence;
import dev.chancery.views.CostQueries;
import dev.chancery.views.IncidentQueries;
import dev.chancery.views.SystemQueries;
import dev.chancery.views.ViewKeeper;
import dev.chancery.views.ViewsSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;

/**
 * How long costs, obligations, controls, incidents, the register and checks for bias take to be answered among many tasks of a year.
 *
 * <p>Arguments: number of tasks, 1,000,000 by default; a directory that keeps the filled store, and is used again when it has one.
 */
public final class GovernanceBench {

    private static final int TIMES = 9;
    private static final double AIM = 1;
    private static final int SYSTEMS = 40;
    private static final int INCIDENTS = 200;
    private static final int CHECKS = 1_000;
    private static final int BOUNDED_WORKFLOWS = 12;

    private final Store store;
    private final ViewKeeper keeper;
    private final GovernedTasks mix;
    private final Instant now;

    private GovernanceBench(Store store, ViewKeeper keeper, GovernedTasks mix, Instant now) {
        this.store = store;
        this.keeper = keeper;
        this.mix = mix;
        this.now = now;
    }

    public static void main(String[] args) throws Exception {
        int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        boolean kept = args.length > 1;
        Path home = kept ? Path.of(args[1]).toAbsolutePath() : Files.createTempDirectory("governance-bench");
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            Instant end = end(store);
            GovernedTasks mix = fill(store, tasks, end);
            ViewsSchema.migrate(store.dataSource());
            try (ViewKeeper keeper = new ViewKeeper(store.dataSource(), store.log())) {
                long start = System.nanoTime();
                keeper.start();
                RebuildBench.until(() -> keeper.status().state() == ViewsView.State.CURRENT
                        && keeper.status().rebuilding() == null
                        && keeper.status().lag() == 0);
                say("views: %s", RebuildBench.rate(store.log().size(), start));
                new GovernanceBench(store, keeper, mix, end).ask(tasks);
            }
        } finally {
            if (!kept) {
                RebuildBench.delete(home);
            }
        }
    }

    /** When the year of the tasks ends: now, or a year after the first event of a store that is filled. */
    static Instant end(Store store) {
        return store.log().size() == 0
                ? Instant.now().truncatedTo(ChronoUnit.MICROS)
                : store.log().read(0, 1).getFirst().at().plus(Duration.ofDays(365));
    }

    /** Fills a store that is empty with tasks and a register. */
    static GovernedTasks fill(Store store, int tasks, Instant end) throws InterruptedException {
        GovernedTasks mix = GovernedTasks.wide(end);
        if (store.log().size() > 0) {
            say("the store has %,d events already", store.log().size());
            return mix;
        }
        long start = System.nanoTime();
        long events = mix.fill(store, tasks, register(mix, tasks, end.minus(Duration.ofDays(200))));
        say("fill: %,d tasks, %,d events, %s", tasks, events, RebuildBench.rate(events, start));
        return mix;
    }

    private static List<DomainEventMessage<?>> register(GovernedTasks mix, int tasks, Instant at) {
        Map<String, List<Event>> streams = new TreeMap<>();
        for (String workflow : mix.workflows()) {
            streams.put("value/" + workflow, List.of(new BaselineSet(new WorkflowId(workflow), baseline(at), "ada")));
        }
        for (int i = 0; i < SYSTEMS; i++) {
            streams.put("system/system-" + i, system("system-" + i, i, mix, at));
        }
        for (int i = 0; i < INCIDENTS; i++) {
            streams.put("incident/incident-" + i, List.of(incident(i, tasks, at)));
        }
        for (String workflow : mix.workflows().subList(0, BOUNDED_WORKFLOWS)) {
            BiasSubject subject = new BiasSubject(BiasSubject.Kind.WORKFLOW, workflow);
            List<Event> events = new ArrayList<>(List.of(new BiasBoundsSet(subject, BOUNDS, "the board", "ada")));
            for (int i = 0; i < CHECKS / BOUNDED_WORKFLOWS; i++) {
                events.addAll(check(workflow + "-check-" + i, subject, i, at));
            }
            streams.put("bias/" + subject, events);
        }
        List<DomainEventMessage<?>> all = new ArrayList<>();
        streams.forEach((stream, events) -> {
            for (int i = 0; i < events.size(); i++) {
                all.add(GovernedTasks.message(stream, i, events.get(i), at));
            }
        });
        return all;
    }

    private static Baseline baseline(Instant at) {
        return new Baseline(
                day(at.minus(Duration.ofDays(100))),
                new Micros(2_000_000, GovernedTasks.USD),
                180L,
                new Micros(40_000_000, GovernedTasks.USD),
                null,
                "time study");
    }

    private static List<Event> system(String system, int number, GovernedTasks mix, Instant at) {
        SystemDescription description = new SystemDescription(
                "System " + number,
                "Answers customers",
                List.of(AiRole.DEPLOYER),
                "Support",
                "vendor",
                List.of("DE"),
                List.of(
                        new SystemPart(
                                SystemPart.Kind.WORKFLOW,
                                mix.workflows().get(number % mix.workflows().size())),
                        new SystemPart(SystemPart.Kind.AGENT, "clerk-" + number)));
        List<Event> events =
                new ArrayList<>(List.of(new SystemRegistered(system, description, SystemStatus.IN_SERVICE, "ada")));
        if (number % 4 != 0) {
            RuleSets.Shipped rules = RuleSets.all().getLast();
            List<ScreenedPractice> practices = rules.rules().practices().stream()
                    .map(practice ->
                            new ScreenedPractice(practice.point(), ScreenedPractice.Verdict.ABSENT, null, "interview"))
                    .toList();
            UseFacts use = new UseFacts(
                    number % 2 == 0 ? List.of(new UsePoint("4(a)", null)) : List.of(),
                    true,
                    new AnnexOneUse(null, false),
                    List.of(),
                    DeployerKind.PRIVATE,
                    false,
                    day(at),
                    null);
            SystemFacts facts = new SystemFacts(description.roles(), practices, use, null);
            String version = rules.rules().version();
            events.add(new PracticesScreened(system, 1, practices, version, "ada"));
            events.add(new UseAssessed(system, 1, use, "ada"));
            events.add(new SystemClassified(
                    system,
                    facts,
                    version,
                    rules.digest(),
                    day(at),
                    RiskDecision.classify(facts, rules.rules(), day(at)),
                    "ada"));
        }
        return events;
    }

    private static IncidentOpened incident(int number, int tasks, Instant at) {
        IncidentAssessment assessment =
                new IncidentAssessment(IncidentCategory.HEALTH, number % 9 == 0, CausalStatus.SUSPECTED, false);
        return new IncidentOpened(
                "incident-" + number,
                new Awareness(at, "Z", Awareness.Party.DEPLOYER),
                assessment,
                IncidentClock.decide(at, assessment),
                List.of("DE"),
                "a wrong answer",
                new IncidentLinks(
                        List.of("system-" + number % SYSTEMS),
                        List.of(GovernedTasks.id((int) ((long) number * tasks / INCIDENTS))),
                        List.of(),
                        List.of(new LinkedModel(GovernedTasks.DEPLOYMENT, GovernedTasks.FIRST_VERSION))),
                "ada");
    }

    private static final BiasBounds BOUNDS = new BiasBounds(
            List.of(new BiasBound(BiasMetric.STATISTICAL_PARITY_DIFFERENCE, -0.05, 0.05)), "model risk", 30);

    private static List<BiasEvent> check(String check, BiasSubject subject, int number, Instant at) {
        List<BiasGrouping> groupings = Stream.of("sex", "age")
                .map(attribute -> new BiasGrouping(
                        attribute,
                        List.of("a"),
                        Stream.of("a", "b", "c", "d")
                                .map(group -> new BiasCell(
                                        group,
                                        false,
                                        new BiasCell.Counts(
                                                500, 300 - 30L * (group.charAt(0) - 'a') * (number % 3), null, null)))
                                .toList()))
                .toList();
        return BiasDecision.decide(
                check,
                new BiasFacts(
                        subject,
                        "data-1",
                        "use-1",
                        List.of("granted"),
                        groupings,
                        Arrays.stream(BiasMetric.values())
                                .filter(metric -> metric.needs() == BiasMetric.Needs.OUTCOME)
                                .toList(),
                        BOUNDS,
                        BiasRules.USUAL,
                        List.of(),
                        at),
                "ada");
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private void ask(int tasks) throws Exception {
        say("%.1f load before%n", RebuildBench.load());
        say(
                "| question, among %,d tasks | answer | first | least of %d more | median | longest | median to the aim of %.0f s |",
                tasks, TIMES, AIM);
        say("|---|--:|--:|--:|--:|--:|--:|");
        LocalDate today = day(now);
        LocalDate month = today.minusDays(29);
        LocalDate year = today.minusDays(365);
        CostQueries costs = new CostQueries(keeper.views());
        for (FindCosts.By by : FindCosts.By.values()) {
            String words = by.name().toLowerCase(java.util.Locale.ROOT);
            time(
                    "costs by " + words + ", 30 days",
                    () -> costs.handle(new FindCosts(by, month, today)).lines().size());
            time(
                    "costs by " + words + ", a year",
                    () -> costs.handle(new FindCosts(by, year, today)).lines().size());
        }
        time(
                "value, 30 days",
                () -> costs.handle(new FindValue(month, today)).workflows().size());
        time(
                "value, a year",
                () -> costs.handle(new FindValue(year, today)).workflows().size());
        time(
                "anomalies, 30 days",
                () -> costs.handle(new FindSpendAnomalies(month, today))
                        .anomalies()
                        .size());
        time(
                "anomalies, a year",
                () -> costs.handle(new FindSpendAnomalies(year, today))
                        .anomalies()
                        .size());
        time("proposals, 30 days", () -> proposals(costs, month, today));
        time("proposals, a year", () -> proposals(costs, year, today));
        register();
        controls(today);
        bias();
        say("%n%.1f load after", RebuildBench.load());
    }

    private int proposals(CostQueries costs, LocalDate from, LocalDate to) {
        UsesView uses = costs.handle(new FindUses(from, to));
        return SavingProposals.decide(
                        mix.policy(),
                        new SavingProposals.Measured(
                                from,
                                to,
                                costs.handle(new FindQualities()).lines().stream()
                                        .map(line -> new SavingProposals.Quality(
                                                line.workflow(),
                                                line.label(),
                                                line.model(),
                                                line.deployment(),
                                                line.tasks(),
                                                line.cost(),
                                                line.reviewed(),
                                                line.approved(),
                                                line.judged(),
                                                line.passed()))
                                        .toList(),
                                uses(uses.deployments()),
                                uses(uses.agents()),
                                uses(uses.workflows())))
                .proposals()
                .size();
    }

    private static List<SavingProposals.Use> uses(List<Use> uses) {
        return uses.stream()
                .map(use -> new SavingProposals.Use(
                        use.id(), use.tasks(), use.cost(), use.peakDay(), use.peakMonth(), use.last()))
                .toList();
    }

    /** The thresholds are those that hold unless somebody says otherwise. */
    private void controls(LocalDate today) throws Exception {
        ControlEvidence evidence = new ControlEvidence(store.log(), keeper);
        Obligations obligations = Obligations.current();
        Controls controls = new Controls(ControlThresholds.DEFAULT, now);
        time(
                "obligations",
                () -> evidence.handle(evidence(now)).systems().stream()
                        .mapToInt(system -> obligations.of(system, today).size())
                        .sum());
        time("controls", () -> {
            ControlEvidenceView found = evidence.handle(evidence(now));
            int evaluated = 0;
            for (Control control : Control.values()) {
                if (control.ofCompany()) {
                    controls.evaluate(control, found.company());
                    evaluated++;
                } else {
                    for (var system : found.systems()) {
                        controls.evaluate(control, system, obligations.of(system, today));
                        evaluated++;
                    }
                }
            }
            return evaluated;
        });
    }

    private static FindControlEvidence evidence(Instant now) {
        ControlThresholds limits = ControlThresholds.DEFAULT;
        return new FindControlEvidence(
                null,
                now,
                limits.days(),
                now.minus(Duration.ofMinutes(limits.unfinishedMinutes())),
                now.minus(Duration.ofHours(limits.reviewHours())),
                now.minus(Duration.ofDays(limits.changeDays())));
    }

    private void register() throws Exception {
        IncidentQueries incidents = new IncidentQueries(keeper);
        time(
                "incidents",
                () -> incidents.handle(new FindIncidents(null, now)).incidents().size());
        time(
                "workflows that a deployment has served",
                () -> incidents
                        .handle(new FindServedWorkflows(GovernedTasks.DEPLOYMENT))
                        .workflows()
                        .size());
        SystemQueries systems = new SystemQueries(store.log(), keeper);
        time(
                "systems",
                () -> systems.handle(new FindSystems(null, 50)).systems().size());
        time("a system", () -> {
            var found = systems.handle(new FindSystem("system-1"));
            return found == null ? 0 : found.parts().size();
        });
        time("unclassified", () -> systems.handle(new FindUnclassified()).total());
    }

    private void bias() throws Exception {
        BiasQueries bias = new BiasQueries(keeper);
        BiasSubject subject =
                new BiasSubject(BiasSubject.Kind.WORKFLOW, mix.workflows().getFirst());
        time("bias: uses", () -> bias.handle(new FindBiasUses()).uses().size());
        time("bias: bounds", () -> bias.handle(new FindBiasBounds()).bounds().size());
        time(
                "bias: checks",
                () -> bias.handle(new FindBiasChecks(null, null, 50)).checks().size());
        time(
                "bias: checks of a workflow",
                () -> bias.handle(new FindBiasChecks(subject, null, 50))
                        .checks()
                        .size());
        time(
                "bias: findings",
                () -> bias.handle(new FindBiasFindings(null, now)).findings().size());
    }

    private static void time(String what, Callable<Integer> ask) throws Exception {
        long began = System.nanoTime();
        int answer = ask.call();
        double one = (System.nanoTime() - began) / 1e9;
        long[] nanos = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            answer = ask.call();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        double median = nanos[TIMES / 2] / 1e9;
        say(
                "| %s | %,d | %.3f s | %.3f s | %.3f s | %.3f s | %.2f |",
                what, answer, one, nanos[0] / 1e9, median, nanos[TIMES - 1] / 1e9, median / AIM);
    }
}
