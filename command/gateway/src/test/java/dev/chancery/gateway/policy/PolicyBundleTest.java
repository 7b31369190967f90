package dev.chancery.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.BudgetScope;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyBundleTest {

    private static final String BUNDLE = """
            currency: EUR
            deployments:
              - id: cloud/small
                provider: openai
                model: small
                apiKey: env:SMALL_KEY
                tier: worker
                location: cloud
                inputPrice: "2.50"
                outputPrice: 10
            models:
              - alias: default
                deployments: [cloud/small]
            workflows:
              - id: support
                purpose: Answers questions
                rubric: short
                knowledge:
                  examples: questions.csv
                  documents: [docs/handbook.md]
            agents:
              - id: clerk
                owner: desk
                purpose: Helps the desk
                workflows: [support]
                budgets: {day: "5.00", task: 0.05}
                tools: [files/*]
            toolServers:
              - id: files
                url: https://files.example.com/mcp
                tools: [read]
            rules:
              - id: long
                when: request.inputTokens > 1000
                tiers: [worker]
            redaction:
              words:
                PERSON: [Ada]
            rubrics:
              - id: short
                version: 1
                checks:
                  - dimension: length
                    maxLength: 10
            """;

    @TempDir
    Path directory;

    @Test
    void readsABundleWithItsDefaults() throws IOException {
        // given
        write(BUNDLE);
        // when
        Policy policy = loaded().policy();
        // then
        Currency euro = Currency.getInstance("EUR");
        assertThat(policy.deployments().getFirst().inputPrice()).isEqualTo(new Micros(2_500_000, euro));
        assertThat(policy.deployments().getFirst().outputPrice()).isEqualTo(new Micros(10_000_000, euro));
        assertThat(policy.deployments().getFirst().timeoutMillis()).isEqualTo(60_000);
        assertThat(policy.agents().getFirst().budgets())
                .containsEntry(BudgetScope.Kind.TASK, new Micros(50_000, euro))
                .containsEntry(BudgetScope.Kind.AGENT_DAY, new Micros(5_000_000, euro))
                .hasSize(2);
        assertThat(policy.workflow(new WorkflowId("support")).orElseThrow().gate())
                .isEqualTo(Gate.SHADOW);
        assertThat(policy.workflows().getFirst().knowledge().examples().sha256())
                .hasSize(64);
        assertThat(policy.gates()).isEqualTo(new Policy.GateThresholds(50, 0.9));
        assertThat(policy.redaction().words()).containsEntry("PERSON", List.of("Ada"));
    }

    @Test
    void readsGrantsWithLimitsBesideThoseThatAreNamesOnly() throws IOException {
        // given
        write(BUNDLE.replace("tools: [files/*]", """
                tools:
                      - files/*
                      - {server: files, tool: read, cost: 0.50, perMinute: 5, when: args.path != '',
                         arguments: {properties: {path: {type: string, maxLength: 100}}}}"""));
        // when
        Policy policy = loaded().policy();
        // then
        List<Policy.Grant> grants = policy.agents().getFirst().tools();
        assertThat(grants).extracting(Policy.Grant::name).containsExactly("files/*", "files/read");
        assertThat(grants).extracting(Policy.Grant::access).containsExactly(Policy.Access.WRITE, Policy.Access.READ);
        assertThat(grants.getLast().cost()).isEqualTo(new Micros(500_000, Currency.getInstance("EUR")));
        assertThat(grants.getLast().perMinute()).isEqualTo(5);
        assertThat(grants.getLast().constraints()).hasSize(2);
    }

    @Test
    void readsWhatAgentsShareAndWhenOneRunsInCircles() throws IOException {
        // given
        write(BUNDLE);
        Policy plain = loaded().policy();
        write(BUNDLE.replace("rubric: short", "rubric: short\n    budgets: {day: 7}")
                        .replace("tools: [files/*]", "tools: [files/*]\n    loops: {repeats: 500}")
                + "budgets: {month: \"2000.00\"}\n");
        // when
        PolicyBundle.Loaded loaded = loaded();
        // then
        Policy policy = loaded.policy();
        Currency euro = Currency.getInstance("EUR");
        assertThat(plain.budgets()).isEmpty();
        assertThat(plain.workflows().getFirst().budgets()).isEmpty();
        assertThat(plain.loops(new AgentId("clerk"))).contains(new Policy.Loops(10, 60));
        assertThat(policy.budgets()).isEqualTo(Map.of(BudgetScope.Kind.COMPANY_MONTH, new Micros(2_000_000_000, euro)));
        assertThat(policy.workflows().getFirst().budgets())
                .isEqualTo(Map.of(BudgetScope.Kind.WORKFLOW_DAY, new Micros(7_000_000, euro)));
        assertThat(policy.loops(new AgentId("clerk"))).contains(new Policy.Loops(500, 60));
        assertThat(PolicyDocument.parse(loaded.document())).isEqualTo(policy);
    }

    @Test
    void readsAProgramAsAToolServerWithTheLimitsOfItsSandbox() throws IOException {
        // given
        write(
                BUNDLE.replace(
                        "url: https://files.example.com/mcp",
                        "command: [files-server, /srv]\n    env: {TOKEN: 'env:FILES'}\n    sandbox: {read: [/srv], network: {allow: ['API.example.com:443']}, seconds: 5}"));
        // when
        PolicyBundle.Loaded loaded = loaded();
        // then
        assertThat(loaded.policy().toolServer("files"))
                .get()
                .extracting(Policy.ToolServer::upstream)
                .isEqualTo(new Policy.Upstream.Program(
                        List.of("files-server", "/srv"),
                        new TreeMap<>(Map.of("TOKEN", "env:FILES")),
                        new Policy.Sandbox(
                                List.of("/srv"),
                                List.of(),
                                List.of(new Destination("api.example.com", 443)),
                                new SandboxLimits(512, 64, 5, 64))));
        assertThat(PolicyDocument.parse(loaded.document())).isEqualTo(loaded.policy());
    }

    @Test
    void readsCommandsAsAToolServer() throws IOException {
        // given
        String commands = """
                commands:
                      - tool: count
                        description: Counts.
                        arguments: {type: object}
                        command: [wc, -c]
                    sandbox: {}""";
        write(BUNDLE.replace("url: https://files.example.com/mcp", commands)
                .replace("tools: [read]", "tools: [count]"));
        // when
        PolicyBundle.Loaded loaded = loaded();
        // then
        assertThat(loaded.policy().toolServer("files"))
                .get()
                .extracting(server -> server.program("count").orElseThrow())
                .isEqualTo(new Policy.Upstream.Program(
                        List.of("wc", "-c"),
                        new TreeMap<>(),
                        new Policy.Sandbox(List.of(), List.of(), List.of(), new SandboxLimits(512, 64, 60, 64))));
        assertThat(PolicyDocument.parse(loaded.document())).isEqualTo(loaded.policy());
    }

    @Test
    void recordsADocumentThatReadsBackToTheSamePolicy() throws IOException {
        // given
        write(BUNDLE);
        // when
        PolicyBundle.Loaded loaded = loaded();
        // then
        assertThat(PolicyDocument.parse(loaded.document())).isEqualTo(loaded.policy());
        assertThat(PolicyDocument.version(loaded.document()))
                .isEqualTo(loaded.policy().version());
    }

    @Test
    void readsARecordedPolicyWhoseIdsHaveASlash() throws IOException {
        // given
        write(BUNDLE);
        String recorded = loaded().document().replace("\"clerk\"", "\"desk/clerk\"");
        // then
        assertThat(PolicyDocument.parse(recorded).agents().getFirst().id()).isEqualTo(new AgentId("desk/clerk"));
    }

    @Test
    void keepsTheVersionWhateverTheOrderTheCommentsAndTheFiles() throws IOException {
        // given
        write(BUNDLE);
        var version = loaded().policy().version();
        // when
        write("""
                # the same, said in another way
                rubrics: [{version: 1, id: short, checks: [{maxLength: 10, dimension: length}]}]
                agents:
                  - {workflows: [support], owner: desk, id: clerk, purpose: Helps the desk, tools: ['files/*'],
                     budgets: {task: "0.0500", day: 5}}
                currency: EUR
                rules:
                  - {when: request.inputTokens > 1000, id: long, tiers: [worker], local: false}
                gates: {minimumReviewed: 50}
                """);
        Files.writeString(
                directory.resolve("b.yaml"),
                BUNDLE.substring(BUNDLE.indexOf("deployments:"), BUNDLE.indexOf("agents:")));
        Files.writeString(
                directory.resolve("c.yaml"),
                "toolServers:\n  - id: files\n    url: https://files.example.com/mcp\n    tools: [read]\n"
                        + "redaction: {words: {PERSON: [Ada]}, restricted: []}\n");
        // then
        assertThat(loaded().policy().version()).isEqualTo(version);
    }

    @Test
    void changesTheVersionWithAKnowledgeFile() throws IOException {
        // given
        write(BUNDLE);
        var version = loaded().policy().version();
        // when
        Files.writeString(directory.resolve("questions.csv"), "text,category\nWhere is it?,other\n");
        // then
        assertThat(loaded().policy().version()).isNotEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            currency: EUR                 | currency: euro               | 1  | 'euro' will not do. ISO 4217
            currency: EUR                 | currency: XQX                | 1  | ISO 4217
            currency: EUR                 | currencies: EUR              | 1  | 'currencies' is not known here. Known are: currency, deployments
            currency: EUR                 | currency: [EUR               | 2  | not YAML
            tier: worker                  | tier: boss                   | 7  | Write architect or worker or filter
            provider: openai              | colour: blue                 | 4  | 'colour' is not known here
            provider: openai              | id: again                    | 4  | 'id' stands here twice
            id: support                   | id: support/mail             | 15 | none of / % ;
            id: clerk                     | id: clerk%20two              | 22 | none of / % ;
            id: clerk                     | id: clerk;v=2                | 22 | none of / % ;
            id: clerk                     | id: desk\\clerk               | 22 | 'desk\\clerk' will not do
            model: small                  | timeoutMillis: 0             | 5  | minimum value of 1
            model: small                  | timeoutMillis: 1000          | 3  | 'model' is missing
            model: small                  | timeoutMillis: soon          | 5  | Write integer here
            apiKey: env:SMALL_KEY         | apiKey: sk-live-1234         | 6  | Never the key itself
            inputPrice: "2.50"            | inputPrice: "-2.50"          | 9  | negative
            inputPrice: "2.50"            | inputPrice: 0.0000001        | 9  | six places
            inputPrice: "2.50"            | inputPrice: 1e999999         | 9  | highest amount
            inputPrice: "2.50"            | inputPrice: about 3          | 9  | no amount
            deployments: [cloud/small]    | deployments: [cloud/smal]    | 13 | no deployment 'cloud/smal'
            rubric: short                 | rubric: long                 | 17 | no rubric 'long'
            examples: questions.csv       | examples: answers.csv        | 19 | no file 'answers.csv'
            examples: questions.csv       | examples: docs/handbook.md   | 19 | must begin with the line text,category
            documents: [docs/handbook.md] | documents: [../outside.md]   | 20 | outside the policy directory
            documents: [docs/handbook.md] | documents: [docs/pic.png]    | 20 | will not do
            workflows: [support]          | workflows: [sales]           | 25 | no workflow 'sales'
            day: "5.00"                   | year: "5.00"                 | 26 | 'year' is not known here. Known are: task, session, day
            tools: [files/*]              | tools: [mail/read]           | 27 | no tool server 'mail'
            url: https://files.example.com/mcp | url: files.example.com  | 30 | will not do
            when: request.inputTokens > 1000 | when: request.tokens > 1  | 34 | undeclared reference
            tiers: [worker]               | local: false                 | 33 | does nothing
            PERSON: [Ada]                 | Person: [Ada]                | 38 | no type of personal data
            maxLength: 10                 | exact: true                  | 44 | 'exact' is not known here
            version: 1                    | version: !!java.lang.Long 1  | 41 | tag
            """)
    void saysInWhichLineWhatIsWrong(String right, String wrong, int line, String reason) throws IOException {
        // given
        assertThat(BUNDLE).contains(right);
        write(BUNDLE.replaceFirst(
                java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)));
        Files.writeString(directory.resolveSibling("outside.md"), "not yours");
        // when
        List<PolicyError> errors = errors();
        // then
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.file()).isEqualTo("a.yaml");
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.reason()).contains(reason);
        });
    }

    @Test
    void keepsContentsAsLongAsTheClassOfTheirWorkflowSays() throws IOException {
        // given
        write(BUNDLE + """
                retention:
                  - id: standard
                    days: 1095
                  - id: short
                    days: 183
                    workflows: [support]
                """);
        // when
        Policy policy = loaded().policy();
        // then
        assertThat(policy.retentionOf(new WorkflowId("support")).orElseThrow().days())
                .isEqualTo(183);
        assertThat(policy.retentionOf(new WorkflowId("gone")).orElseThrow().id())
                .isEqualTo("standard");
        write(BUNDLE);
        assertThat(loaded().policy().retentionOf(new WorkflowId("support"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            days: 183            | days: 182             | 4 | six months at the least
            days: 183            | days: 0               | 4 | minimum value of 1
            workflows: [support] | workflows: [sales]    | 5 | no workflow 'sales'
            workflows: [support] | workflows: []         | 5 | Only one class
            id: standard         | id: short             | 3 | there twice
            workflows: [support] | workflows: [support, support] | 5 | in two classes
            """)
    void saysInWhichLineTheRetentionIsWrong(String right, String wrong, int line, String reason) throws IOException {
        // given
        String retention = """
                retention:
                  - {id: standard, days: 1095}
                  - id: short
                    days: 183
                    workflows: [support]
                """;
        write(BUNDLE);
        Files.writeString(
                directory.resolve("b.yaml"),
                retention.replaceFirst(
                        java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)));
        // when then
        assertThat(errors()).anySatisfy(error -> {
            assertThat(error.file()).isEqualTo("b.yaml");
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.reason()).contains(reason);
        });
    }

    @Test
    void refusesWhatIsSaidInTwoFiles() throws IOException {
        // given
        write(BUNDLE);
        Files.writeString(directory.resolve("b.yaml"), "\ncurrency: USD\n");
        Files.writeString(
                directory.resolve("c.yaml"),
                "agents:\n  - id: clerk\n    owner: x\n    purpose: y\n    workflows: [support]\n");
        // then
        assertThat(errors())
                .containsExactly(
                        new PolicyError("b.yaml", 2, "'currency' was said already, in a.yaml:1. Keep one of the two."));
        Files.delete(directory.resolve("b.yaml"));
        assertThat(errors())
                .containsExactly(new PolicyError("c.yaml", 2, "'clerk' is there twice. Rename or remove one of them."));
    }

    @Test
    void boundsWhatItReads() throws IOException {
        write(
                "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n");
        assertThat(errors()).hasSize(1);
        write("a: &a [*a]\n");
        assertThat(errors()).isNotEmpty();
        write("agents: " + "[".repeat(100_000));
        assertThat(errors())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).contains("nested more than 32"));
        write("currency: " + "9".repeat(100_000));
        assertThat(errors())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).contains("no number that can be taken"));
        write("# " + "x".repeat(PolicyBundle.MAX_FILE_BYTES));
        assertThat(errors())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).contains("larger than"));
        Files.write(directory.resolve("a.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(errors())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).contains("UTF-8"));
        write("- a\n");
        assertThat(errors())
                .containsExactly(new PolicyError(
                        "a.yaml", 1, "A policy file is a mapping of names to values, such as 'agents:'."));
    }

    @Test
    void saysThatThereIsNoPolicy() throws IOException {
        assertThat(errors())
                .singleElement()
                .satisfies(e -> assertThat(e.reason()).contains("no .yaml file"));
        write("# nothing yet\nagents:\n");
        assertThat(loaded().policy().agents()).isEmpty();
    }

    @Test
    void shipsADefaultThatIsValid() throws IOException {
        // when
        boolean written = DefaultBundle.prepare(directory);
        // then
        assertThat(written).isTrue();
        Policy policy = loaded().policy();
        assertThat(policy.deployment("embedded/extractive")
                        .orElseThrow()
                        .outputPrice()
                        .amount())
                .isZero();
        assertThat(policy.alias("default").orElseThrow().deployments()).containsExactly("embedded/extractive");
        assertThat(policy.agents().getFirst().workflows())
                .containsExactly(new WorkflowId("default"), new WorkflowId("reviewed"));
        assertThat(policy.workflow(new WorkflowId("reviewed")).orElseThrow().gate())
                .isEqualTo(Gate.HUMAN_IN_THE_LOOP);
        assertThat(directory.resolve("policy.schema.json")).isNotEmptyFile();
    }

    /** What the default policy shows in comments has to work when the comment signs are taken away. */
    @Test
    void shipsExamplesThatAreValid() throws IOException {
        // given
        DefaultBundle.prepare(directory);
        String shown = Files.readString(directory.resolve("chancery.yaml"))
                .replaceAll("(?m)^(rules|toolServers): \\[\\]$", "$1:")
                .replaceAll("(?m)^# ((- | +)[a-z].*|  +- .*)$", "  $1");
        // when
        Files.writeString(directory.resolve("chancery.yaml"), shown);
        Files.createDirectory(directory.resolve("support"));
        Files.writeString(directory.resolve("support/questions.csv"), "text,category\n");
        Files.writeString(directory.resolve("support/handbook.md"), "# Handbook\n");
        // then
        Policy policy = loaded().policy();
        assertThat(policy.deployments()).hasSize(5);
        assertThat(policy.rules()).hasSize(3);
        assertThat(policy.toolServers()).hasSize(3);
        assertThat(policy.agents())
                .hasSize(2)
                .last()
                .satisfies(clerk -> assertThat(clerk.tools()).hasSize(2));
        assertThat(policy.workflows()).hasSize(3);
    }

    @Test
    void leavesAPolicyThatIsThereAlone() throws IOException {
        // given
        Files.writeString(directory.resolve("mine.yaml"), "agents: []\n");
        // then
        assertThat(DefaultBundle.prepare(directory)).isFalse();
        assertThat(directory.resolve("chancery.yaml")).doesNotExist();
    }

    private void write(String yaml) throws IOException {
        Files.writeString(directory.resolve("a.yaml"), yaml);
        if (Files.notExists(directory.resolve("docs"))) {
            Files.createDirectory(directory.resolve("docs"));
            Files.writeString(directory.resolve("docs/handbook.md"), "# Handbook\n");
            Files.writeString(directory.resolve("questions.csv"), "text,category\nWhere is my card?,card\n");
        }
    }

    private PolicyBundle.Loaded loaded() {
        return switch (PolicyBundle.read(directory)) {
            case PolicyBundle.Loaded loaded -> loaded;
            case PolicyBundle.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private List<PolicyError> errors() {
        return switch (PolicyBundle.read(directory)) {
            case PolicyBundle.Loaded loaded -> throw new AssertionError("valid: " + loaded.document());
            case PolicyBundle.Invalid invalid -> invalid.errors();
        };
    }
}
