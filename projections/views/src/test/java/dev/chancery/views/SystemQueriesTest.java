package dev.chancery.views;

import static dev.chancery.views.TaskLog.opening;
import static dev.chancery.views.TaskLog.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import dev.chancery.contracts.event.SystemEvent.OverseerAssigned;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.SystemStatusChanged;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Handover;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemPart.Kind;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.query.contracts.ShadowAiView;
import dev.chancery.query.contracts.SystemQuery.FindAdoptedRules;
import dev.chancery.query.contracts.SystemQuery.FindShadowAi;
import dev.chancery.query.contracts.SystemQuery.FindSystem;
import dev.chancery.query.contracts.SystemQuery.FindSystemFacts;
import dev.chancery.query.contracts.SystemQuery.FindSystems;
import dev.chancery.query.contracts.SystemQuery.FindUnclassified;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemsView;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import dev.chancery.query.contracts.UnclassifiedView.PartView;
import dev.chancery.query.contracts.UnclassifiedView.Why;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemQueriesTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 29);
    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    private final MemoryLog log = new MemoryLog(50);
    private ViewKeeper keeper;
    private SystemQueries queries;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        dataSource = postgres.getPostgresDatabase();
        ViewsSchema.migrate(dataSource);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void begin() throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE views.token, views.task, views.spend, views.spend_day, views.entry, views.act, views.dead_letter");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        keeper = new ViewKeeper(dataSource, log);
        keeper.start();
        queries = new SystemQueries(log, keeper);
    }

    @AfterEach
    void end() {
        keeper.close();
    }

    private void traffic(int n) {
        log.append("task/t" + n, opening(n).toArray(Event[]::new));
        log.append(
                "task/t" + n,
                outcome(n, new OutputReleased(Gate.AUTONOMOUS, Handover.WHOLE)).toArray(Event[]::new));
    }

    private void system(String id, SystemStatus status, @Nullable RiskClass risk, SystemPart... parts) {
        SystemDescription description = new SystemDescription(
                "The " + id, "p", List.of(AiRole.DEPLOYER), "owner", "Acme", List.of("DE"), List.of(parts));
        log.append("system/" + id, new SystemRegistered(id, description, status, "ada"));
        if (risk != null) {
            classify(id, new SystemFacts(description.roles(), List.of(), null, null), risk);
        }
    }

    private void classify(String id, SystemFacts facts, RiskClass risk) {
        log.append(
                "system/" + id,
                new SystemClassified(
                        id,
                        facts,
                        "rules-1",
                        "00",
                        DAY,
                        new RiskVerdict(risk, risk, List.of(), List.of(), List.of(), List.of()),
                        "ada"));
    }

    private List<PartView> unclassified() throws InterruptedException {
        return queries.handle(new FindUnclassified()).parts();
    }

    private static SystemPart part(Kind kind, String id) {
        return new SystemPart(kind, id);
    }

    @Test
    void showsWhatIsInUseAndBelongsToNoSystem() throws Exception {
        // given
        traffic(0);

        // then
        assertThat(unclassified())
                .extracting(PartView::kind, PartView::id, PartView::why, PartView::versions)
                .containsExactlyInAnyOrder(
                        tuple(Kind.WORKFLOW, "workflow-0", Why.NO_SYSTEM, List.of()),
                        tuple(Kind.AGENT, "agent-0", Why.NO_SYSTEM, List.of()),
                        tuple(Kind.MODEL, "model-0", Why.NO_SYSTEM, List.of("v1")));

        // when a system has them and no class
        system("bot", SystemStatus.IN_SERVICE, null, part(Kind.WORKFLOW, "workflow-0"), part(Kind.MODEL, "model-0"));

        // then
        assertThat(unclassified())
                .extracting(PartView::id, PartView::why, PartView::systems)
                .containsExactlyInAnyOrder(
                        tuple("agent-0", Why.NO_SYSTEM, List.of()),
                        tuple("workflow-0", Why.NO_CLASS, List.of("bot")),
                        tuple("model-0", Why.NO_CLASS, List.of("bot")));

        // when it has one
        classify("bot", new SystemFacts(List.of(AiRole.DEPLOYER), List.of(), null, null), RiskClass.LIMITED);

        // then
        assertThat(unclassified()).extracting(PartView::id).containsExactly("agent-0");

        // when another workflow is used
        traffic(1);

        // then
        assertThat(unclassified())
                .extracting(PartView::id)
                .containsExactlyInAnyOrder("agent-0", "agent-1", "workflow-1", "model-1");
    }

    @Test
    void flagsPartsThatAreUsedAlthoughTheirSystemWasSuspended() throws Exception {
        // given
        traffic(0);
        SystemPart[] parts = {
            part(Kind.WORKFLOW, "workflow-0"), part(Kind.AGENT, "agent-0"), part(Kind.MODEL, "model-0")
        };
        system("bot", SystemStatus.IN_SERVICE, RiskClass.LIMITED, parts);
        log.append(
                "system/bot",
                new SystemStatusChanged("bot", SystemStatus.IN_SERVICE, SystemStatus.SUSPENDED, "a risk", "ada"));
        assertThat(unclassified()).isEmpty();

        // when
        traffic(15);

        // then
        assertThat(unclassified())
                .filteredOn(part -> part.kind() == Kind.WORKFLOW)
                .extracting(PartView::id, PartView::why, PartView::tasks)
                .containsExactly(tuple("workflow-0", Why.SUSPENDED, 2L));

        // when another system that goes on has it too
        system("other", SystemStatus.IN_SERVICE, RiskClass.MINIMAL, parts);

        // then
        assertThat(unclassified())
                .filteredOn(part -> part.kind() == Kind.WORKFLOW)
                .isEmpty();
    }

    @Test
    void pagesTheInventoryAndSaysWhatIsMissing() throws Exception {
        // given
        system("c", SystemStatus.PLANNED, null);
        system("a", SystemStatus.IN_SERVICE, RiskClass.HIGH_RISK);
        system("b", SystemStatus.IN_SERVICE, RiskClass.MINIMAL);
        log.append("rules", new RuleSetAdopted("rules-2", "11", null, "it holds", "ada"));
        log.append("system/b", new UseAssessed("b", 1, use(), "ada"));

        // when
        SystemsView first = queries.handle(new FindSystems(null, 2));
        SystemsView rest = queries.handle(new FindSystems(first.next(), 2));

        // then
        assertThat(first.rules()).isEqualTo("rules-2");
        assertThat(first.systems())
                .extracting(SystemLine::system, SystemLine::risk, SystemLine::outdated)
                .containsExactly(tuple("a", RiskClass.HIGH_RISK, false), tuple("b", RiskClass.MINIMAL, true));
        assertThat(first.systems().getFirst().missing())
                .anyMatch(gap -> gap.contains("rules-2 is adopted"))
                .anyMatch(gap -> gap.contains("Nobody oversees it"));
        assertThat(rest.systems()).extracting(SystemLine::system).containsExactly("c");
        assertThat(rest.systems().getFirst().risk()).isEqualTo(RiskClass.UNCLASSIFIED);
        assertThat(rest.next()).isNull();
        assertThat(queries.handle(new FindAdoptedRules()).version()).isEqualTo("rules-2");
        assertThat(queries.handle(new FindSystemFacts()).systems())
                .extracting(known -> known.system() + " " + known.outdated())
                .containsExactly("a false", "b true", "c false");
    }

    private static UseFacts use() {
        return new UseFacts(
                List.of(new UsePoint("4(a)", null)),
                true,
                new AnnexOneUse(null, false),
                List.of(),
                null,
                null,
                DAY,
                null);
    }

    @Test
    void showsASystemWithItsHistoryByPositions() throws Exception {
        // given
        traffic(0);
        system("bot", SystemStatus.IN_SERVICE, RiskClass.LIMITED, part(Kind.WORKFLOW, "workflow-0"));
        log.append("system/bot", new UseAssessed("bot", 1, use(), "bob"));
        log.append(
                "system/bot",
                new OverseerAssigned(
                        "bot",
                        new OversightAssignment("a-1", "lead", "c", "t", "a", DAY.minusDays(9), null, null),
                        "ada"));

        // when
        SystemView bot = queries.handle(new FindSystem("bot"));

        // then
        assertThat(bot.facts().use()).isEqualTo(use());
        assertThat(bot.outdated()).isTrue();
        assertThat(bot.classified().verdict().risk()).isEqualTo(RiskClass.LIMITED);
        assertThat(bot.overseers()).singleElement().matches(SystemView.OverseerView::active);
        assertThat(bot.parts()).extracting(PartView::id).containsExactly("workflow-0");
        long registered = bot.registered().position();
        assertThat(bot.history())
                .extracting(SystemView.HistoryView::position)
                .containsExactly(registered, registered + 1, registered + 2, registered + 3);
        assertThat(bot.history()).extracting(SystemView.HistoryView::by).containsExactly("ada", "ada", "bob", "ada");
        assertThat(queries.handle(new FindSystem("nobody"))).isNull();
    }

    @Test
    void showsServicesPastTheGatewayUntilASystemHasThem() throws Exception {
        // given
        log.append(
                "shadow-ai",
                new ShadowAiImported(
                        "ab",
                        "cd",
                        9,
                        4,
                        1,
                        List.of(new ServiceUse("ChatGPT", "OpenAI", 4, 2L, 10L, MemoryLog.START, MemoryLog.START)),
                        "ada"));

        // when
        ShadowAiView found = queries.handle(new FindShadowAi());

        // then
        assertThat(found.services()).singleElement().matches(service -> service.requests() == 4);
        assertThat(found.imports()).singleElement().matches(log -> log.unknown() == 4 && log.unreadable() == 1);
        assertThat(unclassified())
                .extracting(PartView::kind, PartView::id, PartView::why)
                .containsExactly(tuple(Kind.HOST, "ChatGPT", Why.NO_SYSTEM));

        // when
        system("chat", SystemStatus.IN_SERVICE, RiskClass.LIMITED, part(Kind.HOST, "ChatGPT"));

        // then
        assertThat(unclassified()).isEmpty();
        assertThat(keeper.await(log.size(), SOON)).isTrue();
    }
}
