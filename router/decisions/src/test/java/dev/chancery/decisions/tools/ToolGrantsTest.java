package dev.chancery.decisions.tools;

import static dev.chancery.decisions.Sample.NOON;
import static dev.chancery.decisions.Sample.content;
import static dev.chancery.decisions.Sample.found;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.CallRate;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.decisions.Sample;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.ToolOpening;
import dev.chancery.decisions.task.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolGrantsTest {

    private static final String CHEAP_READS = """
            {"server": "files", "tool": "*", "access": "read", "review": "never", "cost": "0.01",
             "arguments": {"required": ["path"], "properties": {
               "path": {"type": "string", "pattern": "^/srv/", "maxLength": 30},
               "limit": {"type": "integer", "minimum": 1, "exclusiveMaximum": 100},
               "mode": {"enum": ["text", "hex", 1]}}},
             "when": "!args.path.contains('..') && (!has(args.limit) || args.limit * 2 < 150) && hour == 12",
             "perMinute": 3, "perHour": 5}""";
    private static final Policy POLICY = policy(CHEAP_READS);
    private static final ToolPin PINNED = new ToolPin("ab", false, false);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"path":"/srv/a","limit":7,"mode":"text"} |
            {"path":"/srv/a","mode":1.0}      |
            {"path":"/srv/a","limit":5.0}     |
            {}                                | /required
            {"path":"/etc/passwd"}            | /properties/path/pattern
            {"path":7}                        | /properties/path/type
            {"path":"/srv/0123456789012345678901234567"} | /properties/path/maxLength
            {"path":"/srv/../etc"}            | when
            {"path":"/srv/a","limit":0}       | /properties/limit/minimum
            {"path":"/srv/a","limit":100}     | /properties/limit/exclusiveMaximum
            {"path":"/srv/a","limit":5.5}     | /properties/limit/type
            {"path":"/srv/a","limit":80}      | when
            {"path":"/srv/a","mode":"rot13"}  | /properties/mode/enum
            {"path":"/srv/a","follow":true}   | /additionalProperties
            []                                | no JSON object
            nothing                           | no JSON object
            """)
    void permitsOnlyWhatTheConstraintsHoldOf(String arguments, String broken) {
        // when
        List<Event> events = decide(POLICY, "read", arguments, rate(0, 0), 0);

        // then
        if (broken == null) {
            assertThat(events.getLast()).isEqualTo(new ToolCallAuthorized("files/*"));
        } else {
            assertThat(refusal(events).code()).isEqualTo("tool_denied");
            assertThat(refusal(events).sentence()).contains(broken).doesNotContain("/etc", "follow", "rot13");
        }
    }

    @Test
    void doesNotCoverAWriteByAReadGrant() {
        // when
        List<Event> events = decide(POLICY, "remove", "{\"path\":\"/srv/a\"}", rate(0, 0), 0);

        // then
        assertThat(refusal(events).sentence()).contains("is for reading");
        assertThat(ToolDecision.isVisible(new AgentId("clerk"), "files", "remove", PINNED, POLICY))
                .isFalse();
        assertThat(ToolDecision.isVisible(new AgentId("clerk"), "files", "read", PINNED, POLICY))
                .isTrue();
    }

    @Test
    void deniesAToolThatChangedOrThatItsServerDoesNotShow() {
        // given
        String arguments = "{\"path\":\"/srv/a\"}";
        ToolPin changed = new ToolPin("cd", true, false);

        // when
        List<Event> denied = decide(POLICY, "read", arguments, changed, rate(0, 0), 0);

        // then
        assertThat(refusal(denied)).isEqualTo(new Refusal.ToolHasChanged("files/read"));
        assertThat(refusal(decide(POLICY, "read", arguments, null, rate(0, 0), 0))
                        .sentence())
                .contains("does not show it");
        assertThat(ToolDecision.isVisible(new AgentId("clerk"), "files", "read", changed, POLICY))
                .isFalse();
        assertThat(replay(denied)).allMatch(Comparison::identical);
    }

    @Test
    void believesAToolThatItChangesNothingOnlyWhereThePolicyTrustsItsServer() {
        // given
        String arguments = "{\"path\":\"/srv/a\"}";
        ToolPin harmless = new ToolPin("ab", false, true);
        Policy trusting = PolicyDocument.parse(
                document(CHEAP_READS).replace("\"readOnly\": [\"read\", \"list\"]", "\"trustAnnotations\": true"));

        // then
        assertThat(refusal(decide(POLICY, "remove", arguments, harmless, rate(0, 0), 0))
                        .sentence())
                .contains("is for reading");
        assertThat(decide(trusting, "remove", arguments, harmless, rate(0, 0), 0)
                        .getLast())
                .isEqualTo(new ToolCallAuthorized("files/*"));
        assertThat(refusal(decide(trusting, "remove", arguments, PINNED, rate(0, 0), 0))
                        .sentence())
                .contains("is for reading");
    }

    @ParameterizedTest
    @CsvSource({"2, 4, ", "3, 4, minute", "2, 5, hour"})
    void permitsSoManyCallsAndNoMore(int lastMinute, int lastHour, String period) {
        // when
        List<Event> events = decide(POLICY, "read", "{\"path\":\"/srv/a\"}", rate(lastMinute, lastHour), 0);

        // then
        if (period == null) {
            assertThat(events.getLast()).isInstanceOf(ToolCallAuthorized.class);
        } else {
            assertThat(refusal(events)).isInstanceOf(Refusal.ToolRateExceeded.class);
            assertThat(refusal(events).sentence()).contains("calls per " + period);
        }
    }

    @Test
    void reservesWhatACallCostsAndDeniesWhatTheBudgetCannotBear() {
        // when
        List<Event> affordable = decide(POLICY, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 4_990_000);
        List<Event> tooMuch = decide(POLICY, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 4_990_001);

        // then
        assertThat(affordable)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                SpendReserved.class,
                                reserved -> assertThat(reserved.amount()).isEqualTo(usd(10_000))));
        assertThat(TaskOpening.opening(affordable)).isEqualTo(new Opening.Permitted(List.of(), usd(10_000), false));
        assertThat(refusal(tooMuch)).isInstanceOf(Refusal.BudgetExceeded.class);
        assertThat(tooMuch).noneMatch(SpendReserved.class::isInstance);
    }

    @Test
    void letsACallWaitForAPersonWhereTheGrantSaysSo() {
        // given
        Policy reviewed = policy(CHEAP_READS.replace("\"review\": \"never\"", "\"review\": \"always\""));

        // when
        List<Event> events = decide(reviewed, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 0);

        // then
        assertThat(events.getLast()).isEqualTo(new ToolCallHeld("files/*"));
        assertThat(TaskOpening.opening(events)).isEqualTo(new Opening.Held(usd(10_000)));
        assertThat(DecisionReplay.replay(events, version -> reviewed)).allMatch(Comparison::identical);
        assertThat(replay(events)).anyMatch(comparison -> !comparison.identical());
    }

    @Test
    void missesAReservationAndAnApprovalThatWereLeftOut() {
        // given
        Policy reviewed = policy(CHEAP_READS.replace("\"review\": \"never\"", "\"review\": \"always\""));
        List<Event> authorized = decide(POLICY, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 0);
        List<Event> held = decide(reviewed, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 0);
        List<Event> called = ToolOutcome.decide(
                new RecordToolOutcome(new TaskId("t-2"), null, true, "away", true, 3, null, null),
                usd(10_000),
                true,
                new AgentId("clerk"),
                "files/*",
                reviewed,
                false);

        List<Event> approved = joined(held, List.of(new ToolCallApproved("ada", "fine")));

        // then
        assertThat(different(unpaid(authorized), POLICY)).containsExactly("spending");
        assertThat(different(unpaid(held), reviewed)).containsExactly("spending");
        assertThat(different(joined(approved, called), reviewed)).isEmpty();
        assertThat(different(joined(held, called), reviewed)).containsExactly("tool");
        assertThat(different(joined(held.subList(0, held.size() - 1), called), reviewed))
                .containsExactly("tool");
        assertThat(different(joined(approved, called.subList(1, called.size())), reviewed))
                .as("not settled")
                .containsExactly("settlement");
    }

    private static List<Event> unpaid(List<Event> stream) {
        return stream.stream()
                .filter(event -> !(event instanceof SpendReserved))
                .toList();
    }

    private static List<Event> joined(List<Event> first, List<Event> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static List<String> different(List<Event> stream, Policy policy) {
        return DecisionReplay.replay(stream, version -> policy).stream()
                .filter(comparison -> !comparison.identical())
                .map(Comparison::decision)
                .toList();
    }

    @Test
    void triesTheGrantsInTheirOrder() {
        // given
        Policy policy = policy(CHEAP_READS + ", \"files/remove\"," + CHEAP_READS.replace("/srv/", "/tmp/"));

        // then
        assertThat(decide(policy, "read", "{\"path\":\"/tmp/a\"}", rate(0, 0), 0)
                        .getLast())
                .isEqualTo(new ToolCallAuthorized("files/*"));
        assertThat(decide(policy, "remove", "{\"path\":\"/any\"}", rate(9, 9), 0)
                        .getLast())
                .isEqualTo(new ToolCallAuthorized("files/remove"));
    }

    @Test
    void decidesAgainFromTheFactsAloneAndFindsForgedOnes() {
        for (String arguments : List.of("{\"path\":\"/srv/a\"}", "{\"path\":\"/etc\"}", "{\"path\":\"/srv/..\"}")) {
            for (long settled : List.of(0L, 4_999_999L)) {
                for (int calls : List.of(0, 3)) {
                    // given
                    List<Event> stream =
                            new ArrayList<>(decide(POLICY, "read", arguments, rate(calls, calls), settled));
                    if (stream.getLast() instanceof ToolCallAuthorized) {
                        stream.addAll(ToolOutcome.decide(
                                new RecordToolOutcome(new TaskId("t-2"), null, true, "away", true, 3, null, null),
                                usd(10_000),
                                false,
                                new AgentId("clerk"),
                                "files/*",
                                POLICY,
                                false));
                    }

                    // then
                    assertThat(replay(stream)).isNotEmpty().allMatch(Comparison::identical);
                    assertThat(replay(forged(stream))).anyMatch(comparison -> !comparison.identical());
                }
            }
        }
    }

    @Test
    void holdsTheArgumentsAgainstTheConstraintsAgainWhereTheyAreKnown() {
        // given
        List<Event> stream = decide(POLICY, "read", "{\"path\":\"/srv/a\"}", rate(0, 0), 0);

        // when
        List<Comparison> same = DecisionReplay.replay(stream, version -> POLICY, "{\"path\":\"/srv/a\"}");
        List<Comparison> other = DecisionReplay.replay(stream, version -> POLICY, "{\"path\":\"/etc/a\"}");

        // then
        assertThat(same).hasSize(3).allMatch(Comparison::identical);
        assertThat(other.getFirst().decision()).isEqualTo("constraints");
        assertThat(other).noneMatch(Comparison::identical);
    }

    /** Every constraint is said to hold where it did not, or not to where it did. */
    private static List<Event> forged(List<Event> stream) {
        return stream.stream()
                .map(event -> event instanceof ToolCallRequested e && e.facts() != null
                        ? new ToolCallRequested(
                                e.server(),
                                e.tool(),
                                e.argumentsDigest(),
                                new ToolFacts(
                                        e.facts().at(),
                                        e.facts().pin(),
                                        List.of(),
                                        e.facts().rates().stream()
                                                .map(rate -> new CallRate(rate.grant(), 9, 9))
                                                .toList()))
                        : event)
                .map(event -> event instanceof ToolCallDenied ? new ToolCallAuthorized("files/*") : event)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "maxLength": 30    | "format": "uri"     | /agents/0/tools/0/arguments | '/properties/path/format' is not known
            "maxLength": 30    | "maxLength": -1     | /agents/0/tools/0/arguments | is a whole number
            "type": "integer"  | "type": "int"       | /agents/0/tools/0/arguments | is one of object
            "^/srv/"           | "(?=x)"             | /agents/0/tools/0/arguments | no regular expression of RE2
            hour == 12         | hour                | /agents/0/tools/0/when      | does not compile
            "access": "read"   | "access": "all"     | /agents/0/tools/0/access    | read, write
            "perMinute": 3     | "perMinute": 0      | /agents/0/tools/0/perMinute | from 1 to
            "tool": "*"        | "tool": "rename"    | /agents/0/tools/0           | has no 'rename'
            "cost": "0.01"     | "cost": "cheap"     | /agents/0/tools/0/cost      | no amount
            """)
    void saysWhatIsWrongWithAGrant(String right, String wrong, String pointer, String reason) {
        // given
        assertThat(CHEAP_READS).contains(right);

        // when
        InvalidPolicy invalid =
                catchThrowableOfType(InvalidPolicy.class, () -> policy(CHEAP_READS.replace(right, wrong)));

        // then
        assertThat(invalid.faults()).anySatisfy(fault -> {
            assertThat(fault.pointer()).isEqualTo(pointer);
            assertThat(fault.reason()).contains(reason);
        });
    }

    private static Policy policy(String grants) {
        return PolicyDocument.parse(document(grants));
    }

    private static String document(String grants) {
        return Sample.DOCUMENT
                .replace("\"files/*\", \"calendar/read\"", grants)
                .replace("\"tools\": [\"read\", \"list\"]", """
                        "tools": ["read", "list", "remove"], "readOnly": ["read", "list"]""");
    }

    private static List<CallRate> rate(int lastMinute, int lastHour) {
        return List.of(new CallRate("files/*", lastMinute, lastHour));
    }

    private static List<Event> decide(
            Policy policy, String tool, String arguments, List<CallRate> rates, long settledToday) {
        return decide(policy, tool, arguments, PINNED, rates, settledToday);
    }

    private static List<Event> decide(
            Policy policy, String tool, String arguments, ToolPin pin, List<CallRate> rates, long settledToday) {
        List<ScopeBalance> balances = BudgetDecision.applicable(
                        policy,
                        new AgentId("clerk"),
                        new WorkflowId("support"),
                        new SessionId("s-1"),
                        new TaskId("t-2"),
                        NOON)
                .stream()
                .map(cap -> new ScopeBalance(
                        cap.scope(),
                        cap.cap(),
                        cap.scope().id().equals("clerk/2026-11-20") ? usd(settledToday) : usd(0),
                        usd(0)))
                .toList();
        return ToolOpening.decide(
                new RequestToolCall(
                        new TaskId("t-2"),
                        new Asker(
                                new AgentId("clerk"),
                                new WorkflowId("support"),
                                new SessionId("s-1"),
                                null,
                                policy.version(),
                                null,
                                Gate.AUTONOMOUS),
                        content(arguments),
                        found(),
                        "files",
                        tool,
                        pin,
                        NOON),
                policy,
                rates,
                balances);
    }

    private static List<Comparison> replay(List<Event> stream) {
        return DecisionReplay.replay(stream, version -> POLICY);
    }

    private static Refusal refusal(List<Event> events) {
        assertThat(events.getLast()).isInstanceOf(ToolCallDenied.class);
        return ((ToolCallDenied) events.getLast()).refusal();
    }
}
