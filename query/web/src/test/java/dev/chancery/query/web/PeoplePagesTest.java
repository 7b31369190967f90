package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand.IssueToken;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.VisitCommand.RecordView;
import dev.chancery.contracts.fact.Role;
import dev.chancery.query.web.security.NewPassword;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The pages and the API of people and their own accounts, and that nobody gets further than he may. */
class PeoplePagesTest extends WebTest {

    private static final Pattern GIVEN = Pattern.compile("<p class=\"mono\">([a-z2-7-]{19})</p>");

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("none").replaceFirst("^http://[^/]*", "");
    }

    @Test
    void somebodyIsMadeKnownAndChangesThePasswordBeforeAnythingOpens() throws Exception {
        // given
        Visitor administrator = stranger().signedIn("administrator");
        keep("people", administrator.get("/people"));

        // when
        String opened =
                keep("person", administrator.form("/people", "account=officer-2&name=Ann&role=COMPLIANCE_OFFICER"));

        // then
        Matcher given = GIVEN.matcher(opened);
        assertThat(given.find()).isTrue();
        String temporary = given.group(1);
        assertThat(administrator.get("/people/officer-2").body())
                .contains("Ann")
                .doesNotContain(temporary);
        assertThat(journal.ofPeople(OpenAccount.class).getFirst().by()).isEqualTo("administrator");
        assertThat(journal.ofPeople(RecordPassword.class).toString()).doesNotContain(temporary);

        // when
        Visitor officer = stranger();
        officer.get("/sign-in");
        officer.signIn("officer-2", temporary);

        // then
        assertThat(location(officer.get("/systems"))).isEqualTo("/account/password");
        assertThat(problem(officer.get("/api/systems"))).isEqualTo("403 password-change-needed");
        keep("account-password", officer.get("/account/password"));

        // when
        HttpResponse<String> common = officer.form(
                "/account/password", "old=" + temporary + "&password=passwordpassword&again=passwordpassword");
        HttpResponse<String> changed = officer.form(
                "/account/password", "old=" + temporary + "&password=four+words+of+mine&again=four+words+of+mine");

        // then
        assertThat(common.statusCode()).isEqualTo(400);
        assertThat(common.body()).contains("Many people have this password").doesNotContain("passwordpassword");
        assertThat(location(changed)).isEqualTo("/account?changed");
        assertThat(officer.get("/systems").statusCode()).isEqualTo(200);
        keep("account", officer.get("/account"));
        keep("account-second-factor", officer.get("/account/second-factor"));
        assertThat(keep("account-roles", officer.get("/account/roles")))
                .contains("Erase a person&#39;s data, hold evidence");
    }

    @Test
    void aTokenIsShownOnceAndDoesNoMoreThanItsAccountAndItself() throws Exception {
        // given
        HttpResponse<String> issued = program("administrator")
                .send(
                        "POST",
                        "/api/people/ai-officer/tokens",
                        "{\"roles\":[\"AI_OFFICER\"],\"readOnly\":true,\"label\":\"reports\",\"expires\":\""
                                + hours.instant().plus(Duration.ofDays(2)) + "\"}");
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        String bearer = json(issued).get("bearer").asString();
        Visitor program = stranger().withToken(bearer);

        // then
        assertThat(bearer).startsWith("cht_");
        assertThat(journal.ofPeople(IssueToken.class).toString()).doesNotContain(bearer);
        assertThat(program.get("/api/policies").statusCode()).isEqualTo(200);
        assertThat(problem(program.get("/api/people"))).isEqualTo("403 forbidden");
        assertThat(problem(program.send("POST", "/api/workflows", "{}"))).isEqualTo("403 read-only-token");
        assertThat(problem(program.send("POST", "/api/account/tokens", "{}"))).isEqualTo("403 read-only-token");
        assertThat(problem(program("ai-officer").send("POST", "/api/account/tokens", "{}")))
                .isEqualTo("403 sign-in-needed");

        // when
        hours.pass(Duration.ofDays(3));

        // then
        assertThat(problem(program.get("/api/policies"))).isEqualTo("401 token-expired");
    }

    @Test
    void thePeopleOfTheApiHaveTheirIdsAsPlainStrings() throws Exception {
        // when
        JsonNode all = json(program("administrator").get("/api/people"));
        JsonNode one = json(program("administrator").get("/api/people/narrow-regulator"));

        // then
        assertThat(all.get("accounts").findValuesAsString("account"))
                .contains("admin", "administrator", "narrow-regulator")
                .isSorted();
        assertThat(all.get("after").isNull()).isTrue();
        assertThat(one.get("account")).isEqualTo(StringNode.valueOf("narrow-regulator"));
        assertThat(one.get("grants").get(0).get("system")).isEqualTo(StringNode.valueOf("hiring"));
        assertThat(one.get("grants").get(0).get("role")).isEqualTo(StringNode.valueOf("REGULATOR"));
    }

    @Test
    void aRefusalSaysWhoMay() throws Exception {
        // when
        HttpResponse<String> program = program("reviewer").get("/api/erasures");
        HttpResponse<String> page = stranger().signedIn("reviewer").get("/erasures");

        // then
        assertThat(problem(program)).isEqualTo("403 forbidden");
        assertThat(json(program).get("detail").asString())
                .isEqualTo("This is for: compliance officer or regulator. You are: reviewer.");
        assertThat(json(program).get("roles").toString()).contains("compliance_officer");
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(keep("refused-page", page))
                .contains("This is for: compliance officer or regulator.", "Not yours to open");
    }

    @Test
    void theMenuHasWhatOpensAndNothingElse() throws Exception {
        String menu = stranger().signedIn("reviewer").get("/account/roles").body();
        assertThat(menu)
                .contains("href=\"/review\"", "href=\"/tasks\"")
                .doesNotContain("href=\"/people\"", "href=\"/erasures\"");
    }

    @ParameterizedTest
    @CsvSource({
        "admin, /operations",
        "administrator, /people",
        "officer, /systems",
        "reviewer, /review",
        "ai-officer, /operations",
        "regulator, /visit",
        "auditor, /visit",
        "board, /board"
    })
    void eachRoleHasAPlaceToBegin(String name, String place) throws Exception {
        assertThat(location(stranger().signedIn(name).get("/"))).isEqualTo(place);
    }

    @Test
    void eachLookOfAPersonFromOutsideIsOnTheRecordBeforeItIsShown() throws Exception {
        // given
        Visitor regulator = stranger().signedIn("regulator");
        journal.people.clear();

        // when
        keep("visit", regulator.get("/visit"));
        regulator.get("/tasks?workflow=card-support&q=Ann+Smith");
        program("regulator").get("/api/tasks");

        // then
        assertThat(journal.ofPeople(RecordView.class))
                .extracting(RecordView::path)
                .containsExactly("/visit", "/tasks?workflow&q", "/api/tasks");
        assertThat(journal.people.toString()).doesNotContain("Smith");

        // when
        journal.recordDown = true;

        // then
        assertThat(regulator.get("/tasks").statusCode()).isEqualTo(503);
        assertThat(problem(program("regulator").get("/api/log/status"))).isEqualTo("503 audit-unavailable");
        assertThat(stranger().get("/sign-in").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/systems/hiring, true",
        "/api/systems/other, false",
        "/api/systems, false",
        "/api/systems/unclassified, false",
        "/api/controls?system=hiring, true",
        "/api/controls?system=other, false",
        "/api/controls?system=hiring&system=other, false",
        "/api/controls, false",
        "/api/controls/oscal?system=hiring, false",
        "/api/tasks, false",
        "/api/tasks?workflow=no-such, false",
        "/api/incidents, false",
        "/api/exports, false",
        "/api/rules, true",
        "/api/log/checkpoint, true",
        "/api/log/tile/entries/000, false",
        "/api/account, true"
    })
    void whoIsLimitedToASystemSeesThatSystem(String path, boolean within) throws Exception {
        for (String name : new String[] {"narrow-regulator", "auditor"}) {
            HttpResponse<String> answer = program(name).get(path);
            if (within) {
                assertThat(answer.statusCode()).as(name).isNotIn(401, 403);
            } else {
                assertThat(problem(answer)).as(name).isIn("403 out-of-scope", "403 forbidden");
            }
        }
    }

    @Test
    void whoActsIsNamedBesideEachCommand() throws Exception {
        // when
        program("ai-officer").send("POST", "/api/agents/a/suspension", "{\"reason\":\"r\"}");

        // then
        assertThat(journal.actors).containsExactly("ai-officer/t-ai-officer");
    }

    @Test
    void thePasswordRuleKnowsNoCompositionAndNoPerson() throws Exception {
        // given
        accounts.person("careful-one", MemoryAccounts.grant(Role.BOARD));
        AccountId id = new AccountId("careful-one");

        // then
        assertThat(NewPassword.problem(id, "short", "")).isPresent();
        assertThat(NewPassword.problem(id, "x".repeat(129), "")).isPresent();
        assertThat(NewPassword.problem(id, "aaaaaaaaaaaaaa", "")).isPresent();
        assertThat(NewPassword.problem(id, "I am Careful-One!", "")).isPresent();
        assertThat(NewPassword.problem(id, "the same as it was", "the same as it was"))
                .isPresent();
        assertThat(NewPassword.problem(id, "nine green bottles", "")).isEmpty();
    }
}
