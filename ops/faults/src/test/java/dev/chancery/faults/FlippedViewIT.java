package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.faults.HeapFile.Flip;
import dev.chancery.faults.Receipt.Finding;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One bit of one byte is changed in the file of a view, and then again by somebody who can compute the page's checksum. */
class FlippedViewIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** The row of an agent in the view of agents, whose name is changed. */
    private record Row(HeapFile file, String ctid) {

        static Row in(Database database) {
            Eventually.holds(
                    SOON,
                    () -> database.ask("SELECT (SELECT position FROM views.token) = (SELECT size FROM log_head)")
                            .equals("t"));
            return new Row(
                    new HeapFile(database.data().resolve(database.ask("SELECT pg_relation_filepath('views.entry')"))),
                    database.ask("SELECT ctid FROM views.entry WHERE fold = 'agents' AND key = 'ample'"));
        }

        Flip flip() {
            return file.flip(ctid, "\"agent\":\"".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aViewThatRotsIsRebuiltByItselfAndAForgedOneByACheck() {
        try (Subject subject = Subject.in(directory)) {
            subject.chancery().chat(Load.question("a question"));
            aRottenPageIsNoticed(subject);
            aForgedRowIsFound(subject);
        }
    }

    private static void aRottenPageIsNoticed(Subject subject) {
        // given
        Row row = Row.in(subject.database);
        subject.chancery().close();
        Flip rotten = row.flip();
        row.file.undo(rotten);
        Receipt receipt = Receipt.of("one byte flipped in a heap file of a view")
                .evidence(
                        rotten.toString(),
                        () -> new Finding(!row.file.isSound(rotten.page()), "the page's checksum is wrong"))
                .evidence("server's log", () -> {
                    String line = subject.database.said("page verification failed");
                    return new Finding(!line.isEmpty(), line);
                })
                .before();
        row.flip();

        // when
        subject.startAgain();
        ChanceryProcess chancery = subject.chancery();
        HttpResponse<String> agents = chancery.api("GET", "/api/agents", "");

        // then
        receipt.print();
        System.out.println("  verdict: " + agents.statusCode() + " " + agents.body());
        assertThat(agents.statusCode()).isEqualTo(503);
        assertThat(agents.body())
                .contains("urn:chancery:problem:views-rebuilding")
                .contains("'agents'");
        assertThat(chancery.get("/actuator/health/liveness").path("status").asString())
                .isEqualTo("UP");
        assertThat(chancery.chat(Load.question("meanwhile")).statusCode()).isEqualTo(200);
        JsonNode views = rebuilt(chancery);
        System.out.println("  views: " + views);
        assertThat(views.at("/last/reason").asString()).isEqualTo("DAMAGE");
        assertThat(views.path("damaged").size()).isZero();
        assertThat(agents(chancery)).contains("\"agent\":\"ample\"");
        assertThat(chancery.output()).contains("The files of a view are damaged");
    }

    private static void aForgedRowIsFound(Subject subject) {
        // given
        Row row = Row.in(subject.database);
        subject.chancery().close();
        assertThat(row.file.isSound(0)).isTrue();
        Flip forged = row.flip();
        row.file.forgeChecksum(forged.page());
        subject.startAgain();
        ChanceryProcess chancery = subject.chancery();
        System.out.println("FAULT RECEIPT  one byte flipped in a view, checksum forged\n  " + forged);

        // then the control: without a check it is believed
        assertThat(agents(chancery)).doesNotContain("\"agent\":\"ample\"").contains("\"agent\":\"`mple\"");
        assertThat(chancery.get("/api/views").path("state").asString()).isEqualTo("CURRENT");

        // when
        assertThat(chancery.api("POST", "/api/views/check", "").statusCode()).isEqualTo(202);

        // then
        JsonNode views = rebuilt(chancery);
        System.out.println("  verdict: " + views.path("last"));
        JsonNode agents = views.at("/last/views")
                .valueStream()
                .filter(view -> view.path("differing").asLong() > 0)
                .reduce((one, other) -> {
                    throw new AssertionError("Only one view was changed: " + one + other);
                })
                .orElseThrow();
        assertThat(agents.path("view").asString()).isEqualTo("agents");
        assertThat(agents.at("/keys/0").asString()).isEqualTo("ample");
        assertThat(agents(chancery)).contains("\"agent\":\"ample\"");
        assertThat(chancery.output()).contains("A view was not what the log says");
        assertThat(chancery.api("GET", "/actuator/prometheus", "").body()).contains("chancery_views_differing 1.0");
        assertThat(chancery.get("/actuator/health")
                        .at("/components/views/status")
                        .asString())
                .isEqualTo("WARNING");
    }

    private static String agents(ChanceryProcess chancery) {
        return chancery.get("/api/agents").toString();
    }

    private static JsonNode rebuilt(ChanceryProcess chancery) {
        Eventually.holds(SOON, () -> {
            JsonNode views = chancery.get("/api/views");
            return views.path("rebuilding").isNull() && !views.path("last").isNull();
        });
        return chancery.get("/api/views");
    }
}
