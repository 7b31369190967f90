package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.CalibrationCommand.SeedCase;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.ErasureCommand.RequestErasure;
import dev.chancery.contracts.command.HoldCommand.LiftHold;
import dev.chancery.contracts.command.HoldCommand.PlaceHold;
import dev.chancery.contracts.command.KillSwitchCommand;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.command.TaskCommand.DecideReview;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.command.TaskCommand.RecordHumanOutcome;
import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import dev.chancery.contracts.command.WorkflowCommand.MoveGate;
import dev.chancery.contracts.command.WorkflowCommand.RegisterWorkflow;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.StopScope;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.contracts.log.Content;
import dev.chancery.query.contracts.ActQuery;
import dev.chancery.query.contracts.TaskQuery.FindExamples;
import dev.chancery.query.contracts.TaskQuery.FindTasks;
import dev.chancery.query.contracts.TaskQuery.ReplayTask;
import dev.chancery.query.contracts.ViewsQuery;
import dev.chancery.query.web.TestApp.ContentRead;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiTest extends WebTest {

    private static final String DECISION = "/api/reviews/" + Sample.HELD + "/decision";

    @Test
    void approvesAToolWhoseNameHasASlash() throws Exception {
        // when
        HttpResponse<String> unnamed = program()
                .send("POST", "/api/tools/approvals", "{\"tool\":\"files\",\"digest\":\"x\",\"reason\":\"fine\"}");
        HttpResponse<String> unknown = program()
                .send(
                        "POST",
                        "/api/tools/approvals",
                        "{\"tool\":\"files/write\",\"digest\":\"x\",\"reason\":\"fine\"}");
        HttpResponse<String> blind =
                program().send("POST", "/api/tools/approvals", "{\"tool\":\"files/files/read\",\"reason\":\"fine\"}");
        HttpResponse<String> done = program()
                .send(
                        "POST",
                        "/api/tools/approvals",
                        "{\"tool\":\"files/files/read\",\"digest\":\"" + Sample.DIGEST + "\",\"reason\":\"fine\"}");

        // then
        assertThat(List.of(unnamed.statusCode(), unknown.statusCode(), blind.statusCode(), done.statusCode()))
                .containsExactly(400, 404, 400, 200);
        assertThat(done.body()).contains("\"state\":\"PINNED\"");
        assertThat(journal.of(ApproveTool.class)).singleElement().satisfies(approval -> {
            assertThat(approval.server()).isEqualTo("files");
            assertThat(approval.tool()).isEqualTo("files/read");
        });
    }

    @Test
    void listsTasksByWhatIsAskedFor() throws Exception {
        // when
        HttpResponse<String> answer =
                program().get("/api/tasks?workflow=w&agent=a&state=held&model=m/1&before=77&limit=200");

        // then
        assertThat(journal.of(FindTasks.class))
                .containsExactly(new FindTasks(new WorkflowId("w"), new AgentId("a"), TaskState.HELD, "m/1", 77L, 200));
        JsonNode first = json(answer).get("tasks").get(0);
        assertThat(first.get("task").asString()).isEqualTo(Sample.HELD);
        assertThat(first.get("cost").toString()).isEqualTo("{\"amount\":4182,\"currency\":\"USD\"}");
        assertThat(first.get("openedAt").asString()).endsWith("Z");
        assertThat(json(answer).get("next").asLong()).isEqualTo(1040);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/tasks?limit=201, 400 invalid-request",
        "/api/tasks?limit=many, 400 invalid-request",
        "/api/tasks?state=odd, 400 invalid-request",
        "/api/tasks?agent=a%20b, 400 invalid-request",
        "/api/tasks/nothing, 404 not-found",
        "/api/tasks/nothing/events, 404 not-found",
        "/api/tasks/nothing/output, 404 not-found",
        "/api/tasks/" + Sample.HELD + "/output, 409 not-released",
        "/api/tasks/" + Sample.REFUSED + "/output, 409 not-released",
        "/api/tasks/" + Sample.ERASED + "/output, 410 content-erased",
        "/api/reviews?limit=51, 400 invalid-request",
        "/api/examples, 400 invalid-request",
        "/api/examples?workflow=w&limit=0, 400 invalid-request",
        "/api/examples?workflow=w&limit=10001, 400 invalid-request",
        "/api/examples?workflow=w&format=xml, 400 invalid-request",
        "/api/examples?workflow=w&from=2026-12-01&to=2026-11-30, 400 invalid-request",
        "/api/spend?from=2026-02-01&to=2026-01-01, 400 invalid-request",
        "/api/models, 503 audit-unavailable"
    })
    void saysWhatIsWrongByAStableType(String path, String problem) throws Exception {
        // when
        HttpResponse<String> answer = program().get(path);

        // then
        assertThat(problem(answer)).isEqualTo(problem);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void saysHowFarJudgesAndPeopleAgree() throws Exception {
        // when
        JsonNode agreement = json(program().get("/api/judge/agreement"));
        JsonNode rubric = agreement.get("rubrics").get(0);
        JsonNode pair = agreement.get("pairs").get(0);

        // then
        assertThat(rubric.get("rubric").asString()).isEqualTo("support-answer");
        assertThat(rubric.get("n").asInt()).isEqualTo(40);
        assertThat(rubric.get("rate").asDouble()).isEqualTo(0.9);
        assertThat(rubric.get("kappa").asDouble()).isEqualTo(0.71);
        assertThat(rubric.get("failed").asInt()).isEqualTo(2);
        assertThat(pair.get("swapConsistency").toString())
                .isEqualTo("{\"count\":17,\"n\":20,\"rate\":0.85,\"lower\":0.6396,\"upper\":0.9476}");
        assertThat(agreement.get("open").get(0).get("refused").asInt()).isEqualTo(1);
    }

    @Test
    void eventsAreShownAsTheyAreKept() throws Exception {
        // when
        String body = program().get("/api/tasks/" + Sample.HELD + "/events").body();

        // then
        assertThat(body).contains("\"payload\":{\"n\":12345678901234567890}", "\"position\":1040");
    }

    @Test
    void anOutputIsShownOnlyAfterTheRecordHasIt() throws Exception {
        // when
        HttpResponse<String> answer = program().get("/api/tasks/" + Sample.RELEASED + "/output");

        // then
        assertThat(json(answer).get("output").asString()).startsWith("Dear [PERSON_1]");
        assertThat(journal.entries.getFirst()).isInstanceOf(DiscloseContent.class);
        assertThat(journal.entries.getLast()).isInstanceOf(ContentRead.class);
        assertThat(journal.of(DiscloseContent.class).getFirst().to()).isEqualTo("admin");
    }

    @Test
    void aCapsulePutsTheValuesIntoAReleasedOutputAfterTheRecordHasIt() throws Exception {
        // when
        HttpResponse<String> answer = new Visitor()
                .withToken("key-support-bot")
                .send("POST", "/api/tasks/" + Sample.RELEASED + "/output", "{\"capsule\":\"c1.right\"}");

        // then
        assertThat(json(answer).get("output").asString())
                .startsWith("Dear Ann, we have blocked the card [CREDIT_CARD_1]");
        DiscloseContent disclosed = journal.of(DiscloseContent.class).getFirst();
        assertThat(disclosed.to()).isEqualTo("agent/support-bot");
        assertThat(disclosed.purpose()).isEqualTo("retrieval with values");
        assertThat(journal.entries.getLast()).isInstanceOf(ContentRead.class);
        assertThat(journal.of(String.class)).containsExactly("opened for " + Sample.RELEASED + " of support-bot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "released | {} | 400 invalid-request",
                "released | null | 400 invalid-request",
                "released | {\"capsule\": | 400 invalid-request",
                "released | [] | 400 invalid-request",
                "released | {\"capsule\":\" \"} | 400 invalid-request",
                "released | {\"capsule\":\"c1.old\"} | 410 capsule-expired",
                "held | {\"capsule\":\"c1.right\"} | 409 not-released",
                "erased | {\"capsule\":\"c1.right\"} | 410 content-erased",
            })
    void whatACapsuleDoesNotOpenIsNotShown(String task, String body, String problem) throws Exception {
        // given
        String id = task.equals("held") ? Sample.HELD : task.equals("erased") ? Sample.ERASED : Sample.RELEASED;

        // when
        HttpResponse<String> answer = program().send("POST", "/api/tasks/" + id + "/output", body);

        // then
        assertThat(problem(answer)).isEqualTo(problem);
        assertThat(answer.body()).doesNotContain("Ann", "blocked");
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() throws Exception {
        String body = "{\"capsule\":\"" + "A".repeat(9 << 20) + "\"}";
        assertThat(problem(program().send("POST", "/api/tasks/" + Sample.RELEASED + "/output", body)))
                .isEqualTo("413 too-large");
    }

    @Test
    void anAgentSeesWhatCameOfItsOwnTasksAndNothingElse() throws Exception {
        // given
        String output = "/api/tasks/" + Sample.RELEASED + "/output";
        Visitor owner = new Visitor().withToken("key-support-bot");
        Visitor other = new Visitor().withToken("key-other-bot");

        // then
        assertThat(owner.get(output).statusCode()).isEqualTo(200);
        assertThat(problem(other.get(output))).isEqualTo("404 not-found");
        assertThat(problem(other.send("POST", output, "{\"capsule\":\"c1.right\"}")))
                .isEqualTo("404 not-found");
        assertThat(json(other.get(output)).get("detail").asString().replace(Sample.RELEASED, "nothing"))
                .isEqualTo(json(other.get("/api/tasks/nothing/output"))
                        .get("detail")
                        .asString());
        assertThat(problem(owner.get("/api/tasks/" + Sample.RELEASED))).isEqualTo("401 unauthenticated");
        assertThat(problem(owner.get("/api/tasks"))).isEqualTo("401 unauthenticated");
        assertThat(problem(new Visitor().withToken("nobody").get(output))).isEqualTo("401 unauthenticated");

        // when
        journal.agentsStopped = true;

        // then
        assertThat(problem(owner.get(output))).isEqualTo("403 agent-stopped");
        assertThat(journal.of(DiscloseContent.class)).hasSize(1);
    }

    @Test
    void nothingIsShownWhileTheRecordIsDown() throws Exception {
        // given
        journal.recordDown = true;

        // when
        HttpResponse<String> answer = program().get("/api/tasks/" + Sample.RELEASED + "/output");

        // then
        assertThat(problem(answer)).isEqualTo("503 audit-unavailable");
        assertThat(journal.of(ContentRead.class)).isEmpty();
    }

    @Test
    void theReviewQueueShowsTextsAndRecordsIt() throws Exception {
        // when
        JsonNode review = json(program().get("/api/reviews")).get("reviews").get(0);

        // then
        assertThat(review.get("output").asString()).startsWith("Dear [PERSON_1]");
        assertThat(review.get("request").asString()).startsWith("system:");
        assertThat(journal.of(DiscloseContent.class)).isNotEmpty().allSatisfy(disclosure -> {
            assertThat(disclosure.purpose()).isEqualTo("review");
            assertThat(disclosure.content()).hasSize(2);
        });
    }

    @Test
    void whatAReviewerTypesIsSanitisedBeforeItIsRecorded() throws Exception {
        // when
        HttpResponse<String> answer = reviewer()
                .send(
                        "POST",
                        DECISION,
                        "{\"action\":\"edit\",\"output\":\"Write to ann@example.org\",\"reason\":\"ann@example.org said so\"}");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        DecideReview decided = journal.of(DecideReview.class).getFirst();
        assertThat(decided.action()).isEqualTo(DecideReview.Action.EDIT);
        assertThat(decided.reason()).isEqualTo("[EMAIL_ADDRESS_1] said so");
        Content edited = decided.edited();
        assertThat(edited.text()).isEqualTo("Write to [EMAIL_ADDRESS_0]");
        assertThat(edited.ref().commitment()).isEqualTo(Content.commitment(edited.salt(), edited.utf8()));
    }

    @Test
    void whatAPersonDidIsSanitisedAndComparedWithTheWithheldOutput() throws Exception {
        // given
        String shadowed = json(program().get("/api/tasks?state=shadowed"))
                .get("tasks")
                .get(0)
                .get("task")
                .asString();

        // when
        HttpResponse<String> answer = reviewer()
                .send(
                        "POST",
                        "/api/tasks/" + shadowed + "/human-outcome",
                        "{\"outcome\":\"Write to ann@example.org\"}");
        HttpResponse<String> held =
                reviewer().send("POST", "/api/tasks/" + Sample.HELD + "/human-outcome", "{\"outcome\":\"no\"}");

        // then
        assertThat(json(answer).get("measure").asString()).isEqualTo("dice-words-and-pairs/1");
        assertThat(json(answer).get("agrees").asBoolean()).isFalse();
        assertThat(problem(held)).isEqualTo("409 not-shadowed");
        assertThat(journal.of(RecordHumanOutcome.class)).singleElement().satisfies(told -> {
            assertThat(told.outcome().text()).isEqualTo("Write to [EMAIL_ADDRESS_1]");
            assertThat(told.answer().text()).startsWith("Dear [PERSON_1]");
            assertThat(told.by()).isEqualTo("reviewer");
        });
    }

    @Test
    void anImportOfOutcomesTellsWhichLinesWereLeftAndWhy() throws Exception {
        // given
        String shadowed = json(program().get("/api/tasks?state=shadowed"))
                .get("tasks")
                .get(0)
                .get("task")
                .asString();
        String lines = "{\"task\":\"" + shadowed + "\",\"outcome\":\"done\"}\n\nno json\n{\"outcome\":\"x\"}\n"
                + "{\"task\":\"" + Sample.HELD + "\",\"outcome\":\"x\"}\n{\"task\":\"a b\",\"outcome\":\"x\"}\n";

        // when
        JsonNode imported = json(reviewer().send("POST", "/api/human-outcomes", lines));

        // then
        assertThat(imported.get("recorded").asInt()).isEqualTo(1);
        assertThat(imported.get("left")
                        .valueStream()
                        .map(left -> left.get("line").asInt()))
                .containsExactly(3, 4, 5, 6);
        assertThat(problem(reviewer().send("POST", "/api/human-outcomes", "{}\n".repeat(1_001))))
                .isEqualTo("400 invalid-request");
    }

    @Test
    void onlyWhatWaitsForReviewMeasuresAReviewer() throws Exception {
        // when
        HttpResponse<String> seeded = program()
                .send(
                        "POST",
                        "/api/calibration",
                        "{\"task\":\"" + Sample.HELD + "\",\"right\":\"reject\",\"reason\":\"it invents a fee\"}");

        // then
        assertThat(seeded.statusCode()).isEqualTo(201);
        assertThat(journal.of(SeedCase.class))
                .containsExactly(new SeedCase(new TaskId(Sample.HELD), Finding.WRONG, "it invents a fee", "admin"));
        assertThat(problem(program()
                        .send(
                                "POST",
                                "/api/calibration",
                                "{\"task\":\"" + Sample.RELEASED + "\",\"right\":\"reject\",\"reason\":\"r\"}")))
                .isEqualTo("409 not-in-queue");
        assertThat(problem(program()
                        .send(
                                "POST",
                                "/api/calibration",
                                "{\"task\":\"" + Sample.HELD + "\",\"right\":\"maybe\",\"reason\":\"r\"}")))
                .isEqualTo("400 invalid-request");
    }

    @Test
    void oversightTellsHowPeopleDecide() throws Exception {
        JsonNode ada = json(program().get("/api/oversight")).get("reviewers").get(0);
        assertThat(ada.get("overrideShare").asDouble()).isEqualTo(0.2);
        assertThat(ada.get("dwell").get(0).get("underMillis").asLong()).isEqualTo(5_000);
    }

    @Test
    void anApprovalCarriesNoText() throws Exception {
        // when
        reviewer().send("POST", DECISION, "{\"action\":\"approve\",\"output\":\"x\",\"reason\":\"right\"}");

        // then
        assertThat(journal.of(DecideReview.class))
                .containsExactly(new DecideReview(
                        new TaskId(Sample.HELD), DecideReview.Action.APPROVE, "reviewer", "right", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"burn\",\"reason\":\"r\"} | 400 invalid-request",
                "{\"action\":\"approve\"} | 400 invalid-request",
                "{\"action\":\"approve\",\"reason\":\" \"} | 400 invalid-request",
                "{\"action\":\"edit\",\"reason\":\"r\"} | 400 invalid-request",
                "{\"action\": | 400 invalid-request",
            })
    void aDecisionMustBeWhole(String body, String problem) throws Exception {
        assertThat(problem(reviewer().send("POST", DECISION, body))).isEqualTo(problem);
        assertThat(journal.of(Command.class)).isEmpty();
    }

    @Test
    void onlyAHeldOutputCanBeDecided() throws Exception {
        // when
        HttpResponse<String> answer = reviewer()
                .send(
                        "POST",
                        "/api/reviews/" + Sample.RELEASED + "/decision",
                        "{\"action\":\"approve\",\"reason\":\"r\"}");

        // then
        assertThat(problem(answer)).isEqualTo("409 not-held");
        assertThat(json(answer).get("state").asString()).isEqualTo("RELEASED");
    }

    @Test
    void anAgentIsRegisteredUnlessThePolicyDeclaresItOtherwise() throws Exception {
        // when
        HttpResponse<String> done = register(
                "{\"id\":\"clerk\",\"owner\":\"front desk\",\"purpose\":\"answers\",\"runtime\":\"OpenClaw\"}");
        HttpResponse<String> declared =
                register("{\"id\":\"support-bot\",\"owner\":\"front desk\",\"purpose\":\"answers\"}");
        HttpResponse<String> personal =
                register("{\"id\":\"clerk\",\"owner\":\"ann@example.org\",\"purpose\":\"answers\"}");
        HttpResponse<String> nameless = register("{\"owner\":\"front desk\",\"purpose\":\"answers\"}");

        // then
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(json(done).get("runtime").asString()).isEqualTo("OpenClaw");
        assertThat(problem(declared)).isEqualTo("409 not-now");
        assertThat(problem(personal)).isEqualTo("400 invalid-request");
        assertThat(personal.body()).contains("a role or a team").doesNotContain("ann@");
        assertThat(problem(nameless)).isEqualTo("400 invalid-request");
        assertThat(journal.of(RegisterAgent.class))
                .first()
                .satisfies(command -> assertThat(command.by()).isNotNull().isNotEmpty());
    }

    private HttpResponse<String> register(String agent) throws Exception {
        return program().send("POST", "/api/agents", agent);
    }

    @Test
    void aRotatedKeyIsReplacedAtOnce() throws Exception {
        // when
        HttpResponse<String> answer =
                program().send("POST", "/api/agents/support-bot/keys/k1/rotation?reason=leaked", "");

        // then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(journal.of(RotateAgentKey.class)).singleElement().satisfies(rotation -> {
            assertThat(rotation.keyId()).isEqualTo("k1");
            assertThat(rotation.reason()).isEqualTo("leaked");
            assertThat(rotation.sha256())
                    .isEqualTo(KeyDigest.of(json(answer).get("key").asString()));
        });
    }

    @Test
    void aKeyIsShownOnceAndRecordedByItsDigest() throws Exception {
        // when
        HttpResponse<String> answer = program().send("POST", "/api/agents/support-bot/keys", "");

        // then
        String key = json(answer).get("key").asString();
        assertThat(key).matches("chy_[0-9a-f]{8}_[A-Za-z0-9_-]{43}");
        assertThat(journal.of(IssueAgentKey.class))
                .containsExactly(new IssueAgentKey(
                        new AgentId("support-bot"), json(answer).get("keyId").asString(), KeyDigest.of(key)));
    }

    @Test
    void agentsAreStoppedWithAReason() throws Exception {
        // when
        program().send("POST", "/api/agents/a/suspension", "{\"reason\":\"loops\"}");
        program().send("DELETE", "/api/agents/a/keys/k1?reason=lost", "");

        // then
        assertThat(journal.entries)
                .containsExactly(
                        new SuspendAgent(new AgentId("a"), "loops"),
                        new RevokeAgentKey(new AgentId("a"), "k1", "lost"));
        assertThat(problem(program().send("POST", "/api/agents/a/suspension", "{}")))
                .isEqualTo("400 invalid-request");
        assertThat(problem(program().send("DELETE", "/api/agents/a/keys/nokey", "")))
                .isEqualTo("409 not-now");
        assertThat(problem(program().send("POST", "/api/agents/nobody/keys", "")))
                .isEqualTo("404 not-found");
    }

    @Test
    void aKillSwitchIsPulledAndResetWithAReason() throws Exception {
        // when
        program()
                .send(
                        "POST",
                        "/api/kill",
                        "{\"scope\":\"workflow\",\"id\":\"support\",\"reason\":\"it mails strangers\"}");
        program().send("POST", "/api/kill", "{\"scope\":\"everything\",\"reason\":\"unclear\"}");
        program().send("DELETE", "/api/kill?scope=workflow&id=support&reason=mended", "");

        // then
        StopScope support = new StopScope(StopScope.Kind.WORKFLOW, "support");
        assertThat(journal.of(KillSwitchCommand.class))
                .containsExactly(
                        new PullKillSwitch(support, "it mails strangers", "admin"),
                        new PullKillSwitch(new StopScope(StopScope.Kind.EVERYTHING, null), "unclear", "admin"),
                        new ResetKillSwitch(support, "mended", "admin"));
        assertThat(json(program().send("GET", "/api/kill", ""))
                        .at("/pulled/0/scope/id")
                        .asString())
                .isEqualTo("support-bot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"scope\":\"world\",\"reason\":\"r\"}",
                "{\"scope\":\"agent\",\"reason\":\"r\"}",
                "{\"scope\":\"everything\",\"id\":\"a\",\"reason\":\"r\"}",
                "{\"scope\":\"agent\",\"id\":\"a\"}"
            })
    void aKillSwitchThatIsNotWholeIsNotPulled(String body) throws Exception {
        assertThat(problem(program().send("POST", "/api/kill", body))).isEqualTo("400 invalid-request");
        assertThat(journal.of(Command.class)).isEmpty();
    }

    @Test
    void aKillSwitchNamesNobody() throws Exception {
        // when
        HttpResponse<String> pulled = program()
                .send("POST", "/api/kill", "{\"scope\":\"agent\",\"id\":\"ann@example.org\",\"reason\":\"unclear\"}");

        // then
        assertThat(problem(pulled)).isEqualTo("400 invalid-request");
        assertThat(pulled.body()).contains("personal data").doesNotContain("ann@");
        assertThat(journal.of(Command.class)).isEmpty();
    }

    @Test
    void aKillSwitchIsPulledAndResetForWhatTheRecordHasAlready() throws Exception {
        // given an agent that the policy has named after a person
        journal.agent = "ann@example.org";

        // when
        program().send("POST", "/api/kill", "{\"scope\":\"agent\",\"id\":\"ann@example.org\",\"reason\":\"unclear\"}");
        program().send("DELETE", "/api/kill?scope=agent&id=ann@example.org&reason=mended", "");

        // then
        StopScope ann = new StopScope(StopScope.Kind.AGENT, "ann@example.org");
        assertThat(journal.of(KillSwitchCommand.class))
                .containsExactly(
                        new PullKillSwitch(ann, "unclear", "admin"), new ResetKillSwitch(ann, "mended", "admin"));
    }

    @Test
    void aWorkflowThatIsRegisteredBeginsInTheShadow() throws Exception {
        // when
        HttpResponse<String> told = register("claims", ",\"gate\":\"SHADOW\"");
        HttpResponse<String> untold = register("refunds", "");

        // then
        assertThat(List.of(told.statusCode(), untold.statusCode())).containsExactly(201, 201);
        assertThat(json(untold).path("gate").asString()).isEqualTo("SHADOW");
        assertThat(journal.of(RegisterWorkflow.class))
                .containsExactly(
                        new RegisterWorkflow(new WorkflowId("claims"), "Answers", Gate.SHADOW),
                        new RegisterWorkflow(new WorkflowId("refunds"), "Answers", Gate.SHADOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTONOMOUS", "HUMAN_IN_THE_LOOP"})
    void noWorkflowBeginsAtAGateThatItHasNotEarned(String gate) throws Exception {
        // when
        HttpResponse<String> answer = register("claims", ",\"gate\":\"" + gate + "\"");

        // then
        assertThat(problem(answer)).isEqualTo("400 invalid-request");
        assertThat(answer.body()).contains("/api/workflows/{id}/gate", "in the policy");
        assertThat(journal.of(Command.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"desk/clerk", "desk%2fclerk", "desk;a=b", "desk\\\\clerk", "a desk", "ann@example.org"})
    void whatIsNewHasAnIdThatAPathCanHoldAndThatNamesNobody(String id) throws Exception {
        // when
        HttpResponse<String> workflow = register(id, "");
        HttpResponse<String> agent = program()
                .send("POST", "/api/agents", "{\"id\":\"" + id + "\",\"owner\":\"desk\",\"purpose\":\"answers\"}");

        // then
        assertThat(List.of(problem(workflow), problem(agent))).containsOnly("400 invalid-request");
        assertThat(journal.of(Command.class)).isEmpty();
    }

    private HttpResponse<String> register(String workflow, String more) throws Exception {
        return program()
                .send(
                        "POST",
                        "/api/workflows",
                        "{\"workflow\":\"" + workflow + "\",\"purpose\":\"Answers\"" + more + "}");
    }

    @Test
    void draftsOfThePolicyAreProposedAndDecided() throws Exception {
        // when
        HttpResponse<String> proposed = program()
                .send(
                        "POST",
                        "/api/policy/drafts",
                        "{\"changes\":[{\"pointer\":\"/gates/minimumReviewed\",\"value\":75}],\"reason\":\"more\"}");
        HttpResponse<String> approved =
                program().send("POST", "/api/policy/drafts/d-1/approve", "{\"reason\":\"so do I\"}");
        program().send("POST", "/api/policy/drafts/d-1/activate", "");
        program().send("POST", "/api/policy/drafts/d-1/reject", "{\"reason\":\"too few\"}");

        // then
        assertThat(proposed.statusCode()).isEqualTo(201);
        assertThat(json(proposed).path("draft").asString()).isEqualTo("d-2");
        assertThat(json(approved).at("/drafts/0/said/0/by").asString()).isEqualTo("ada");
        assertThat(journal.of(Object.class))
                .contains(
                        "propose [Wanted[pointer=/gates/minimumReviewed, after=75]] more admin",
                        "approve d-1 so do I admin",
                        "activate d-1",
                        "reject d-1 too few admin");
        assertThat(json(program().send("GET", "/api/policy/review-counts", ""))
                        .at("/models/fast/0/reviewed")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void labelledExamplesAreDisclosedOneByOneBeforeTheyLeave() throws Exception {
        // when
        HttpResponse<String> answer =
                program().get("/api/examples?workflow=card-support&from=2026-11-01&to=2026-11-30&after=17&limit=20");

        // then
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/jsonl");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"examples-card-support.jsonl\"");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode first = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(first.path("label").asString()).isEqualTo("OTHERWISE");
        assertThat(first.at("/request/content").asString()).contains("[CREDIT_CARD_1]");
        assertThat(first.at("/output/erased").asBoolean(true)).isFalse();
        assertThat(first.at("/corrected/content").asString()).startsWith("Dear [PERSON_1]");
        assertThat(first.at("/verdict/scores/1/score").asInt()).isEqualTo(3);
        assertThat(lines.getLast())
                .contains("\"output\":{\"content\":null,\"erased\":true,\"erasedAt\":\"" + Sample.ERASED_AT + "\"}")
                .contains("\"corrected\":null");
        List<Object> done = journal.of(Object.class);
        assertThat(done.getFirst())
                .isEqualTo(new FindExamples(
                        new WorkflowId("card-support"),
                        LocalDate.of(2026, 11, 1),
                        LocalDate.of(2026, 11, 30),
                        17L,
                        20));
        assertThat(done.get(1)).isInstanceOfSatisfying(DiscloseContent.class, shown -> {
            assertThat(shown.task()).isEqualTo(new TaskId(Sample.RELEASED));
            assertThat(shown.content()).hasSize(3);
            assertThat(shown.to()).isEqualTo("admin");
            assertThat(shown.purpose()).isEqualTo("labelled examples");
        });
        assertThat(done.get(2)).isInstanceOf(ContentRead.class);
        assertThat(journal.of(DiscloseContent.class))
                .as("nothing is told of what was erased")
                .hasSize(1);
    }

    @Test
    void labelledExamplesComeAsATableToo() throws Exception {
        // when
        HttpResponse<String> answer = program().get("/api/examples?workflow=card-support&format=csv");

        // then
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(answer.body())
                .startsWith("\"task\",\"position\",")
                .contains("\r\n\"" + Sample.RELEASED + "\",1051,\"card-support\",")
                .contains(",OTHERWISE,\"'=too \"\"short\"\"\",\"ann\",")
                .contains("\"figures: passed; tone: 3\"")
                .contains(",REJECTED,")
                .endsWith("\r\n");
    }

    @Test
    void labelledExamplesOfMoreThanAPageComeInOneAnswer() throws Exception {
        // when
        List<String> all =
                program().get("/api/examples?workflow=many").body().lines().toList();
        List<String> some = program()
                .get("/api/examples?workflow=many&after=9&limit=60")
                .body()
                .lines()
                .toList();

        // then
        assertThat(all).hasSize(120);
        assertThat(all.stream().distinct()).hasSize(120);
        assertThat(some).hasSize(60).first().asString().contains("\"position\":10,");
        assertThat(some.getLast()).contains("\"position\":69,");
    }

    @Test
    void noLabelledExampleLeavesThatIsNotOnTheRecord() throws Exception {
        // given
        journal.recordDown = true;

        // when
        HttpResponse<String> nothing = program().get("/api/examples?workflow=card-support");

        // then
        assertThat(problem(nothing)).isEqualTo("503 audit-unavailable");
        assertThat(nothing.headers().firstValue("Content-Disposition")).isEmpty();
        assertThat(journal.of(ContentRead.class)).isEmpty();

        // given that the record goes away when a part has left
        journal.recordDown = false;
        journal.downAt = "many-100";

        // when
        List<String> lines =
                program().get("/api/examples?workflow=many").body().lines().toList();
        String table = program().get("/api/examples?workflow=many&format=csv").body();

        // then
        assertThat(lines).hasSize(101);
        assertThat(lines.getLast())
                .contains("urn:chancery:problem:incomplete", "These are not all", "Go on with after=99.");
        assertThat(table).contains("\r\n\"incomplete: These are not all").doesNotContain("many-100");
    }

    @Test
    void aDraftThatCannotBeIsRefusedWithTheReason() throws Exception {
        assertThat(problem(program().send("POST", "/api/policy/drafts", "{\"reason\":\"r\"}")))
                .isEqualTo("400 invalid-request");
        assertThat(problem(program()
                        .send(
                                "POST",
                                "/api/policy/drafts",
                                "{\"changes\":[{\"pointer\":\"\",\"value\":1}],\"reason\":\"r\"}")))
                .isEqualTo("400 invalid-request");
        assertThat(problem(program().send("POST", "/api/policy/drafts/late/approve", "{\"reason\":\"r\"}")))
                .isEqualTo("409 not-now");
        assertThat(problem(program().send("POST", "/api/policy/drafts/d-1/reject", "{}")))
                .isEqualTo("400 invalid-request");
        assertThat(journal.of(Object.class)).isEmpty();
    }

    @Test
    void aGateMovesOnTheEvidenceThatTheSystemHas() throws Exception {
        // when
        HttpResponse<String> answer = program()
                .send("POST", "/api/workflows/card-support/gate", "{\"to\":\"AUTONOMOUS\",\"reason\":\"ready\"}");

        // then
        assertThat(json(answer).get("from").asString()).isEqualTo("HUMAN_IN_THE_LOOP");
        MoveGate move = journal.of(MoveGate.class).getFirst();
        assertThat(move.to()).isEqualTo(Gate.AUTONOMOUS);
        assertThat(move.evidence().reviewed()).isEqualTo(50);
        assertThat(move.policy()).isEqualTo(new PolicyVersion("p1"));
    }

    @Test
    void aGateThatStaysIsAConflictWithItsEvidence() throws Exception {
        // given
        journal.gateOpens = false;

        // when
        HttpResponse<String> answer = program()
                .send("POST", "/api/workflows/card-support/gate", "{\"to\":\"AUTONOMOUS\",\"reason\":\"ready\"}");

        // then
        assertThat(problem(answer)).isEqualTo("409 gate-refused");
        assertThat(json(answer).get("evidence").get("approvedUnchanged").asInt())
                .isEqualTo(49);
        assertThat(json(answer).get("conduct").get("tasks").asInt()).isEqualTo(60);
        assertThat(json(answer).get("reasons").valueStream().map(JsonNode::asString))
                .containsExactly("49 outputs were reviewed.", "It is too soon.");
        assertThat(problem(program()
                        .send("POST", "/api/workflows/other/gate", "{\"to\":\"AUTONOMOUS\",\"reason\":\"ready\"}")))
                .isEqualTo("404 not-found");
    }

    @Test
    void aReplayShowsBothDecisions() throws Exception {
        // when
        HttpResponse<String> answer =
                program().send("POST", "/api/tasks/" + Sample.HELD + "/replay", "{\"policy\":\"p2\"}");

        // then
        assertThat(json(answer).get("identical").asBoolean()).isTrue();
        assertThat(answer.body()).contains("\"recorded\":{\"a\":1},\"recomputed\":{\"a\":1}");
        assertThat(journal.of(ReplayTask.class))
                .containsExactly(new ReplayTask(new TaskId(Sample.HELD), new PolicyVersion("p2")));
        assertThat(program()
                        .send("POST", "/api/tasks/" + Sample.HELD + "/replay", "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatHasNoOutcomeIsListedWithWhatIsKnown() throws Exception {
        // when
        JsonNode first = json(program().get("/api/abandoned?act=task&limit=1"));

        // then
        assertThat(first.at("/abandoned/0/sent").asString()).isEqualTo("SOMETHING");
        assertThat(first.at("/abandoned/0/lastAttempt/failure").asString()).isEqualTo("RATE_LIMITED");
        assertThat(first.at("/openErasures/0/since").asString()).isNotEmpty();
        assertThat(first.at("/openErasures/0/problem").asString()).contains("does not allow it now");
        assertThat(first.get("openErasures")).hasSize(1);
        assertThat(first.at("/days/0/count").asInt()).isEqualTo(1);
        assertThat(first.path("next").asLong()).isEqualTo(7);
        assertThat(problem(program().get("/api/abandoned?limit=0"))).isEqualTo("400 invalid-request");
    }

    @Test
    void deadLettersAreListedAndTriedAgain() throws Exception {
        // given
        assertThat(json(program().get("/api/dead-letters"))
                        .at("/letters/0/position")
                        .asInt())
                .isEqualTo(9);

        // when
        HttpResponse<String> answer = program().send("POST", "/api/dead-letters/retry", "");

        // then
        assertThat(json(answer).path("total").asInt()).isZero();
        assertThat(journal.of(ActQuery.RetryDeadLetters.class)).hasSize(1);
    }

    @Test
    void aRebuildOfTheViewsIsTakenOnceAndSaysWhatItFound() throws Exception {
        // when
        HttpResponse<String> taken = program().send("POST", "/api/views/rebuild", "");
        HttpResponse<String> second = program().send("POST", "/api/views/check", "");

        // then
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(json(taken).at("/rebuilding/percent").asInt()).isEqualTo(40);
        assertThat(problem(second)).isEqualTo("409 rebuild-under-way");
        assertThat(json(second).at("/rebuilding/secondsLeft").asLong()).isEqualTo(6);
        assertThat(json(program().get("/api/views")).at("/last/views/0/keys/0").asString())
                .isEqualTo("t7");
        assertThat(journal.of(ViewsQuery.RebuildViews.class))
                .extracting(ViewsQuery.RebuildViews::check)
                .containsExactly(false, true);
    }

    @Test
    void aViewThatIsBeingRebuiltSaysHowFarItIs() throws Exception {
        // given
        journal.viewsRebuilding = true;
        try {
            // when
            HttpResponse<String> answer = program().get("/api/dead-letters");

            // then
            assertThat(problem(answer)).isEqualTo("503 views-rebuilding");
            assertThat(json(answer).path("percent").asInt()).isEqualTo(40);
            assertThat(json(answer).path("detail").asString()).contains("40 % so far");
        } finally {
            journal.viewsRebuilding = false;
        }
    }

    @Test
    void spendIsGivenExactly() throws Exception {
        // when
        HttpResponse<String> answer = program().get("/api/spend?by=agent&from=2026-11-01&to=2026-11-30");

        // then
        assertThat(json(answer).get("by").asString()).isEqualTo("AGENT");
        assertThat(json(answer).get("lines").get(0).get("cost").get("amount").asLong())
                .isEqualTo(1234);
    }

    @Test
    void anErasureIsTakenAndItsOutcomeAskedLater() throws Exception {
        // when
        HttpResponse<String> answer =
                program().send("POST", "/api/erasures", "{\"subject\":\"customer-42\",\"reason\":\"Art. 17\"}");

        // then
        assertThat(answer.statusCode()).isEqualTo(202);
        RequestErasure request = journal.of(RequestErasure.class).getFirst();
        assertThat(request.scope()).hasToString("subject/customer-42");
        assertThat(answer.headers().firstValue("Location")).isPresent();
        assertThat(json(answer).get("state").asString()).isEqualTo("REQUESTED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/erasures | {\"reason\":\"r\"} | 400 invalid-request",
                "/api/erasures | {\"subject\":\"a\",\"task\":\"b\",\"reason\":\"r\"} | 400 invalid-request",
                "/api/erasures | {\"subject\":\"Ada Lovelace\",\"reason\":\"r\"} | 400 invalid-request",
                "/api/erasures | {\"workflow\":\"w\",\"reason\":\"r\"} | 400 invalid-request",
                "/api/erasures | {\"subject\":\"a\"} | 400 invalid-request",
                "/api/erasures | {\"task\":\"nothing\",\"reason\":\"r\"} | 404 not-found",
                "/api/holds | {\"reason\":\"r\"} | 400 invalid-request",
                "/api/holds/nothing/lift | {\"reason\":\"r\"} | 404 not-found",
                "/api/holds/h-1/lift | {\"reason\":\"r\"} | 409 hold-lifted",
                "/api/holds/h-2/lift | {} | 400 invalid-request"
            })
    void saysWhatCannotBeErasedOrHeld(String path, String body, String problem) throws Exception {
        assertThat(problem(program().send("POST", path, body))).isEqualTo(problem);
        assertThat(journal.entries)
                .doesNotHaveAnyElementsOfTypes(RequestErasure.class, PlaceHold.class, LiftHold.class);
    }

    @Test
    void anErasedOutputSaysWhenItWasErased() throws Exception {
        assertThat(json(program().get("/api/tasks/" + Sample.ERASED + "/output"))
                        .get("erasedAt")
                        .asString())
                .isEqualTo(Sample.ERASED_AT.toString());
    }
}
