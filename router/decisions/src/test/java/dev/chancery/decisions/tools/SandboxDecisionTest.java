package dev.chancery.decisions.tools;

import static dev.chancery.decisions.Sample.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.LimitMeans;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Upstream.Program;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxDecisionTest {

    private static final String URL = "\"url\": \"https://files.example.com/mcp\"";
    private static final String SANDBOX = """
            {"read": ["/opt/files"], "write": ["/srv/files"], "network": "none",
             "memory": 256, "processes": 32, "seconds": 20, "disk": 8}""";
    private static final Policy POLICY = policy(SANDBOX);

    @Test
    void grantsWhatThePolicySays() {
        // when
        SandboxOpened opened = decide(POLICY);

        // then
        assertThat(opened)
                .isEqualTo(new SandboxOpened(
                        POLICY.version(),
                        "files",
                        List.of("files-server", "/srv/files"),
                        Confinement.BUBBLEWRAP,
                        LimitMeans.RESOURCE_LIMITS,
                        List.of("/opt/files"),
                        List.of("/srv/files"),
                        List.of("TOKEN"),
                        new SandboxLimits(256, 32, 20, 8),
                        null));
    }

    @Test
    void grantsTheHostsThatThePolicyNamesAndNoOther() {
        // when
        SandboxOpened opened = decide(policy(reaching("API.Example.com:443", "127.0.0.1:8080", "[2001:DB8::7]:5432")));

        // then
        assertThat(opened.network())
                .containsExactly("api.example.com:443", "127.0.0.1:8080", "[2001:db8:0:0:0:0:0:7]:5432");
        assertThat(opened.confinement()).isEqualTo(Confinement.BUBBLEWRAP);
    }

    @Test
    void findsAHostThatWasGrantedBesideThePolicy() {
        // given
        Policy policy = policy(reaching("api.example.com:443"));
        SandboxOpened opened = decide(policy);

        // then
        assertThat(replay(opened, policy, policy.version())).singleElement().matches(Comparison::identical);
        for (List<String> forged :
                List.of(List.of("api.example.com:443", "elsewhere.example.com:443"), List.of("api.example.com:80"))) {
            assertThat(replay(reaching(opened, forged), policy, policy.version()))
                    .as("%s", forged)
                    .singleElement()
                    .matches(each -> !each.identical());
        }
        assertThat(replay(reaching(opened, null), policy, policy.version()))
                .singleElement()
                .matches(each -> !each.identical());
    }

    @Test
    void saysThatAPlainProcessIsOne() {
        // when
        SandboxOpened opened = decide(policy("\"unconfined\""));

        // then
        assertThat(opened.confinement()).isEqualTo(Confinement.NONE);
        assertThat(opened.limitsBy()).isEqualTo(LimitMeans.CLOCK);
        assertThat(opened.limits()).isNull();
    }

    @Test
    void isDecidedAgainByTheVerifierAndFindsAForgedGrant() {
        // given
        SandboxOpened opened = decide(POLICY);
        SandboxOpened forged = new SandboxOpened(
                opened.policy(),
                opened.server(),
                opened.command(),
                opened.confinement(),
                opened.limitsBy(),
                opened.read(),
                List.of("/srv"),
                opened.environment(),
                opened.limits(),
                opened.network());

        // then
        assertThat(replay(opened, POLICY)).singleElement().satisfies(each -> {
            assertThat(each.decision()).isEqualTo("sandbox");
            assertThat(each.identical()).isTrue();
        });
        assertThat(replay(forged, POLICY)).singleElement().matches(each -> !each.identical());
        assertThat(replay(opened, policy("\"unconfined\""))).singleElement().matches(each -> !each.identical());
        assertThat(replay(opened, PolicyDocument.parse(DOCUMENT)))
                .singleElement()
                .satisfies(each -> assertThat(each.recomputed()).isNull());
    }

    @Test
    void isOfAnotherPolicyThanItsTaskOnlyWhenAPersonHadApprovedTheCall() {
        // given
        Policy later = policy(SANDBOX.replace("20", "30"));
        SandboxOpened opened = decide(later);
        SandboxOpened forged = new SandboxOpened(
                opened.policy(),
                opened.server(),
                opened.command(),
                opened.confinement(),
                opened.limitsBy(),
                opened.read(),
                List.of("/srv"),
                opened.environment(),
                opened.limits(),
                opened.network());
        Function<PolicyVersion, Policy> policies = version -> version.equals(later.version()) ? later : POLICY;
        ToolCallApproved approval = new ToolCallApproved("ada", "fine");

        // then
        assertThat(replay(policies, opened)).singleElement().matches(each -> !each.identical());
        assertThat(replay(policies, opened, approval)).singleElement().matches(each -> !each.identical());
        assertThat(replay(policies, approval, opened)).singleElement().matches(Comparison::identical);
        assertThat(replay(policies, approval, forged)).singleElement().matches(each -> !each.identical());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "/srv/files"      | "/srv/../etc"     | is no path to grant
            "/srv/files"      | "srv/files"       | is no path to grant
            "/srv/files"      | "/srv/files/"     | is no path to grant
            "/srv/files"      | "/"               | is no path to grant
            "/srv/files"      | "/proc/1"         | a sandbox has its own
            "/srv/files"      | "/sandbox"        | a sandbox has its own
            "/srv/files"      | "/usr/local"      | cannot be granted for writing
            "/srv/files"      | "/etc"            | cannot be granted for writing
            "/srv/files"      | "/opt/files"      | granted twice
            "none"            | "all"             | Write none, or allow
            "none"            | ["a.example:443"] | Write none, or allow
            "network": "none",| `""`              | Write none, or allow
            "none"            | {"allow": []}     | Name at least one
            "none"            | {"allow": "*"}    | Write a list
            "none"            | {}                | 'allow' is missing
            "none"            | {"allow": ["a.example:443"], "deny": []} | 'deny' is not known here
            "none"            | {"allow": ["a.example:443", "A.EXAMPLE:443"]} | allowed twice
            "none"            | {"allow": ["[::1]:443", "[0:0::1]:443"]} | allowed twice
            "none"            | {"allow": ["a.example"]} | is no host and port
            "none"            | {"allow": ["0.0.0.0:80"]} | is the address of no host
            "none"            | {"allow": ["224.0.0.1:80"]} | is the address of no host
            "none"            | {"allow": ["[ff02::1]:80"]} | is the address of no host
            "memory": 256     | "memory": 1       | from 16 to
            "processes": 32,  | `""`              | 'processes' is missing
            "disk": 8         | "disk": 8, "swap": 1 | 'swap' is not known here
            """)
    void refusesWhatNoSandboxGrants(String from, String to, String reason) {
        String sandbox = SANDBOX.replace(from, to.equals("\"\"") ? "" : to);
        assertThatThrownBy(() -> policy(sandbox))
                .isInstanceOf(InvalidPolicy.class)
                .asString()
                .contains(reason);
    }

    @Test
    void isTheSameForACommandWhichIsDecidedAgainByItsTool() {
        // given
        Policy commands = commands("read");
        SandboxOpened opened = SandboxDecision.decide(
                "files",
                commands.toolServer("files").orElseThrow().program("read").orElseThrow(),
                POLICY.version());

        // then
        assertThat(opened.command()).containsExactly("cat");
        assertThat(replay(opened, commands)).singleElement().matches(Comparison::identical);
        assertThat(replay(opened, POLICY)).singleElement().matches(each -> !each.identical());
    }

    @Test
    void refusesCommandsThatNobodyCanCall() {
        assertThatThrownBy(() -> commands("write"))
                .isInstanceOf(InvalidPolicy.class)
                .asString()
                .contains("no command for 'read'");
        assertThatThrownBy(() -> PolicyDocument.parse(
                        DOCUMENT.replace(URL, "\"command\": [\"a\"], \"commands\": [], \"sandbox\": \"unconfined\"")))
                .isInstanceOf(InvalidPolicy.class)
                .asString()
                .contains("Keep one of them");
    }

    private static Policy commands(String tool) {
        return PolicyDocument.parse(DOCUMENT.replace(
                URL,
                "\"commands\": [{\"tool\": \"" + tool
                        + "\", \"description\": \"Reads.\", \"arguments\": {\"type\": \"object\"}, \"command\": [\"cat\"]}"
                        + ", {\"tool\": \"list\", \"description\": \"Lists.\", \"arguments\": {\"type\": \"object\"}, \"command\": [\"ls\"]}"
                        + "], \"sandbox\": " + SANDBOX));
    }

    @Test
    void refusesAProgramWithoutAWordOnItsSandbox() {
        for (String upstream : List.of(
                "\"command\": [\"a\"]",
                "\"command\": [\"a\"], \"sandbox\": \"open\"",
                "\"command\": [\"a\"], \"sandbox\": \"unconfined\", \"network\": {\"allow\": [\"a.example:443\"]}",
                "\"command\": [\"a\"], \"sandbox\": {\"unconfined\": true, \"network\": {\"allow\": [\"a.example:443\"]}}",
                "\"command\": [], \"sandbox\": \"unconfined\"",
                "\"command\": [\"a\"], \"sandbox\": \"unconfined\", " + URL,
                "\"command\": [\"a\"], \"sandbox\": \"unconfined\", \"env\": {\"TOKEN\": \"hunter2\"}",
                "\"command\": [\"a\"], \"sandbox\": \"unconfined\", \"env\": {\"TO KEN\": \"env:TOKEN\"}")) {
            assertThatThrownBy(() -> PolicyDocument.parse(DOCUMENT.replace(URL, upstream)))
                    .as(upstream)
                    .isInstanceOf(InvalidPolicy.class);
        }
    }

    private static Policy policy(String sandbox) {
        return PolicyDocument.parse(DOCUMENT.replace(
                URL,
                "\"command\": [\"files-server\", \"/srv/files\"], \"env\": {\"TOKEN\": \"env:FILES\"}, \"sandbox\": "
                        + sandbox));
    }

    private static SandboxOpened decide(Policy policy) {
        return SandboxDecision.decide(
                "files", (Program) policy.toolServer("files").orElseThrow().upstream(), policy.version());
    }

    private static String reaching(String... hosts) {
        return SANDBOX.replace("\"none\"", "{\"allow\": [\"" + String.join("\", \"", hosts) + "\"]}");
    }

    private static SandboxOpened reaching(SandboxOpened opened, @Nullable List<String> network) {
        return new SandboxOpened(
                opened.policy(),
                opened.server(),
                opened.command(),
                opened.confinement(),
                opened.limitsBy(),
                opened.read(),
                opened.write(),
                opened.environment(),
                opened.limits(),
                network);
    }

    private static List<Comparison> replay(SandboxOpened opened, Policy policy) {
        return replay(asked -> policy, POLICY.version(), opened);
    }

    private static List<Comparison> replay(SandboxOpened opened, Policy policy, PolicyVersion version) {
        return replay(asked -> policy, version, opened);
    }

    private static List<Comparison> replay(Function<PolicyVersion, Policy> policies, Event... after) {
        return replay(policies, POLICY.version(), after);
    }

    private static List<Comparison> replay(
            Function<PolicyVersion, Policy> policies, PolicyVersion version, Event... after) {
        List<Event> stream = new ArrayList<>(List.of(
                new TaskOpened(
                        new TaskId("t"),
                        TaskKind.TOOL_CALL,
                        new AgentId("clerk"),
                        new WorkflowId("support"),
                        new SessionId("s"),
                        null,
                        new ContentRef(new ContentId("c"), "ab", 2),
                        version),
                new ToolCallRequested("files", "read", "ab", null)));
        stream.addAll(List.of(after));
        return DecisionReplay.replay(stream, policies);
    }
}
