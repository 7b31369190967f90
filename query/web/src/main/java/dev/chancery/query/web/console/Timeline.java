package dev.chancery.query.web.console;

import static dev.chancery.query.web.console.Said.SAID;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.SandboxEvent;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.TaskEvent;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.CallRepeated;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeAnswered;
import dev.chancery.contracts.event.TaskEvent.JudgeRoutingDecided;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputPaired;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputSampled;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.PairPosed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.StreamPermitted;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.Attempt;
import dev.chancery.contracts.fact.Candidate;
import dev.chancery.contracts.fact.Confinement;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.FileChange;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.Judgement;
import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.PairPreference;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.Rejection;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.RiskScore;
import dev.chancery.contracts.fact.RoutingFacts;
import dev.chancery.contracts.fact.SandboxEnd;
import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Showing;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.log.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The events of a task as entries that a person can read. */
final class Timeline {

    private Timeline() {}

    /** Whether an entry is good news. Said in words too: colour alone tells nothing. */
    enum Tone {
        PLAIN,
        GOOD,
        CARE,
        BAD
    }

    /** One event. */
    record Entry(
            long position,
            Instant at,
            Tone tone,
            String title,
            String lead,
            List<Fact> facts,
            List<Sheet> sheets,
            List<Bar> bars) {

        public String css() {
            return tone.name().toLowerCase(Locale.ROOT);
        }

        /** Whether its details are shown unasked: where something was decided, or went wrong. */
        public boolean open() {
            return !sheets.isEmpty() || tone == Tone.CARE || tone == Tone.BAD;
        }
    }

    /** A value with its name. */
    record Fact(String name, String value) {}

    /** A table. */
    record Sheet(String caption, List<String> head, List<List<String>> rows) {}

    /**
     * A budget.
     *
     * @param settled share of the cap, 0 to 100
     * @param reserved share of the cap, after the settled one
     */
    record Bar(String name, String text, int settled, int reserved) {}

    static List<Entry> of(List<Recorded> stream) {
        ContentId request = stream.stream()
                .map(Recorded::event)
                .filter(TaskOpened.class::isInstance)
                .map(opened -> ((TaskOpened) opened).request().content())
                .findFirst()
                .orElse(null);
        return stream.stream().map(recorded -> entry(recorded, request)).toList();
    }

    private static Entry entry(Recorded recorded, @Nullable ContentId request) {
        Draft draft = switch (recorded.event()) {
            case TaskEvent event -> task(event);
            case ToolEvent event -> tool(event);
            case SandboxEvent event -> sandbox(event);
            case ContentDisclosed event ->
                new Draft(
                        Tone.PLAIN,
                        "Content shown",
                        (event.content().equals(request) ? "What was asked" : "What was answered") + " was shown to "
                                + event.to() + " for " + event.purpose() + ".");
            default -> throw new IllegalStateException("No event of a task: " + recorded.position());
        };
        return draft.entry(recorded);
    }

    private static Draft task(TaskEvent event) {
        return switch (event) {
            case TaskOpened e ->
                new Draft(Tone.PLAIN, "Asked", asked(e))
                        .fact("Kind", SAID.word(e.kind()))
                        .fact("Session", e.session().value())
                        .fact(
                                "Person concerned",
                                e.subject() == null ? "not named" : e.subject().value())
                        .fact("Policy", SAID.digest(e.policy().value()))
                        .fact("Request", content(e.request()));
            case PersonalDataRedacted e -> redacted(e);
            case TaskClassified e ->
                new Draft(
                                Tone.PLAIN,
                                "Classified",
                                "Labelled " + e.classification().label() + ".")
                        .fact(
                                "Score",
                                String.format(
                                        Locale.ROOT, "%.3f", e.classification().score()))
                        .fact("Scorer", e.classification().scorer());
            case RoutingDecided e -> routed(e);
            case SpendReserved e ->
                new Draft(Tone.PLAIN, "Budget reserved", SAID.money(e.amount()) + " is the most that this may cost.")
                        .fact(
                                "Not affordable",
                                e.unaffordable().isEmpty() ? "none" : String.join(", ", e.unaffordable()))
                        .bars(e.balances());
            case CallRepeated e ->
                new Draft(
                        Tone.CARE,
                        "Asked again",
                        "The same was asked " + e.times() + (e.times() == 1 ? " time" : " times")
                                + " in a row before in this session, without another result.");
            case StreamPermitted e ->
                new Draft(Tone.GOOD, "Streaming permitted", "The answer may leave while it is made.")
                        .fact("Gate", SAID.word(e.gate()));
            case TaskRefused e -> refused(e.refusal()).bars(e.balances());
            case AttemptFailed e ->
                new Draft(
                                Tone.CARE,
                                "Attempt " + e.attempt() + " failed",
                                e.deployment() + ": " + SAID.word(e.failure()) + ".")
                        .fact("Detail", e.detail())
                        .fact("Took", SAID.millis(e.millis()))
                        .fact("Charged", SAID.money(e.charged()));
            case InferenceCompleted e ->
                new Draft(Tone.GOOD, "Answered", e.deployment() + " answered in " + SAID.millis(e.millis()) + ".")
                        .fact("Model version", e.modelVersion())
                        .fact(
                                "Tokens",
                                e.usage().inputTokens() + " in, " + e.usage().outputTokens() + " out"
                                        + (e.usage().estimated() ? " (bound; the provider gave no count)" : ""))
                        .fact("Cost", SAID.money(e.cost()))
                        .fact("Finished", e.finishReason())
                        .fact("Answer", content(e.answer()));
            case OutputScreened e -> screened(e);
            case JudgeRoutingDecided e ->
                sent(e.candidates().isEmpty(), "Judge", e.facts(), e.candidates(), e.rejections());
            case JudgeAnswered e ->
                new Draft(Tone.GOOD, "Judge answered", e.deployment() + " answered in " + SAID.millis(e.millis()) + ".")
                        .fact("Model version", e.modelVersion())
                        .fact(
                                "Tokens",
                                e.usage().inputTokens() + " in, " + e.usage().outputTokens() + " out"
                                        + (e.usage().estimated() ? " (bound; the provider gave no count)" : ""))
                        .fact("Cost", SAID.money(e.cost()));
            case JudgeVerdictRecorded e -> judged(e);
            case RevisionDecided e ->
                sent(e.candidates().isEmpty(), "Revision", e.facts(), e.candidates(), e.rejections());
            case PairPosed e ->
                new Draft(
                                e.readable() ? Tone.PLAIN : Tone.CARE,
                                "Two texts to compare",
                                "What " + e.pair().deployment() + " answered in task "
                                        + e.pair().of() + ", and what a person put in its place.")
                        .fact("Output", content(e.pair().output()))
                        .fact("Correction", content(e.pair().correction()))
                        .fact("Readable", e.readable() ? "yes" : "no");
            case PairJudged e -> compared(e);
            case SpendSettled e ->
                new Draft(
                        Tone.PLAIN,
                        "Spend settled",
                        SAID.money(e.settled()) + " spent of " + SAID.money(e.reserved()) + " reserved.");
            case OutputReleased e ->
                new Draft(Tone.GOOD, "Released", "The output goes to the caller.")
                        .fact("Gate", SAID.word(e.gate()))
                        .fact("How", e.handover() == null ? "not told" : SAID.word(e.handover()));
            case OutputHeld e ->
                new Draft(Tone.CARE, "Held for review", held(e.reason())).fact("Gate", SAID.word(e.gate()));
            case OutputShadowed e ->
                new Draft(Tone.CARE, "Kept in shadow", "The output is recorded and never delivered.")
                        .fact("Gate", SAID.word(e.gate()));
            case OutputApproved e ->
                reviewed(Tone.GOOD, "Approved", "released the output as it was", e.reviewer(), e.reason());
            case OutputPaired e ->
                new Draft(
                                Tone.PLAIN,
                                "Paired",
                                "A judge is asked whether it prefers the output or what a person puts in its place.")
                        .fact("Share of all", SAID.percent(e.share()));
            case OutputEdited e ->
                reviewed(Tone.GOOD, "Edited", "released another text in its place", e.reviewer(), e.reason())
                        .fact("Answer", content(e.answer()));
            case OutputRejected e ->
                reviewed(Tone.BAD, "Rejected", "withheld the output for good", e.reviewer(), e.reason());
            case OutputSampled e ->
                new Draft(Tone.PLAIN, "Sampled", "A person looks at this output after it was delivered.")
                        .fact("Share of all", SAID.percent(e.share()));
            case ReviewTimed e -> timed(e);
            case TaskExplained e ->
                new Draft(
                        Tone.PLAIN,
                        "Explanation given",
                        "An explanation for the person concerned was given to " + e.to() + ".");
            case OutputReviewed e ->
                reviewed(
                                switch (e.finding()) {
                                    case RIGHT -> Tone.GOOD;
                                    case OTHERWISE -> Tone.CARE;
                                    case WRONG -> Tone.BAD;
                                },
                                "Looked at after delivery",
                                switch (e.finding()) {
                                    case RIGHT -> "found the output right";
                                    case OTHERWISE -> "found that another text would have been right";
                                    case WRONG -> "found the output wrong";
                                },
                                e.reviewer(),
                                e.reason())
                        .fact("Better", e.better() == null ? "not said" : content(e.better()));
            case HumanOutcomeRecorded e ->
                new Draft(
                                e.comparison().agrees() ? Tone.GOOD : Tone.CARE,
                                e.comparison().agrees() ? "Agrees with a person" : "Differs from a person",
                                e.by() + " told what a person did in the place of the withheld output.")
                        .fact("Similarity", SAID.percent(e.comparison().similarity()))
                        .fact("Measure", e.comparison().measure())
                        .fact("Outcome", content(e.outcome()));
            case TaskFailed e -> new Draft(Tone.BAD, "Failed", e.reason());
            case TaskAbandoned e ->
                new Draft(Tone.BAD, "Abandoned", "The outcome never came.")
                        .fact("Reason", e.reason())
                        .fact("Sent", SAID.word(e.sent()))
                        .fact("Last attempt on the record", e.lastAttempt() == null ? "none" : attempt(e.lastAttempt()))
                        .fact("Taken as spent", e.spent() == null ? "see the settlement" : SAID.money(e.spent()));
            case OutputDelivered e ->
                new Draft(Tone.GOOD, "Delivered", "The last byte was handed to the caller's connection.")
                        .fact("Bytes", bytes(e.bytes()));
            case DeliveryFailed e ->
                new Draft(Tone.BAD, "Delivery failed", e.reason()).fact("Bytes handed over", bytes(e.bytes()));
            case DeliveryAbandoned e ->
                new Draft(Tone.BAD, "Delivery abandoned", "How much reached the caller is not known.")
                        .fact("Reason", e.cause().sentence());
        };
    }

    private static String asked(TaskOpened e) {
        return e.kind() == TaskKind.COMPARISON
                ? "The judge of workflow " + e.workflow() + " is to compare two texts; the cost is that of agent "
                        + e.agent() + "."
                : "Agent " + e.agent() + " asked on behalf of workflow " + e.workflow() + ".";
    }

    private static Draft compared(PairJudged e) {
        String failure = e.failure();
        return new Draft(
                        e.preference() == PairPreference.UNDECIDED ? Tone.CARE : Tone.PLAIN,
                        "Compared",
                        switch (e.preference()) {
                            case OUTPUT -> "The judge prefers what the model answered, in both orders.";
                            case CORRECTION -> "The judge prefers what the person put in its place, in both orders.";
                            case TIE -> "The judge finds them alike, in both orders.";
                            case FLIPPED -> "The judge said one thing in one order and another in the other: a tie.";
                            case UNDECIDED -> "The judge made no choice that counts.";
                        })
                .fact("Output shown first", SAID.word(e.outputFirst()))
                .fact("Correction shown first", SAID.word(e.correctionFirst()))
                .fact("Rubric", e.rubric() + " v" + e.rubricVersion() + ", " + SAID.digest(e.rubricDigest()))
                .fact("Judge", e.judge())
                .fact("Failure", failure == null ? "none" : failure);
    }

    private static Draft timed(ReviewTimed e) {
        Showing shown = e.shown();
        return shown == null || e.dwellMillis() == null
                ? new Draft(Tone.CARE, "Decided unseen", e.reviewer() + " decides about what was not shown here.")
                : new Draft(
                                Tone.PLAIN,
                                "Looked at",
                                e.reviewer() + " decides " + SAID.millis(e.dwellMillis()) + " after it was shown.")
                        .fact("Shown", SAID.time(shown.at()) + ", commitment " + SAID.digest(shown.commitment()));
    }

    private static String attempt(Attempt attempt) {
        return attempt.number() + ", " + attempt.deployment() + ", " + SAID.word(attempt.failure());
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null ? "not known" : String.valueOf(bytes);
    }

    private static Draft tool(ToolEvent event) {
        return switch (event) {
            case ToolCallRequested e -> {
                Draft asked = new Draft(Tone.PLAIN, "Tool asked for", e.server() + "/" + e.tool())
                        .fact("Arguments", "SHA-256 " + SAID.digest(e.argumentsDigest()));
                yield e.facts() == null ? asked : looked(asked, e.facts());
            }
            case ToolCallAuthorized e -> new Draft(Tone.GOOD, "Tool permitted", "Granted as " + e.grant() + ".");
            case ToolCallHeld e ->
                new Draft(Tone.CARE, "Call held for review", held(HoldReason.TOOL_CALL)).fact("Granted as", e.grant());
            case ToolCallApproved e ->
                reviewed(Tone.GOOD, "Call approved", "let the tool be called", e.reviewer(), e.reason());
            case ToolCallRejected e ->
                reviewed(Tone.BAD, "Call rejected", "did not let the tool be called", e.reviewer(), e.reason());
            case ToolCallDenied e -> {
                Draft denied = refused(e.refusal());
                yield e.balances() == null ? denied : denied.bars(e.balances());
            }
            case ToolCallCompleted e ->
                new Draft(
                                e.error() ? Tone.CARE : Tone.GOOD,
                                e.error() ? "Tool answered with an error" : "Tool answered",
                                "In " + SAID.millis(e.millis()) + ".")
                        .fact("Result", content(e.result()));
            case ToolResultScreened e -> screened(e);
            case ToolResultApproved e ->
                reviewed(Tone.GOOD, "Result approved", "let the agent have the result", e.reviewer(), e.reason());
            case ToolResultRejected e ->
                reviewed(Tone.BAD, "Result rejected", "withheld the result", e.reviewer(), e.reason());
            case ToolCallFailed e ->
                new Draft(Tone.BAD, "Tool gave no answer", e.detail()).fact("Took", SAID.millis(e.millis()));
        };
    }

    private static Draft screened(ToolResultScreened event) {
        Draft draft = switch (event.passage()) {
            case DELIVERED ->
                new Draft(Tone.GOOD, "Result screened", "Nothing was seen in it that counts; it goes to the agent.");
            case FLAGGED ->
                new Draft(
                        Tone.CARE,
                        "Result flagged",
                        "It looks as if it wanted to steer the agent; it goes to the agent with the signs.");
            case HELD -> new Draft(Tone.CARE, "Result held for review", held(HoldReason.TOOL_RESULT));
            case REFUSED -> new Draft(Tone.BAD, "Result refused", event.sentence());
        };
        for (RiskScore score : event.screening().scores()) {
            draft.fact(
                    score.category().replace('_', ' '), score.score() + " (" + String.join(", ", score.signs()) + ")");
        }
        return draft.fact("Scorer", event.screening().scorer());
    }

    private static Draft sandbox(SandboxEvent event) {
        return switch (event) {
            case SandboxOpened e -> {
                boolean confined = e.confinement() != Confinement.NONE;
                Draft opened = new Draft(
                                confined ? Tone.PLAIN : Tone.CARE,
                                confined ? "Sandbox opened" : "Program started without a sandbox",
                                confined
                                        ? "The program sees what it was granted, and "
                                                + (e.network() == null
                                                        ? "has no network."
                                                        : "reaches the named hosts by Chancery's proxy only.")
                                        : "The policy says so. It has every right that Chancery has.")
                        .fact("Command", String.join(" ", e.command()))
                        .fact("May read", listed(e.read()))
                        .fact("May write", listed(e.write()))
                        .fact("Variables", listed(e.environment()))
                        .fact("Limits hold by", SAID.word(e.limitsBy()));
                if (e.network() != null) {
                    opened.fact("May reach", listed(e.network()));
                }
                yield e.limits() == null ? opened : limited(opened, e.limits());
            }
            case SandboxClosed e -> {
                Draft closed = new Draft(
                                e.end() == SandboxEnd.OUT_OF_TIME || e.end() == SandboxEnd.NOT_STARTED
                                        ? Tone.BAD
                                        : Tone.PLAIN,
                                e.confinement() == Confinement.NONE ? "Program ended" : "Sandbox closed",
                                "After " + SAID.millis(e.millis()) + ": " + SAID.word(e.end()) + ".")
                        .fact("Exit", e.exit() == null ? "none" : String.valueOf(e.exit()))
                        .fact("Not listed", e.leftOut() == 0 ? "nothing" : e.leftOut() + " more changes")
                        .fact("Not seen", e.unseen() == null ? "nothing" : e.unseen())
                        .sheet(
                                "Changed files",
                                List.of("Path", "Change", "Bytes", "SHA-256"),
                                e.changes().stream().map(Timeline::change).toList());
                yield e.network() == null ? closed : reached(closed, e.network());
            }
        };
    }

    private static Draft reached(Draft closed, NetworkUse network) {
        return closed.sheet(
                        "Network",
                        List.of("Host", "Connections", "Refused", "Failed", "Bytes sent", "Bytes received"),
                        network.hosts().stream()
                                .map(host -> List.of(
                                        host.host() + ", port " + host.port(),
                                        String.valueOf(host.connections()),
                                        String.valueOf(host.refused()),
                                        String.valueOf(host.failed()),
                                        String.valueOf(host.sent()),
                                        String.valueOf(host.received())))
                                .toList())
                .fact("Hosts asked for", String.valueOf(network.hosts().size()))
                .fact("Requests not listed", network.leftOut() == 0 ? "none" : network.leftOut() + " more, refused");
    }

    private static List<String> change(FileChange change) {
        return List.of(
                change.path(),
                SAID.word(change.kind()),
                change.size() == null ? "" : String.valueOf(change.size()),
                change.sha256() == null ? "" : SAID.digest(change.sha256()));
    }

    private static Draft limited(Draft opened, SandboxLimits limits) {
        return opened.fact("Memory", limits.memory() + " MiB each process")
                .fact("Processes", String.valueOf(limits.processes()))
                .fact("Time", limits.seconds() + " s")
                .fact("Disk", limits.disk() + " MiB");
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private static Draft looked(Draft asked, ToolFacts facts) {
        ToolPin pin = facts.pin();
        return asked.fact(
                        "Definition",
                        pin == null
                                ? "not shown by its server"
                                : SAID.digest(pin.digest()) + (pin.changed() ? ", changed" : ", as approved"))
                .sheet(
                        "Constraints",
                        List.of("Constraint", "Verdict"),
                        facts.constraints().stream()
                                .map(c -> List.of(
                                        c.constraint(), c.broken() == null ? "holds" : "does not hold: " + c.broken()))
                                .toList())
                .sheet(
                        "Calls before",
                        List.of("Grant", "Last minute", "Last hour"),
                        facts.rates().stream()
                                .map(r -> List.of(
                                        r.grant(), String.valueOf(r.lastMinute()), String.valueOf(r.lastHour())))
                                .toList());
    }

    private static Draft redacted(PersonalDataRedacted e) {
        int count = e.facts().found().stream().mapToInt(TypeCount::count).sum();
        return new Draft(
                        count == 0 ? Tone.PLAIN : Tone.CARE,
                        count == 0 ? "No personal data found" : "Personal data replaced",
                        count == 0
                                ? "Nothing had to be replaced."
                                : count + " found; every one was replaced before anything was stored or sent.")
                .fact("Sensitivity", SAID.word(e.sensitivity()))
                .fact("Recognisers", e.facts().scanner())
                .sheet("Found", List.of("Type", "Count"), types(e.facts().found()));
    }

    private static Draft routed(RoutingDecided e) {
        RequestFacts request = e.facts().request();
        int permitted = e.candidates().size();
        int all = permitted + e.rejections().size();
        return new Draft(
                        permitted == 0 ? Tone.BAD : Tone.PLAIN,
                        "Routed",
                        permitted + " of " + all + " deployments permitted, tried in this order.")
                .fact("Asked for", request.model())
                .fact("Messages", String.valueOf(request.messages()))
                .fact("Input", "about " + request.inputTokens() + " tokens, at most " + request.inputTokensBound())
                .fact(
                        "Output",
                        request.maxOutputTokens() == null
                                ? "no limit asked for"
                                : "at most " + request.maxOutputTokens() + " tokens")
                .fact("Tools", request.tools() ? "yes" : "no")
                .fact("Streamed", request.streamed() ? "yes" : "no")
                .fact("Sensitivity", SAID.word(e.facts().sensitivity()))
                .fact(
                        "Unavailable",
                        e.facts().unavailable().isEmpty()
                                ? "none"
                                : String.join(", ", e.facts().unavailable()))
                .sheet(
                        "Permitted",
                        List.of("#", "Deployment", "Tier", "Expected", "At most", "Output limit"),
                        IntStream.range(0, permitted)
                                .mapToObj(i -> candidate(i + 1, e.candidates().get(i)))
                                .toList())
                .sheet(
                        "Rejected",
                        List.of("Deployment", "Reason", "Detail"),
                        e.rejections().stream()
                                .map(r -> List.of(r.deployment(), SAID.word(r.reason()), r.detail()))
                                .toList());
    }

    private static List<String> candidate(int rank, Candidate c) {
        return List.of(
                String.valueOf(rank),
                c.deployment(),
                SAID.word(c.tier()),
                SAID.money(c.expectedCost()),
                SAID.money(c.worstCost()),
                c.maxOutputTokens() + " tokens");
    }

    private static Draft screened(OutputScreened e) {
        int count =
                e.screening().personalData().stream().mapToInt(TypeCount::count).sum();
        return new Draft(
                        count == 0 ? Tone.PLAIN : Tone.CARE,
                        "Output screened",
                        count == 0
                                ? "It holds no personal data that the request did not."
                                : "It held personal data that the request did not; it was replaced.")
                .fact("Characters", String.valueOf(e.screening().characters()))
                .fact("Recognisers", e.screening().scanner())
                .sheet("Found", List.of("Type", "Count"), types(e.screening().personalData()));
    }

    private static Draft judged(JudgeVerdictRecorded e) {
        long passed = e.scores().stream().filter(score -> score.passed()).count();
        Judgement judgement = e.judgement();
        String decision = e.passed() ? "passed" : "not passed";
        if (judgement != null) {
            decision = switch (judgement.decision()) {
                case DELIVER -> "passed";
                case REVISE -> "to be revised";
                case HOLD -> "not passed, a person decides";
            };
        }
        String failure = judgement == null ? null : judgement.failure();
        return new Draft(
                        e.passed() ? Tone.GOOD : Tone.BAD,
                        "Verdict: " + decision,
                        failure != null
                                ? "The answer could not be judged: " + failure + "."
                                : passed + " of " + e.scores().size() + " dimensions hold.")
                .fact("Rubric", e.rubric() + " v" + e.rubricVersion())
                .fact("Judge", e.judge())
                .fact("Answer", judgement == null ? "1" : String.valueOf(judgement.round()))
                .sheet(
                        "Dimensions",
                        List.of("Dimension", "Verdict", "Score", "Reason"),
                        e.scores().stream()
                                .map(s -> List.of(
                                        s.dimension(),
                                        s.passed() ? "passed" : "not passed",
                                        s.score() == null ? "none" : s.score() + " of " + DimensionScore.HIGHEST,
                                        s.reason()))
                                .toList());
    }

    private static Draft sent(
            boolean nobody, String what, RoutingFacts facts, List<Candidate> candidates, List<Rejection> rejections) {
        return new Draft(
                        nobody ? Tone.CARE : Tone.PLAIN,
                        what + (nobody ? " not permitted" : " permitted"),
                        nobody
                                ? "Nobody may be sent the answer for this."
                                : candidates.getFirst().deployment() + " may be sent the answer.")
                .fact(
                        "Input",
                        facts.request().inputTokens() + " tokens, at most "
                                + facts.request().inputTokensBound())
                .sheet(
                        "Not permitted",
                        List.of("Deployment", "Reason"),
                        rejections.stream()
                                .map(r -> List.of(r.deployment(), r.detail()))
                                .toList());
    }

    private static Draft refused(Refusal refusal) {
        return new Draft(Tone.BAD, "Refused", refusal.sentence()).fact("Code", refusal.code());
    }

    static String held(HoldReason reason) {
        return switch (reason) {
            case GATE -> "The workflow's gate holds every output until a person has decided.";
            case VERDICT -> "The rubric's verdict was a failure, so a person decides.";
            case STOPPED ->
                "The agent was suspended, or a kill switch pulled, while the answer was made, so a person decides.";
            case TOOL_CALL -> "A person decides before the tool is called.";
            case TOOL_RESULT ->
                "It looks as if it wanted to steer the agent that reads it; a person decides whether the agent gets it.";
            case PERSONAL_DATA -> "The output held personal data that the request did not, so a person decides.";
        };
    }

    private static Draft reviewed(Tone tone, String title, String what, String reviewer, String reason) {
        return new Draft(tone, title, reviewer + " " + what + ".").fact("Reason", reason);
    }

    private static List<List<String>> types(List<TypeCount> found) {
        return found.stream()
                .map(type -> List.of(type.type(), String.valueOf(type.count())))
                .toList();
    }

    private static String content(ContentRef ref) {
        return ref.bytes() + " bytes, commitment " + SAID.digest(ref.commitment());
    }

    private static Bar bar(ScopeBalance balance) {
        int settled = share(balance.settled(), balance.cap());
        int reserved = Math.min(100 - settled, share(balance.reserved(), balance.cap()));
        return new Bar(
                SAID.word(balance.scope().kind()) + " " + balance.scope().id(),
                SAID.money(balance.settled()) + " spent, " + SAID.money(balance.reserved()) + " reserved, "
                        + SAID.money(balance.headroom()) + " left of " + SAID.money(balance.cap()),
                settled,
                reserved);
    }

    /** Rounded up, so that a little is seen. */
    private static int share(Micros part, Micros whole) {
        return whole.amount() <= 0 || part.amount() <= 0
                ? 0
                : (int) Math.min(100, Math.ceil(part.amount() * 100.0 / whole.amount()));
    }

    /** An entry before its place in the log is known. Empty tables are left out. */
    private static final class Draft {
        private final Tone tone;
        private final String title;
        private final String lead;
        private final List<Fact> facts = new ArrayList<>();
        private final List<Sheet> sheets = new ArrayList<>();
        private final List<Bar> bars = new ArrayList<>();

        Draft(Tone tone, String title, String lead) {
            this.tone = tone;
            this.title = title;
            this.lead = lead;
        }

        Draft fact(String name, String value) {
            facts.add(new Fact(name, value));
            return this;
        }

        Draft sheet(String caption, List<String> head, List<List<String>> rows) {
            if (!rows.isEmpty()) {
                sheets.add(new Sheet(caption, head, rows));
            }
            return this;
        }

        Draft bars(List<ScopeBalance> balances) {
            balances.forEach(balance -> bars.add(bar(balance)));
            return this;
        }

        Entry entry(Recorded recorded) {
            return new Entry(recorded.position(), recorded.at(), tone, title, lead, facts, sheets, bars);
        }
    }
}
