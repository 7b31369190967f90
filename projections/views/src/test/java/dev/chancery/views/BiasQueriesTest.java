package dev.chancery.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.BiasEvent.BiasChecked;
import dev.chancery.contracts.fact.BiasFacts;
import dev.chancery.contracts.fact.BiasMetric;
import dev.chancery.contracts.fact.BiasRules;
import dev.chancery.contracts.fact.BiasSubject;
import dev.chancery.query.contracts.BiasCheckView;
import dev.chancery.query.contracts.BiasChecksView;
import dev.chancery.query.contracts.BiasChecksView.CheckLine;
import dev.chancery.query.contracts.BiasQuery.FindBiasCheck;
import dev.chancery.query.contracts.BiasQuery.FindBiasChecks;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class BiasQueriesTest {

    private static final BiasSubject LENDING = new BiasSubject(BiasSubject.Kind.WORKFLOW, "lending");

    /** A system may have the name of a workflow. */
    private static final BiasSubject SYSTEM = new BiasSubject(BiasSubject.Kind.SYSTEM, "lending");

    @Test
    void checksAreListedFromTheNewestPageByPageAndBySubject() throws Exception {
        // given five checks of a workflow and, after each, one of a system
        MemoryLog log = new MemoryLog(3);
        for (int n = 1; n <= 5; n++) {
            log.append("bias/" + LENDING, check("workflow-" + n, LENDING));
            log.append("bias/" + SYSTEM, check("system-" + n, SYSTEM));
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            DataSource dataSource = postgres.getPostgresDatabase();
            ViewsSchema.migrate(dataSource);
            try (ViewKeeper keeper = new ViewKeeper(dataSource, log)) {
                keeper.start();
                assertThat(keeper.await(log.size(), Duration.ofSeconds(60))).isTrue();
                BiasQueries queries = new BiasQueries(keeper);

                // when
                BiasChecksView first = queries.handle(new FindBiasChecks(null, null, 3));
                BiasChecksView ofWorkflow = queries.handle(new FindBiasChecks(LENDING, null, 3));
                BiasChecksView next = queries.handle(new FindBiasChecks(LENDING, ofWorkflow.next(), 3));
                BiasCheckView one = queries.handle(new FindBiasCheck("system-2"));

                // then
                assertThat(first.checks())
                        .extracting(CheckLine::check)
                        .containsExactly("system-5", "workflow-5", "system-4");
                assertThat(ofWorkflow.checks())
                        .extracting(CheckLine::check)
                        .containsExactly("workflow-5", "workflow-4", "workflow-3");
                assertThat(next.checks()).extracting(CheckLine::check).containsExactly("workflow-2", "workflow-1");
                assertThat(next.next()).isNull();
                assertThat(one).isNotNull();
                assertThat(one.subject()).isEqualTo(SYSTEM);
                assertThat(queries.handle(new FindBiasCheck("none"))).isNull();
            }
        }
    }

    private static BiasChecked check(String id, BiasSubject subject) {
        return new BiasChecked(
                id,
                new BiasFacts(
                        subject,
                        "d-1",
                        "u-1",
                        List.of("granted"),
                        List.of(),
                        List.of(BiasMetric.STATISTICAL_PARITY_DIFFERENCE),
                        null,
                        BiasRules.USUAL,
                        List.of(),
                        MemoryLog.START),
                List.of(),
                List.of(),
                "ada");
    }
}
