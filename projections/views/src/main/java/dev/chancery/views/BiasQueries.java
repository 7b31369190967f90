package dev.chancery.views;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.event.BiasEvent.BiasDatasetReceived;
import dev.chancery.contracts.event.BiasEvent.BiasFindingClosed;
import dev.chancery.contracts.event.BiasEvent.BiasFindingOpened;
import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.event.BiasEvent.BiasPairsFailed;
import dev.chancery.contracts.event.BiasEvent.BiasPairsStarted;
import dev.chancery.contracts.event.BiasEvent.BiasSuiteDefined;
import dev.chancery.contracts.event.BiasEvent.ProtectedAttributesDeleted;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUseEnded;
import dev.chancery.contracts.event.BiasEvent.SpecialCategoryUsePermitted;
import dev.chancery.contracts.fact.BiasAnswer;
import dev.chancery.contracts.fact.BiasGrouping;
import dev.chancery.contracts.fact.BiasPrompt;
import dev.chancery.contracts.fact.BiasResult;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.contracts.fact.BiasSuite;
import dev.chancery.contracts.fact.BiasVerdict;
import dev.chancery.folds.BiasChecks;
import dev.chancery.folds.BiasFindings;
import dev.chancery.folds.BiasPairRuns;
import dev.chancery.folds.BiasSuites;
import dev.chancery.folds.BiasUses;
import dev.chancery.query.contracts.BiasBoundsView;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasChecksView.CheckLine;
import dev.chancery.query.contracts.BiasFindingsView;
import dev.chancery.query.contracts.BiasFindingsView.FindingView;
import dev.chancery.query.contracts.BiasPairRunsView;
import dev.chancery.query.contracts.BiasPairRunsView.AnswerView;
import dev.chancery.query.contracts.BiasPairRunsView.RunLine;
import dev.chancery.query.contracts.BiasPairRunsView.RunView;
import dev.chancery.query.contracts.BiasQuery.FindBiasBounds;
import dev.chancery.query.contracts.BiasQuery.FindBiasCheck;
import dev.chancery.query.contracts.BiasQuery.FindBiasChecks;
import dev.chancery.query.contracts.BiasQuery.FindBiasDataset;
import dev.chancery.query.contracts.BiasQuery.FindBiasFinding;
import dev.chancery.query.contracts.BiasQuery.FindBiasFindings;
import dev.chancery.query.contracts.BiasQuery.FindBiasPairRun;
import dev.chancery.query.contracts.BiasQuery.FindBiasPairRuns;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuite;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuites;
import dev.chancery.query.contracts.BiasQuery.FindBiasSuitesToRun;
import dev.chancery.query.contracts.BiasQuery.FindBiasUse;
import dev.chancery.query.contracts.BiasQuery.FindBiasUses;
import dev.chancery.query.contracts.BiasSuitesToRunView;
import dev.chancery.query.contracts.BiasSuitesToRunView.ToRun;
import dev.chancery.query.contracts.BiasSuitesView;
import dev.chancery.query.contracts.BiasSuitesView.SuiteView;
import dev.chancery.query.contracts.BiasUsesView;
import dev.chancery.query.contracts.BiasUsesView.DatasetView;
import dev.chancery.query.contracts.BiasUsesView.UseView;
import dev.chancery.query.contracts.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers questions about bias, which whoever asks has often just made himself. */
public final class BiasQueries {

    private final Views views;
    private final ViewKeeper keeper;

    public BiasQueries(ViewKeeper keeper) {
        this.views = keeper.views();
        this.keeper = keeper;
    }

    @QueryHandler
    public BiasUsesView handle(FindBiasUses query) throws InterruptedException {
        return new BiasUsesView(uses().stream()
                .sorted(Comparator.comparingLong(BiasUses.Use::position).reversed())
                .map(BiasQueries::view)
                .toList());
    }

    @QueryHandler
    public @Nullable UseView handle(FindBiasUse query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_USES.fold());
        BiasUses.Use use = views.load(Generation.BIAS_USES, query.use());
        return use == null ? null : view(use);
    }

    @QueryHandler
    public @Nullable DatasetView handle(FindBiasDataset query) throws InterruptedException {
        return uses().stream()
                .flatMap(use -> use.datasets().stream())
                .filter(known -> known.received().dataset().equals(query.dataset()))
                .findFirst()
                .map(BiasQueries::view)
                .orElse(null);
    }

    private List<BiasUses.Use> uses() throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_USES.fold());
        return views.list(Generation.BIAS_USES, Integer.MAX_VALUE);
    }

    @QueryHandler
    public BiasBoundsView handle(FindBiasBounds query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_LIMITS.fold());
        return new BiasBoundsView(views.list(Generation.BIAS_LIMITS, Integer.MAX_VALUE).stream()
                .map(limit -> new BiasBoundsView.Set(
                        limit.set().subject(),
                        limit.set().bounds(),
                        limit.set().reason(),
                        limit.set().by(),
                        limit.at(),
                        limit.position()))
                .toList());
    }

    @QueryHandler
    public BiasChecksView handle(FindBiasChecks query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_CHECKS);
        BiasSubject subject = query.subject();
        String sql = "SELECT body FROM views.bias_check WHERE position < ?"
                + (subject == null ? "" : " AND subject = ?") + " ORDER BY position DESC LIMIT " + query.limit();
        List<CheckLine> found = views.read(Generation.BIAS_CHECKS, connection -> {
            List<CheckLine> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, query.before() == null ? Long.MAX_VALUE : query.before());
                if (subject != null) {
                    select.setString(2, subject.toString());
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(line(BiasCheckTable.read(rows.getString(1))));
                    }
                }
            }
            return page;
        });
        return new BiasChecksView(
                found, found.size() < query.limit() ? null : found.getLast().position());
    }

    @QueryHandler
    public @Nullable BiasCheckView handle(FindBiasCheck query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_CHECKS);
        BiasChecks.Check check = views.read(
                        Generation.BIAS_CHECKS,
                        connection -> new BiasCheckTable().load(connection, ViewsSchema.NAME, List.of(query.check())))
                .get(query.check());
        return check == null ? null : view(check);
    }

    @QueryHandler
    public BiasFindingsView handle(FindBiasFindings query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_FINDINGS.fold());
        Comparator<BiasFindings.Finding> order = (a, b) -> a.closed() == null && b.closed() == null
                ? a.opened().due().compareTo(b.opened().due())
                : a.closed() == null ? -1 : b.closed() == null ? 1 : Long.compare(b.position(), a.position());
        return new BiasFindingsView(views.list(Generation.BIAS_FINDINGS, Integer.MAX_VALUE).stream()
                .filter(finding -> query.open() == null || query.open() == (finding.closed() == null))
                .sorted(order)
                .limit(Query.PAGE_LIMIT)
                .map(finding -> view(finding, query.now()))
                .toList());
    }

    @QueryHandler
    public @Nullable FindingView handle(FindBiasFinding query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_FINDINGS.fold());
        BiasFindings.Finding finding = views.load(Generation.BIAS_FINDINGS, query.finding());
        return finding == null ? null : view(finding, query.now());
    }

    @QueryHandler
    public BiasSuitesView handle(FindBiasSuites query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_SUITES.fold());
        return new BiasSuitesView(views.list(Generation.BIAS_SUITES, Integer.MAX_VALUE).stream()
                .map(BiasQueries::view)
                .toList());
    }

    @QueryHandler
    public BiasSuitesToRunView handle(FindBiasSuitesToRun query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_SUITES.fold());
        return new BiasSuitesToRunView(views.list(Generation.BIAS_SUITES, Integer.MAX_VALUE).stream()
                .map(suite -> new ToRun(
                        suite.defined().suite(),
                        suite.running(),
                        suite.defined().suite().next(suite.at(), suite.started())))
                .toList());
    }

    @QueryHandler
    public @Nullable SuiteView handle(FindBiasSuite query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_SUITES.fold());
        BiasSuites.Suite suite = views.load(Generation.BIAS_SUITES, query.suite());
        return suite == null ? null : view(suite);
    }

    @QueryHandler
    public BiasPairRunsView handle(FindBiasPairRuns query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_PAIR_RUNS.fold());
        List<RunLine> found = views.read(Generation.BIAS_PAIR_RUNS.fold(), connection -> {
            List<RunLine> page = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT body FROM views.entry WHERE fold = ?"
                    + " AND body #>> '{started,suite}' = ? ORDER BY (body ->> 'position')::bigint DESC LIMIT ?")) {
                select.setString(1, Generation.BIAS_PAIR_RUNS.fold());
                select.setString(2, query.suite());
                select.setInt(3, Query.PAGE_LIMIT);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(line(StateJson.MAPPER.readValue(rows.getString(1), BiasPairRuns.Run.class)));
                    }
                }
            }
            return page;
        });
        return new BiasPairRunsView(found);
    }

    @QueryHandler
    public @Nullable RunView handle(FindBiasPairRun query) throws InterruptedException {
        keeper.demandCaughtUp(Generation.BIAS_PAIR_RUNS.fold());
        BiasPairRuns.Run run = views.load(Generation.BIAS_PAIR_RUNS, query.run());
        if (run == null) {
            return null;
        }
        BiasPairsChecked checked = run.checked();
        return new RunView(
                line(run),
                checked == null
                        ? null
                        : new BiasPairRunsView.Comparison(
                                checked.facts().attribute(),
                                checked.facts().values(),
                                checked.facts().bounds(),
                                checked.facts().rules(),
                                checked.facts().answers().stream()
                                        .map(BiasQueries::view)
                                        .toList(),
                                checked.counts(),
                                checked.noise(),
                                checked.undecided(),
                                checked.results()),
                RunView.NOTICE);
    }

    private static AnswerView view(BiasAnswer answer) {
        BiasPrompt prompt = answer.prompt();
        return new AnswerView(
                prompt.template(),
                prompt.wording(),
                prompt.value(),
                prompt.repeat(),
                answer.task().value(),
                answer.reading());
    }

    private static SuiteView view(BiasSuites.Suite suite) {
        BiasSuiteDefined defined = suite.defined();
        BiasSuite known = defined.suite();
        return new SuiteView(
                known.suite(),
                known.subject(),
                known.workflow().value(),
                known.agent().value(),
                known.model(),
                known.instructions(),
                known.templates(),
                known.attribute(),
                known.values(),
                known.repeats(),
                known.maxOutputTokens(),
                known.favourable(),
                known.bounds(),
                known.rules(),
                known.everyDays(),
                defined.version(),
                known.prompts().size(),
                defined.by(),
                suite.at(),
                suite.position(),
                suite.running(),
                suite.started(),
                known.next(suite.at(), suite.started()));
    }

    private static RunLine line(BiasPairRuns.Run run) {
        BiasPairsStarted started = run.started();
        BiasPairsChecked checked = run.checked();
        BiasPairsFailed failed = run.failed();
        List<BiasResult> results = checked == null ? List.of() : checked.results();
        return new RunLine(
                started.run(),
                started.suite(),
                started.version(),
                started.subject(),
                checked != null
                        ? BiasPairRunsView.State.CHECKED
                        : failed != null ? BiasPairRunsView.State.FAILED : BiasPairRunsView.State.RUNNING,
                started.prompts(),
                started.by(),
                started.at(),
                run.position(),
                run.ended(),
                failed == null ? null : failed.reason(),
                verdicts(results),
                findings(results));
    }

    private static SortedMap<BiasVerdict, Long> verdicts(List<BiasResult> results) {
        SortedMap<BiasVerdict, Long> verdicts = new TreeMap<>();
        results.forEach(result -> verdicts.merge(result.verdict(), 1L, Long::sum));
        return verdicts;
    }

    private static List<String> findings(List<BiasResult> results) {
        return results.stream()
                .map(BiasResult::finding)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static UseView view(BiasUses.Use use) {
        SpecialCategoryUsePermitted permitted = use.permitted();
        SpecialCategoryUseEnded ended = use.ended();
        return new UseView(
                permitted.use(),
                permitted.purpose(),
                permitted.categories(),
                permitted.conditions(),
                permitted.responsible(),
                permitted.until(),
                permitted.by(),
                use.at(),
                use.position(),
                ended == null ? null : new BiasUsesView.Ended(ended.reason(), ended.by()),
                use.datasets().stream().map(BiasQueries::view).toList());
    }

    private static DatasetView view(BiasUses.Dataset known) {
        BiasDatasetReceived received = known.received();
        ProtectedAttributesDeleted deleted = known.deleted();
        return new DatasetView(
                received.dataset(),
                received.use(),
                received.name(),
                received.subject(),
                received.rows(),
                received.sha256(),
                received.attributes(),
                received.labelled(),
                received.scored(),
                received.tasks(),
                received.until(),
                received.by(),
                known.at(),
                known.accesses(),
                known.accessedAt(),
                deleted == null
                        ? null
                        : new BiasUsesView.Deleted(
                                deleted.rows(), deleted.cause(), deleted.reason(), deleted.by(), known.deletedAt()));
    }

    private static CheckLine line(BiasChecks.Check check) {
        BiasChecked checked = check.checked();
        return new CheckLine(
                checked.check(),
                checked.facts().subject(),
                checked.facts().dataset(),
                checked.facts().groupings().stream()
                        .map(BiasGrouping::attribute)
                        .toList(),
                verdicts(checked.results()),
                findings(checked.results()),
                checked.by(),
                check.at(),
                check.position());
    }

    private static BiasCheckView view(BiasChecks.Check check) {
        BiasChecked checked = check.checked();
        return new BiasCheckView(
                checked.check(),
                checked.facts().subject(),
                checked.facts().dataset(),
                checked.facts().use(),
                checked.facts().favourable(),
                checked.facts().metrics(),
                checked.facts().groupings(),
                checked.rates(),
                checked.results(),
                checked.facts().bounds(),
                checked.facts().rules(),
                checked.by(),
                check.at(),
                check.position(),
                BiasCheckView.NOTICE);
    }

    private static FindingView view(BiasFindings.Finding finding, Instant now) {
        BiasFindingOpened opened = finding.opened();
        BiasFindingClosed closed = finding.closed();
        return new FindingView(
                opened.finding(),
                opened.check(),
                opened.subject(),
                opened.metric(),
                opened.metric().convention(),
                opened.attribute(),
                opened.group(),
                opened.value(),
                opened.bound(),
                opened.owner(),
                opened.due(),
                finding.isOverdue(now),
                finding.at(),
                finding.position(),
                closed == null
                        ? null
                        : new BiasFindingsView.Closed(
                                closed.outcome(), closed.check(), closed.reason(), closed.by(), finding.closedAt()));
    }
}
