package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.command.AgentCommand.IssueAgentKey;
import dev.chancery.contracts.command.AgentCommand.RegisterAgent;
import dev.chancery.contracts.command.AgentCommand.RevokeAgentKey;
import dev.chancery.contracts.command.AgentCommand.RotateAgentKey;
import dev.chancery.contracts.command.AgentCommand.SuspendAgent;
import dev.chancery.contracts.command.KillSwitchCommand.PullKillSwitch;
import dev.chancery.contracts.command.KillSwitchCommand.ResetKillSwitch;
import dev.chancery.contracts.fact.StopScope;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentsPageTest extends WebTest {

    private static final Pattern KEY = Pattern.compile("value=\"(chy_([0-9a-f]{8})_[A-Za-z0-9_-]{43})\"");

    @BeforeEach
    void thereIsAnAgent() {
        journal.agent = "support-bot";
    }

    @Test
    void showsAgentsAndStopsWhatItIsTold() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("agents", admin.get("/agents"));

        // then
        assertThat(page)
                .contains("A kill switch stops agent support-bot.", "it mails strangers", "Stop it now")
                .contains("Caps that agents share", "everything", "80 % spent in 2026-11")
                .contains("href=\"/agents/support-bot\"", "/api/agents?format=csv", "/api/log/proof/17")
                .contains("/tasks?state=REFUSED&amp;agent=support-bot")
                .doesNotContain("style=");

        // when
        HttpResponse<String> pulled = admin.form("/agents/kill", "scope=EVERYTHING&reason=unclear");
        admin.form("/agents/kill/reset", "scope=AGENT:support-bot&reason=mended");

        // then
        assertThat(pulled.headers().firstValue("Location").orElseThrow()).endsWith("/agents#kill");
        assertThat(journal.of(PullKillSwitch.class))
                .containsExactly(
                        new PullKillSwitch(new StopScope(StopScope.Kind.EVERYTHING, null), "unclear", "admin"));
        assertThat(journal.of(ResetKillSwitch.class))
                .containsExactly(
                        new ResetKillSwitch(new StopScope(StopScope.Kind.AGENT, "support-bot"), "mended", "admin"));
    }

    @Test
    void stopsNothingThatIsNotNamedAndKeepsTheReason() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/agents");

        // then
        assertThat(keep("agents-kill-refused", admin.form("/agents/kill", "scope=WORLD&reason=why")))
                .contains("Choose what to stop", "value=\"why\"", "open=\"open\"");
        assertThat(admin.form("/agents/kill", "scope=&reason=why").statusCode()).isEqualTo(400);
        assertThat(admin.form("/agents/kill", "scope=EVERYTHING&reason=").statusCode())
                .isEqualTo(400);
        assertThat(admin.form("/agents/kill", "scope=AGENT:ann@example.org&reason=why")
                        .statusCode())
                .isEqualTo(400);
        assertThat(journal.of(PullKillSwitch.class)).isEmpty();
    }

    @Test
    void showsOfAnAgentWhatItIsForAndWhatItMayDo() throws Exception {
        // when
        String page = keep("agent", new Visitor().signedIn().get("/agents/support-bot"));

        // then
        assertThat(page)
                .contains(
                        "OpenClaw",
                        "by the policy",
                        "0a1b2c3d",
                        "it was in a &lt;b&gt;mail&lt;/b&gt;",
                        "href=\"/workflows/card-support\"",
                        "10 times in a row",
                        "50.0\u00a0%",
                        "0.001234\u00a0USD",
                        "crm/erase",
                        "within limits on arguments",
                        "waits for a person",
                        "A kill switch stops agent support-bot.",
                        "/tasks/" + Sample.HELD)
                .doesNotContain("style=", "chy_");
    }

    @Test
    void showsANewKeyOnceAndNeverAgain() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/agents/support-bot");

        // when
        HttpResponse<String> issued = admin.form("/agents/support-bot/keys", "");

        // then
        assertThat(issued.statusCode()).isEqualTo(200);
        assertThat(issued.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        Matcher key = KEY.matcher(keep("agent-key", issued));
        assertThat(key.find()).isTrue();
        assertThat(journal.of(IssueAgentKey.class).getFirst())
                .extracting(command -> command.agent().value(), IssueAgentKey::keyId)
                .containsExactly("support-bot", key.group(2));
        assertThat(journal.of(IssueAgentKey.class).getFirst().toString()).doesNotContain(key.group(1));
        assertThat(admin.get("/agents/support-bot").body()).doesNotContain("chy_");
    }

    @Test
    void rotatesAndRevokesKeysForAReason() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/agents/support-bot");

        // when
        String rotated = admin.form("/agents/support-bot/keys/0a1b2c3d/rotation", "reason=a+year+old")
                .body();
        HttpResponse<String> revoked =
                admin.form("/agents/support-bot/keys/0a1b2c3d/revocation", "reason=it+was+in+a+mail");
        HttpResponse<String> silent = admin.form("/agents/support-bot/keys/0a1b2c3d/revocation", "reason=");
        HttpResponse<String> unknown = admin.form("/agents/support-bot/keys/nokey/revocation", "reason=why");

        // then
        assertThat(KEY.matcher(rotated).find()).isTrue();
        assertThat(journal.of(RotateAgentKey.class).getFirst().reason()).isEqualTo("a year old");
        assertThat(revoked.headers().firstValue("Location").orElseThrow()).endsWith("/agents/support-bot");
        assertThat(journal.of(RevokeAgentKey.class).getFirst())
                .isEqualTo(new RevokeAgentKey(new AgentId("support-bot"), "0a1b2c3d", "it was in a mail"));
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(unknown.statusCode()).isEqualTo(409);
        assertThat(unknown.body()).contains("role=\"alert\"", "has no key &#39;nokey&#39;");
    }

    @Test
    void suspendsForAReason() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/agents/support-bot");

        // when
        admin.form("/agents/support-bot/suspension", "reason=loops");
        HttpResponse<String> silent = admin.form("/agents/support-bot/suspension", "reason=");

        // then
        assertThat(journal.of(SuspendAgent.class))
                .containsExactly(new SuspendAgent(new AgentId("support-bot"), "loops"));
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(silent.body()).contains("id=\"state-wrong\"");
    }

    @Test
    void registersAnAgentAndKeepsWhatWasTypedOtherwise() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/agents");

        // when
        HttpResponse<String> registered =
                admin.form("/agents", "id=claims-bot&owner=claims&purpose=Reads+claims&runtime=");
        HttpResponse<String> personal =
                admin.form("/agents", "id=claims-bot&owner=ann@example.org&purpose=Reads+claims&runtime=box");
        HttpResponse<String> declared = admin.form("/agents", "id=support-bot&owner=x&purpose=y&runtime=");

        // then
        assertThat(registered.headers().firstValue("Location").orElseThrow()).endsWith("/agents/claims-bot");
        assertThat(journal.of(RegisterAgent.class).getFirst())
                .isEqualTo(new RegisterAgent(new AgentId("claims-bot"), "claims", "Reads claims", null, "admin"));
        assertThat(personal.statusCode()).isEqualTo(400);
        assertThat(keep("agents-register-refused", personal))
                .contains("seems to hold personal data", "value=\"Reads claims\"", "value=\"box\"");
        assertThat(declared.statusCode()).isEqualTo(409);
        assertThat(declared.body()).contains("The policy in force declares the agent");
    }

    @Test
    void saysWhatThereIsNot() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        HttpResponse<String> missing = admin.get("/agents/nobody");
        journal.agent = "idle-bot";
        String idle = admin.get("/agents/idle-bot").body();
        journal.agent = null;

        // then
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(idle).contains("The policy in force does not name it");
        assertThat(keep("agents-none", admin.get("/agents"))).contains("No agent is registered.");
        assertThat(problem(program().get("/api/agents/nobody/rules"))).isEqualTo("404 not-found");
        assertThat(program()
                        .get("/api/agents/support-bot/rules?list=grants&format=csv")
                        .body())
                .contains("crm/erase", "0.001", "USD");
    }
}
