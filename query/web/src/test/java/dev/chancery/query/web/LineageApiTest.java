package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.LineageCommand.AssessModification;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindPromptUses;
import dev.chancery.query.contracts.LineageQuery.OfPrompt;
import dev.chancery.query.web.lineage.LineageSamples;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class LineageApiTest extends WebTest {

    @Test
    void asksForWhatAVersionTouchedBetweenTwoInstants() throws Exception {
        // when
        HttpResponse<String> answer = program()
                .get("/api/lineage/blast-radius?deployment=cloud/m&version=m-1&from=2026-11-01T00:00:00Z"
                        + "&to=2026-12-01T00:00:00Z&after=7&limit=20");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(journal.of(FindBlastRadius.class))
                .containsExactly(new FindBlastRadius(
                        "cloud/m",
                        "m-1",
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Instant.parse("2026-12-01T00:00:00Z"),
                        7L,
                        20));
        assertThat(json(answer).get("documents").asString()).contains("retrieves no documents");
    }

    @Test
    void listsVersionsOfModelsWithWhatTheyWereUsedFor() throws Exception {
        // when
        JsonNode uses = json(program().get("/api/lineage/versions?workflow=support"));

        // then
        assertThat(uses.at("/versions/1/version").asString()).isEqualTo("m-1");
        assertThat(uses.at("/versions/1/outputs").asLong()).isEqualTo(7);
        assertThat(journal.of(FindModelUses.class)).containsExactly(new FindModelUses(new WorkflowId("support")));
        assertThat(problem(program().get("/api/lineage/versions?workflow=a%20b")))
                .isEqualTo("400 invalid-request");
    }

    @Test
    void asksForWhatAPromptTouched() throws Exception {
        // when
        program().get("/api/lineage/blast-radius?prompt=triage");
        program().get("/api/lineage/blast-radius?prompt=triage@7&version=m-1&limit=7");
        program().get("/api/lineage/blast-radius?instructions=" + LineageSamples.DIGEST);

        // then
        assertThat(journal.of(FindBlastRadius.class))
                .containsExactly(
                        new FindBlastRadius(null, null, new OfPrompt("triage", null, null), null, null, null, 50),
                        new FindBlastRadius(null, "m-1", new OfPrompt("triage", "7", null), null, null, null, 7),
                        new FindBlastRadius(
                                null, null, new OfPrompt(null, null, LineageSamples.DIGEST), null, null, null, 50));
    }

    @Test
    void showsWhichPromptMadeAnOutputAndWhetherItChangedUnderItsName() throws Exception {
        // when
        JsonNode lineage = json(program().get("/api/tasks/t-1/lineage"));
        JsonNode prompts = json(program().get("/api/lineage/prompts?workflow=support"));

        // then
        assertThat(lineage.get("prompt").toString())
                .isEqualTo(
                        "{\"name\":\"triage\",\"version\":\"7\",\"instructions\":\"" + LineageSamples.DIGEST + "\"}");
        assertThat(prompts.at("/prompts/0/differing").asLong()).isEqualTo(2);
        assertThat(prompts.get("note").asString()).contains("what callers said");
        assertThat(journal.of(FindPromptUses.class).getFirst().workflow()).isEqualTo(new WorkflowId("support"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/lineage/blast-radius, 400 invalid-request",
        "/api/lineage/blast-radius?version=v&limit=201, 400 invalid-request",
        "/api/lineage/blast-radius?version=v&from=yesterday, 400 invalid-request",
        "/api/lineage/blast-radius?version=v&from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z, 400 invalid-request",
        "/api/lineage/blast-radius?prompt=triage@, 400 invalid-request",
        "/api/lineage/blast-radius?prompt=a@b@c, 400 invalid-request",
        "/api/lineage/prompts?workflow=a%20b, 400 invalid-request",
        "/api/lineage/bom?workflow=other, 404 not-found",
        "/api/lineage/bom?workflow=a%20b, 400 invalid-request",
        "/api/tasks/nothing/lineage, 404 not-found",
        "/api/tasks/nothing/prov, 404 not-found"
    })
    void saysWhatIsWrong(String path, String problem) throws Exception {
        HttpResponse<String> answer = program().get(path);
        assertThat(answer.statusCode() + " "
                        + json(answer).get("type").asString().replace("urn:chancery:problem:", ""))
                .isEqualTo(problem);
    }

    @Test
    void aPersonAssessesAChangeWithAReason() throws Exception {
        // when
        String path = "/api/lineage/modifications/m-1/assessment";
        HttpResponse<String> open = program().get("/api/lineage/modifications");
        HttpResponse<String> unsaid = program().send("POST", path, "{\"reason\":\"checked\"}");
        HttpResponse<String> unreasoned = program().send("POST", path, "{\"substantial\":false}");
        HttpResponse<String> unknown = program()
                .send(
                        "POST",
                        "/api/lineage/modifications/m-2/assessment",
                        "{\"substantial\":false,\"reason\":\"checked\"}");
        HttpResponse<String> done =
                program().send("POST", path, "{\"substantial\":false,\"reason\":\"checked with 50 cases\"}");

        // then
        assertThat(json(open).at("/modifications/0/assessment").isNull()).isTrue();
        assertThat(json(open).at("/modifications/0/advice").asString()).startsWith("To be assessed by a person");
        assertThat(List.of(unsaid.statusCode(), unreasoned.statusCode(), unknown.statusCode(), done.statusCode()))
                .containsExactly(400, 400, 404, 200);
        assertThat(journal.of(AssessModification.class)).singleElement().satisfies(said -> {
            assertThat(said.kind()).isEqualTo(ModificationKind.MODEL_VERSION);
            assertThat(said.positions()).containsExactly(41L, 57L);
            assertThat(said.substantial()).isFalse();
            assertThat(said.workflow().value()).isEqualTo("support");
        });
        assertThat(json(done).at("/assessment/reason").asString()).isEqualTo("checked with 50 cases");
    }

    @Test
    void givesLineageAsDocumentsThatOthersRead() throws Exception {
        // when
        HttpResponse<String> bom = program().get("/api/lineage/bom?workflow=support");
        JsonNode prov = json(program().get("/api/tasks/t-1/prov"));
        JsonNode page = json(program().get("/api/lineage/blast-radius/prov?version=m-1"));

        // then
        assertThat(bom.headers().firstValue("content-type").orElse("")).startsWith("application/vnd.cyclonedx+json");
        assertThat(json(bom).get("specVersion").asString()).isEqualTo("1.7");
        assertThat(prov.get("activity").size()).isEqualTo(5);
        assertThat(page.get("activity")).isEqualTo(prov.get("activity"));
        assertThat(json(program().get("/api/tasks/t-1/lineage"))
                        .at("/calls/2/version")
                        .asString())
                .isEqualTo("m-2");
    }
}
