package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.LineageCommand.AssessModification;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.web.lineage.LineageSamples;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ModelsPageTest extends WebTest {

    @Test
    void showsDeploymentsVersionsDriftAndPrompts() throws Exception {
        // when
        String page = keep("models", new Visitor().signedIn().get("/models"));

        // then
        assertThat(page)
                .contains(
                        "rests",
                        "12 of 20 (60.0",
                        "1 of 20 (5.0",
                        "not called yet",
                        "0.25\u00a0USD",
                        "Maker",
                        "There is no queue before one",
                        "/models/lineage?deployment=cloud/m&amp;version=m-1",
                        "cloud/m m-2: 20 of 50 approved unchanged (27.6\u00a0% to 53.8\u00a0%), against its version before.",
                        "Approved unchanged, by version",
                        "n = 50",
                        "2 different under this name",
                        "/models/lineage?prompt=triage@7",
                        "/api/lineage/bom",
                        "/api/fleet?format=csv")
                .doesNotContain("style=", "onclick", "other nodes may see another");
    }

    @Test
    void refreshesTheHealthOfDeploymentsAlone() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String part = admin.send(
                        admin.request("/models").header("HX-Target", "fleet").GET())
                .body();

        // then
        assertThat(part).contains("id=\"fleet\"", "rests").doesNotContain("<html", "Drift");
        assertThat(journal.of(FindModelUses.class)).isEmpty();
    }

    @Test
    void saysThatNobodyKnowsHowDeploymentsAreWhereNoNodeAnswers() throws Exception {
        // given
        journal.fleetAway = true;

        // when
        HttpResponse<String> page = new Visitor().signedIn().get("/models");

        // then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("how deployments are is not known", "m-1");
        assertThat(problem(program().get("/api/fleet"))).isEqualTo("503 not-here");
    }

    @Test
    void showsFiftyPromptsAndSaysThatThereAreMore() throws Exception {
        // given
        journal.manyPrompts = true;

        // when
        String many = new Visitor().signedIn().get("/models").body();
        journal.manyPrompts = false;
        String few = new Visitor().signedIn().get("/models").body();

        // then
        assertThat(many.split(">not named<", -1)).hasSize(51);
        assertThat(many).contains("The first 50 of them");
        assertThat(few).contains(">triage<").doesNotContain("The first");
    }

    @Test
    void keepsAnAssessmentOfAChangeOrSaysWhatItLacks() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String page = admin.get("/models").body();
        String path = "/models/modifications/" + LineageSamples.MODIFICATION + "/assessment";

        // when
        HttpResponse<String> unsaid = admin.form(path, "reason=a+new+version");
        HttpResponse<String> silent = admin.form(path, "substantial=true&reason=");
        HttpResponse<String> unknown =
                admin.form("/models/modifications/m-none/assessment", "substantial=true&reason=why");
        HttpResponse<String> kept = admin.form(path, "substantial=false&reason=foreseen");

        // then
        assertThat(page).contains("to be assessed", "20 outputs (100.0", "Art. 3(23)");
        assertThat(unsaid.statusCode()).isEqualTo(400);
        assertThat(keep("models-assess-refused", unsaid))
                .contains("role=\"alert\"", "Say as &#39;substantial&#39;", "value=\"a new version\"");
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(kept.headers().firstValue("Location").orElseThrow()).endsWith("/models#modifications");
        assertThat(journal.of(AssessModification.class))
                .singleElement()
                .extracting(AssessModification::substantial, AssessModification::reason, AssessModification::by)
                .containsExactly(false, "foreseen", "admin");
        assertThat(admin.get("/models").body()).contains("not substantial", "foreseen (admin");
    }

    @Test
    void showsWhatAVersionHasTouchedAsAGraphAndATable() throws Exception {
        // when
        String page = keep(
                "lineage",
                new Visitor()
                        .signedIn()
                        .get("/models/lineage?deployment=cloud/m&version=m-1&from=2026-11-01&to=2026-11-30"));

        // then
        FindBlastRadius asked = journal.of(FindBlastRadius.class).getFirst();
        assertThat(asked.version()).isEqualTo("m-1");
        assertThat(Objects.requireNonNull(asked.from())).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(Objects.requireNonNull(asked.to())).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(page)
                .contains(
                        "<svg class=\"lineage\"",
                        "aria-label=\"Version m-1, 1 task\"",
                        "href=\"/models/lineage?deployment=cloud%2Fm\"",
                        "href=\"/workflows/support\"",
                        "aria-label=\"Reviewer ann, 1 task\"",
                        ">Maker m<",
                        "<th scope=\"row\">version m-1</th>",
                        "Its one task is drawn.",
                        "/api/lineage/blast-radius/prov?deployment=cloud%2Fm&amp;version=m-1&amp;from=2026-11-01T00%3A00%3A00Z",
                        "/tasks/t-1",
                        "Chancery retrieves no documents")
                .doesNotContain("style=", "<script>");
    }

    @Test
    void showsTheLineageOfATaskAndOfAWorkflow() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(keep("lineage-task", admin.get("/models/lineage?task=t-9")))
                .contains(
                        "aria-label=\"Prompt triage@7, 1 task\"",
                        "aria-label=\"Version m-2, 1 task\"",
                        "aria-label=\"Output edited, 1 task\"",
                        "href=\"/tasks?state=EDITED\"",
                        "/api/tasks/t-9/prov")
                .doesNotContain("aria-label=\"Version m-1");
        assertThat(keep("lineage-workflow", admin.get("/models/lineage?workflow=support")))
                .contains("aria-label=\"Workflow support, 10 answers\"", "aria-label=\"Version m-1, 8 answers\"");
        assertThat(journal.of(FindModelUses.class))
                .anyMatch(query ->
                        query.workflow() != null && query.workflow().value().equals("support"));
        assertThat(keep("lineage-empty", admin.get("/models/lineage"))).contains("<svg class=\"lineage\"");
    }

    @Test
    void saysWhatOfAQuestionCannotBeAnswered() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        HttpResponse<String> day = admin.get("/models/lineage?version=m-1&from=yesterday");
        HttpResponse<String> order = admin.get("/models/lineage?version=m-1&from=2026-11-05&to=2026-11-01");
        HttpResponse<String> task = admin.get("/models/lineage?task=nothing");

        // then
        assertThat(day.statusCode()).isEqualTo(400);
        assertThat(day.body()).contains("role=\"alert\"", "Give &#39;from&#39; as a day", "value=\"m-1\"");
        assertThat(order.statusCode()).isEqualTo(400);
        assertThat(order.body()).contains("has to be before");
        assertThat(task.statusCode()).isEqualTo(404);
        assertThat(task.body()).contains("There is no task");
    }

    @Test
    void tellsTheSameByApiAndAsTables() throws Exception {
        assertThat(program().get("/api/fleet?format=csv").body())
                .contains("cloud/judge", "health.state", "OPEN", "tariff.base.input.currency");
        assertThat(json(program().get("/api/lineage/quality"))
                        .at("/lines/1/approvedMoved")
                        .asString())
                .isEqualTo("DOWN");
    }
}
