package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.Gate;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class WorkflowsPageTest extends WebTest {

    @Test
    void showsWhereEachStandsAndHowFarItsJudgeCanBeReliedUpon() throws Exception {
        // when
        String page = keep("workflows", new Visitor().signedIn().get("/workflows"));

        // then
        assertThat(page)
                .contains(
                        "href=\"/workflows/card-support\"",
                        "aria-current=\"step\">human in the loop",
                        "49 of 50 (98.0",
                        "at least 89.0",
                        "3 of 60 (5.0",
                        "chancery: Of the last 11",
                        "/api/workflows?format=csv",
                        "Judges and people",
                        "support-answer v3",
                        "77.0\u00a0% to 96.0\u00a0%",
                        "0.71",
                        "Judges and the order of two texts",
                        "64.0\u00a0% to 94.8\u00a0%",
                        "1 of 41",
                        "card-support: 3 waiting, 1 refused, 0 abandoned")
                .doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void showsWhatSpeaksForAndAgainstTheNextStep() throws Exception {
        // when
        String page = keep("workflow", new Visitor().signedIn().get("/workflows/card-support"));

        // then
        assertThat(page)
                .contains(
                        "What speaks for and against autonomous",
                        "at least 4 weeks at this gate",
                        "10 days",
                        "not met",
                        "89.5\u00a0% to 99.7\u00a0%",
                        "1 condition is not met",
                        "Promote to autonomous",
                        "Lower to shadow",
                        "by itself",
                        "they &lt;b&gt;ask&lt;/b&gt;",
                        "The gate has stood here for 9 days",
                        "/api/log/proof/70",
                        "/models/lineage?workflow=card-support",
                        "delivered outputs found other than right",
                        "Observations begin when the gate is open.",
                        "a budget that refuses a request, and by a kill switch on it.")
                .doesNotContain("style=", "<b>ask");
    }

    @Test
    void showsAtAnOpenGateHowFarEachWatchedShareIsFromLoweringIt() throws Exception {
        // given
        journal.gateOpen = true;

        // when
        String page = keep("workflow-open", new Visitor().signedIn().get("/workflows/card-support"));

        // then
        assertThat(page)
                .contains("2 of 8 (25.0", "57.0\u00a0%", "100 observations", "<svg", "Lower to human in the loop")
                .doesNotContain("Promote to", "Observations begin");
    }

    @Test
    void movesAGateOrListsEverythingThatStandsAgainstIt() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/workflows/card-support");

        // when
        HttpResponse<String> moved = admin.form("/workflows/card-support/gate", "to=AUTONOMOUS&reason=ready");
        journal.gateOpens = false;
        HttpResponse<String> refused = admin.form("/workflows/card-support/gate", "to=AUTONOMOUS&reason=not+lost");
        HttpResponse<String> lowered = admin.form("/workflows/card-support/gate", "to=SHADOW&reason=");
        HttpResponse<String> nowhere = admin.form("/workflows/card-support/gate", "to=HEAVEN&reason=why");

        // then
        assertThat(moved.headers().firstValue("Location").orElseThrow()).endsWith("/workflows/card-support");
        assertThat(journal.of(MoveGate.class).getFirst())
                .extracting(MoveGate::to, MoveGate::reason, MoveGate::actor)
                .containsExactly(Gate.AUTONOMOUS, "ready", "admin");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(keep("workflow-refused", refused))
                .contains(
                        "role=\"alert\"",
                        "The gate stays at",
                        "<li>49 outputs were reviewed.</li>",
                        "<li>It is too soon.</li>",
                        "value=\"not lost\"");
        assertThat(lowered.statusCode()).isEqualTo(400);
        assertThat(lowered.body()).contains("Give a &#39;reason&#39;");
        assertThat(nowhere.statusCode()).isEqualTo(400);
        assertThat(nowhere.body()).contains("Choose where the gate is to go");
        assertThat(journal.of(MoveGate.class)).hasSize(2);
    }

    @Test
    void registersAWorkflowInTheShadowAndKeepsWhatWasTypedOtherwise() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/workflows");

        // when
        HttpResponse<String> registered = admin.form("/workflows", "workflow=claims&purpose=Reads+claims");
        HttpResponse<String> slashed = admin.form("/workflows", "workflow=a%2Fb&purpose=Reads+claims");

        // then
        assertThat(registered.headers().firstValue("Location").orElseThrow()).endsWith("/workflows/claims");
        assertThat(journal.of(RegisterWorkflow.class))
                .extracting(command -> command.workflow().value(), RegisterWorkflow::gate)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("claims", Gate.SHADOW));
        assertThat(slashed.statusCode()).isEqualTo(400);
        assertThat(slashed.body()).contains("role=\"alert\"", "value=\"a/b\"", "value=\"Reads claims\"");
    }

    @Test
    void saysThatThereIsNoSuchWorkflow() throws Exception {
        HttpResponse<String> missing = new Visitor().signedIn().get("/workflows/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("There is no workflow");
        assertThat(problem(program().get("/api/workflows/nothing"))).isEqualTo("404 not-found");
    }

    @Test
    void tellsTheSameByApiAndAsTables() throws Exception {
        // then
        assertThat(json(program().get("/api/workflows/card-support"))
                        .at("/conditions/0/met")
                        .asBoolean(true))
                .isFalse();
        assertThat(program()
                        .get("/api/workflows/card-support?list=conditions&format=csv")
                        .body())
                .contains("APPROVED_UNCHANGED", "0.895");
        assertThat(program()
                        .get("/api/workflows/card-support?list=moves&format=csv")
                        .body()
                        .lines())
                .hasSize(4);
    }

    @Test
    void oversightShowsHowPeopleDecideAndWhatSuggestsThatTheyDoNotLook() throws Exception {
        // when
        String page = keep("oversight", new Visitor().signedIn().get("/oversight"));

        // then
        assertThat(page)
                .contains(
                        "ada",
                        "20.0",
                        "14.0",
                        "under 5 s",
                        "9 of 10 (90.0",
                        "59.6",
                        "2 decisions were about what was not shown",
                        "1 of 10 known cases were decided otherwise",
                        "Time from showing to decision",
                        "Known cases decided as is right",
                        "/api/oversight?format=csv",
                        "action=\"/api/examples\"")
                .doesNotContain("style=", "Approved all");
    }

    @Test
    void examplesAreTakenAwayByTheFormAsItIsSentWithEmptyFields() throws Exception {
        // given
        Visitor officer = new Visitor().signedIn("officer");

        // when
        String page = officer.get("/oversight").body();
        HttpResponse<String> examples =
                officer.get("/api/examples?limit=10000&workflow=card-support&from=&to=&after=&format=csv");

        // then
        assertThat(page).contains(">card-support</option>", "value=\"jsonl\"", "value=\"csv\"", "name=\"after\"");
        assertThat(examples.statusCode()).isEqualTo(200);
        assertThat(journal.of(DiscloseContent.class).getFirst().to()).isEqualTo("officer");
    }
}
