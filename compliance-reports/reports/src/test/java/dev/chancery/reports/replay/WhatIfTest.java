package dev.chancery.reports.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.reports.pack.MemoryLog;
import dev.chancery.reports.pack.PackRange;
import dev.chancery.reports.pack.SampleLog;
import dev.chancery.verifier.check.Evidence;
import dev.chancery.verifier.check.WhatIf;
import dev.chancery.verifier.check.WhatIf.Affected;
import dev.chancery.verifier.check.WhatIf.Cost;
import dev.chancery.verifier.check.WhatIf.Course;
import dev.chancery.verifier.check.WhatIf.Reason;
import dev.chancery.verifier.check.WhatIf.Rerouted;
import dev.chancery.verifier.check.WhatIf.Side;
import dev.chancery.verifier.pack.Pack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfTest {

    private final MemoryLog log = SampleLog.of(60);
    private final List<Affected> affected = new ArrayList<>();

    private WhatIf.Result simulate(Policy draft) throws IOException {
        return WhatIf.of(evidence(), draft, affected::add);
    }

    private Evidence evidence() {
        return new LogEvidence(log, new Period(0, log.size(), null), read -> {});
    }

    private static Policy draft(String from, String to) {
        assertThat(SampleLog.DOCUMENT).contains(from);
        return PolicyDocument.parse(SampleLog.DOCUMENT.replace(from, to));
    }

    private long recorded(Class<? extends Event> type) {
        return log.events.stream()
                .map(e -> log.decode(e).event())
                .filter(type::isInstance)
                .count();
    }

    private static Micros usd(long micros) {
        return new Micros(micros, Currency.getInstance("USD"));
    }

    @Test
    void changesNothingUnderThePolicyThatWasInForce() throws IOException {
        // when
        WhatIf.Result result = simulate(SampleLog.POLICY);
        // then
        assertThat(result.simulation()).isTrue();
        assertThat(result.tasks()).isEqualTo(60);
        assertThat(result.affected()).isZero();
        assertThat(affected).isEmpty();
        assertThat(result.decidedOtherwise()).isZero();
        assertThat(result.would()).isEqualTo(result.was());
        assertThat(result.was())
                .containsEntry(Course.REFUSED, recorded(TaskRefused.class))
                .containsEntry(Course.HELD, recorded(OutputHeld.class))
                .containsEntry(Course.DELIVERED, recorded(OutputReleased.class));
        assertThat(result.undecidable()).isZero();
        assertThat(result.costs()).singleElement().satisfies(cost -> {
            assertThat(cost.would()).isEqualTo(cost.was());
            assertThat(cost.unknown()).isZero();
        });
    }

    @Test
    void countsWhatWouldHaveBeenRefusedAndWouldHaveCostNothing() throws IOException {
        // given
        long answered = recorded(OutputReleased.class) + recorded(OutputHeld.class);
        // when every address is refused, as bank accounts were
        WhatIf.Result result = simulate(draft("[\"IBAN_CODE\"]", "[\"EMAIL_ADDRESS\",\"IBAN_CODE\"]"));
        // then
        assertThat(result.refused())
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).isEqualTo("input_rejected"));
        long refused = result.refused().getFirst().tasks();
        assertThat(refused).isPositive().isEqualTo(result.affected());
        assertThat(result.would().get(Course.REFUSED)).isEqualTo(result.was().get(Course.REFUSED) + refused);
        Cost cost = result.costs().getFirst();
        assertThat(cost.was()).isEqualTo(usd(answered * 60));
        // the last task is under way and has no cost
        long spared = affected.stream().filter(row -> row.was().cost() != null).count();
        assertThat(cost.would()).isEqualTo(usd((answered - spared) * 60));
        assertThat(affected).allSatisfy(row -> {
            assertThat(row.would().course()).isEqualTo(Course.REFUSED);
            assertThat(row.would().because()).isEqualTo("input_rejected");
        });
    }

    @Test
    void doesNotKnowWhatWouldHaveComeOfATaskThatWasRefused() throws IOException {
        // when
        WhatIf.Result result = simulate(draft("[\"IBAN_CODE\"]", "[]"));
        // then
        long refused = recorded(TaskRefused.class);
        assertThat(result.permitted()).containsExactly(new Reason("input_rejected", refused));
        assertThat(result.would()).doesNotContainKey(Course.REFUSED);
        Cost cost = result.costs().getFirst();
        assertThat(cost.unknown()).isEqualTo(refused);
        assertThat(cost.would()).isEqualTo(cost.was());
        assertThat(affected)
                .hasSize((int) refused)
                .allSatisfy(row -> assertThat(row.would().cost()).isNull());
    }

    @Test
    void pricesWhatAnotherModelWouldHaveServedByTheTokensThatWereCounted() throws IOException {
        // when support is served by the local model only, which costs nothing
        WhatIf.Result result = simulate(draft("\"tiers\":[\"worker\",\"filter\"]", "\"tiers\":[\"filter\"]"));
        // then
        Rerouted way = result.rerouted().getFirst();
        assertThat(result.rerouted()).hasSize(1);
        assertThat(way.from()).isEqualTo("cloud/small");
        assertThat(way.to()).isEqualTo("embedded/extractive");
        assertThat(affected).hasSize((int) way.tasks()).allSatisfy(row -> {
            assertThat(row.approximate()).isTrue();
            assertThat(row.workflow().value()).isEqualTo("support");
            assertThat(row.would().cost()).isEqualTo(usd(0));
        });
        Cost cost = result.costs().getFirst();
        assertThat(cost.would()).isEqualTo(usd(cost.was().amount() - 60 * way.tasks()));
    }

    @Test
    void pricesTheSameModelAnewWhereItsPriceIsAnother() throws IOException {
        // when: 90 tokens at 2.50 and 30 at 12.50 per million are 225 and 375 micros
        WhatIf.Result result = simulate(PolicyDocument.parse(SampleLog.DOCUMENT
                .replace("\"inputPrice\":\"0.25\"", "\"inputPrice\":\"2.50\"")
                .replace("\"outputPrice\":\"1.25\"", "\"outputPrice\":\"12.50\"")));
        // then
        Cost cost = result.costs().getFirst();
        assertThat(result.rerouted()).isEmpty();
        assertThat(cost.would()).isEqualTo(usd(cost.was().amount() / 60 * 600));
    }

    @Test
    void holdsWhatNoRubricHasPassed() throws IOException {
        // when
        WhatIf.Result result = simulate(PolicyDocument.parse(SampleLog.DOCUMENT
                .replace(
                        "\"rubrics\":[]",
                        "\"rubrics\":[{\"id\":\"tone\",\"version\":1,\"checks\":[{\"dimension\":\"short\",\"maxLength\":900}]}]")
                .replace("\"gate\":\"autonomous\",", "\"gate\":\"autonomous\",\"rubric\":\"tone\",")));
        // then
        assertThat(result.held()).extracting(Reason::reason).containsExactly("VERDICT");
        assertThat(result.was().get(Course.DELIVERED) - result.would().getOrDefault(Course.DELIVERED, 0L))
                .isEqualTo(result.held().getFirst().tasks());
    }

    /** The policy with a server of tools, which the clerk is granted. */
    private static String granting(String tools) {
        return SampleLog.DOCUMENT
                .replace(
                        "\"toolServers\":[]",
                        "\"toolServers\":[{\"id\":\"crm\",\"url\":\"http://crm.example\",\"tools\":[\"find\",\"erase\"]}]")
                .replace("\"tools\":[],\"workflows\"", "\"tools\":[" + tools + "],\"workflows\"");
    }

    private static String find(String review, String cost) {
        return "{\"server\":\"crm\",\"tool\":\"find\",\"access\":\"write\",\"review\":\"" + review + "\",\"cost\":\""
                + cost + "\"}";
    }

    private void call(String tool, Policy policy, Event... then) {
        TaskId task = new TaskId("tool-" + tool);
        RequestToolCall call = new RequestToolCall(
                task,
                new Asker(
                        new AgentId("clerk"),
                        new WorkflowId("support"),
                        new SessionId("s-1"),
                        null,
                        policy.version(),
                        null,
                        Gate.AUTONOMOUS),
                Content.of(new ContentId("q-" + tool), new byte[Content.SALT_BYTES], "{}"),
                new RedactionFacts("structured/1", List.of()),
                "crm",
                tool,
                new ToolPin("ab", false, false),
                MemoryLog.START);
        List<Event> events = new ArrayList<>(ToolOpening.decide(call, policy, List.of(), List.of()));
        events.addAll(List.of(then));
        log.append("task/" + task, events.toArray(Event[]::new));
    }

    @Test
    void saysWhichToolsWouldHaveBeenDenied() throws IOException {
        // given
        String document = granting("\"crm/erase\",\"crm/find\"");
        Policy granting = PolicyDocument.parse(document);
        log.append("policy", new PolicyActivated(granting.version(), document));
        call("find", granting);
        call("erase", granting);
        // when
        WhatIf.Result result = simulate(PolicyDocument.parse(document.replace("\"crm/erase\",", "")));
        // then
        assertThat(result.was()).containsEntry(Course.TOOL_PERMITTED, 2L);
        assertThat(result.tools())
                .containsExactly(
                        new WhatIf.Tool("crm/erase", Course.TOOL_PERMITTED, Course.TOOL_DENIED, "tool_denied", 1));
    }

    @Test
    void pricesACallThatAPersonRejectedAndThatWouldHaveBeenPermitted() throws IOException {
        // given
        Policy holding = PolicyDocument.parse(granting(find("always", "0.02")));
        Policy permitting = PolicyDocument.parse(granting(find("never", "0.03")));
        log.append("policy", new PolicyActivated(holding.version(), granting(find("always", "0.02"))));
        call("find", holding, new SpendSettled(usd(20_000), usd(0)), new ToolCallRejected("eve", "no"));
        // when
        simulate(permitting);
        // then
        assertThat(affected).singleElement().satisfies(row -> {
            assertThat(row.was()).isEqualTo(new Side(Course.TOOL_HELD, null, null, usd(0)));
            assertThat(row.would()).isEqualTo(new Side(Course.TOOL_PERMITTED, null, null, usd(30_000)));
            assertThat(row.approximate()).isTrue();
        });
    }

    @Test
    void doesNotKnowTheCostOfACallThatWouldHaveBeenHeld() throws IOException {
        // given
        Policy permitting = PolicyDocument.parse(granting(find("never", "0.02")));
        log.append("policy", new PolicyActivated(permitting.version(), granting(find("never", "0.02"))));
        call("find", permitting, new SpendSettled(usd(20_000), usd(20_000)), new ToolCallFailed("gone", 5, null));
        // when
        WhatIf.Result result = simulate(PolicyDocument.parse(granting(find("always", "0.02"))));
        // then
        assertThat(affected).singleElement().satisfies(row -> {
            assertThat(row.was().cost()).isEqualTo(usd(20_000));
            assertThat(row.would()).isEqualTo(new Side(Course.TOOL_HELD, null, null, null));
        });
        assertThat(result.costs().getFirst().wasOfUnknown()).isEqualTo(usd(20_000));
    }

    @Test
    void givesTheSameOfflineFromAPack(@TempDir Path folder) throws IOException {
        // given
        Policy draft = draft("[\"IBAN_CODE\"]", "[\"EMAIL_ADDRESS\"]");
        Path pack = log.write(new PackRange(0, log.size(), null), folder.resolve("pack.zip"));
        // when
        WhatIf.Result here = simulate(draft);
        // then
        try (Pack opened = Pack.open(pack)) {
            assertThat(WhatIf.of(Evidence.of(opened), draft, row -> {})).isEqualTo(here);
        }
        assertThat(here.affected()).isPositive();
    }
}
