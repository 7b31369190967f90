package dev.chancery.verifier.check;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PairJudged;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.TaskEvent.SpendSettled;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.WorkflowEvent;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.gate.GateReplay;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.pricing.Pricing;
import dev.chancery.decisions.replay.DecisionReplay;
import dev.chancery.decisions.replay.DecisionReplay.Comparison;
import dev.chancery.record.EventCodec;
import dev.chancery.verifier.check.TaskStreams.Task;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.PackDefect;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a part of a log would have come to under another policy. A simulation: nothing of it happened. Each task that was opened
 * in the part is decided again from its recorded facts, alone; what it would have left for the next is not known. Only tasks under way are
 * in memory.
 */
public final class WhatIf {

    /** What a result is called wherever it is shown. */
    public static final String TITLE = "Simulation: what another policy would have decided";

    /** What is decided again from facts that would have been the same, and what is not. */
    public static final List<String> DECIDED_AGAIN = List.of(
            "Redaction, rights, routing, streaming, permission of tools, the holding of results and deliveries are decided again,"
                    + " by the code of today, from the facts that the record holds.",
            "What recognisers, classifiers, judges and people said is taken from the record, and so are unavailable deployments,"
                    + " failed calls, cached input and repeated requests.");

    /** Where the result is an approximation. */
    public static final List<String> APPROXIMATIONS = List.of(
            "Budgets: the caps are those of the other policy, what had been spent before each task is what was spent in fact. Had tasks"
                    + " been refused or been dearer, later ones would have met other balances. A budget that the recorded policy did not"
                    + " have is taken to be unspent.",
            "Gates: deliveries are decided at the gate that the record names. Moves of gates are decided again and counted, but"
                    + " deliveries after such a move are not.",
            "Other models: a task that another deployment would have served is priced by the tokens that were counted in fact; another"
                    + " model counts and answers otherwise. Its output would have been another, so its delivery is decided by the recorded"
                    + " screening and verdict.",
            "Fallbacks: a deployment that failed in a task is taken to fail there again; any other that was available is taken to"
                    + " answer.",
            "Tools: arguments are held against new limits only where they are disclosed; a limit that nobody evaluated counts as not"
                    + " kept. A call that waits for a person, or that he rejected, is taken to cost what is reserved for"
                    + " it where it would have been permitted; what a call would have cost that would have been held, and was not, is not"
                    + " known.",
            "Judges and revisions are taken, and charged, as recorded.");

    /** So many rows has each list of a result; what is behind them is summed in one more. */
    private static final int MOST = 100;

    /** So many different rows are counted apart; the others together. */
    private static final int MOST_COUNTED = 10_000;

    /** What became, or would have become, of a task. */
    public enum Course {
        /** Its output went to the caller. */
        DELIVERED,
        /** Its output waits, or waited, for a person. */
        HELD,
        /** Its output was kept and not delivered. */
        SHADOWED,
        /** A rule refused it. */
        REFUSED,
        /** Every permitted deployment failed. */
        FAILED,
        /** A tool may be called. */
        TOOL_PERMITTED,
        /** A person decides about the call of a tool. */
        TOOL_HELD,
        /** A tool may not be called. */
        TOOL_DENIED,
        /** A judge compares two outputs. Nothing is delivered. */
        COMPARED,
        /** The record does not say, or what would have come after a refusal is not known. */
        UNKNOWN
    }

    /**
     * One side of a task.
     *
     * @param deployment that served the task, or would have; null for none
     * @param because code of a refusal, or why it is held; null for no reason
     * @param cost null when it is not known
     */
    public record Side(
            Course course,
            @Nullable String deployment,
            @Nullable String because,
            @Nullable Micros cost) {}

    /**
     * A task that would have come to something else.
     *
     * @param position of its opening
     * @param tool server and name, null for none
     * @param approximate whether the simulated side rests on what another model would have done
     */
    public record Affected(
            long position,
            Instant at,
            TaskId task,
            AgentId agent,
            WorkflowId workflow,
            TaskKind kind,
            @Nullable String tool,
            Side was,
            Side would,
            boolean approximate) {}

    /** Tasks that would have been served by another deployment; null for the sum of those that are not listed. */
    public record Rerouted(@Nullable String from, @Nullable String to, long tasks) {}

    /** Tasks with a reason: a code of a refusal, or why an output is held. */
    public record Reason(String reason, long tasks) {}

    /** Calls of a tool that would have been decided otherwise. */
    public record Tool(
            @Nullable String tool,
            Course was,
            Course would,
            @Nullable String because,
            long calls) {}

    /**
     * What tasks of one currency cost.
     *
     * @param compared tasks of which both costs are known
     * @param was what they cost
     * @param would what they would have cost
     * @param unknown tasks of which the simulated cost is not known; they are in neither sum
     * @param wasOfUnknown what those cost
     */
    public record Cost(String currency, long compared, Micros was, Micros would, long unknown, Micros wasOfUnknown) {}

    /** Moves of gates: how many were decided again, and how many would have come out otherwise. */
    public record GateMoves(long decided, long otherwise) {}

    /** Something that could not be decided under the other policy. */
    public record Undecidable(String task, String why) {}

    /**
     * What came of it.
     *
     * @param simulation always true, so that nobody takes it for what happened
     * @param code version that decided
     * @param policy that was tried
     * @param tasks that were opened in the part
     * @param affected of them, how many would have come to something else
     * @param decisions decided again, and of them those that come out otherwise
     * @param was tasks by what became of them
     * @param would tasks by what would have
     * @param refused tasks that would have been refused and were not, by code
     * @param permitted tasks that were refused and would not have been, by the code that they were refused by
     * @param held outputs that would have been held and were not
     * @param heldNoLonger outputs that were held and would not have been
     * @param streams answers that were streamed and would not have been
     * @param costs by currency
     * @param openedBefore tasks of which a later part only is there
     * @param undecidable tasks that cannot be decided under the policy
     * @param undecidableFirst the first of them
     */
    public record Result(
            boolean simulation,
            String title,
            String code,
            PolicyVersion policy,
            long tasks,
            long affected,
            long decisions,
            long decidedOtherwise,
            SortedMap<Course, Long> was,
            SortedMap<Course, Long> would,
            List<Rerouted> rerouted,
            List<Reason> refused,
            List<Reason> permitted,
            List<Reason> held,
            List<Reason> heldNoLonger,
            List<Tool> tools,
            long streams,
            List<Cost> costs,
            GateMoves gateMoves,
            long openedBefore,
            SortedMap<String, Long> notDecided,
            long undecidable,
            List<Undecidable> undecidableFirst,
            List<String> decidedAgain,
            List<String> approximations) {}

    /** How often each row comes; those that come too late to be counted apart are counted together. */
    private static final class Counts<K> {
        private final Map<K, Long> rows = new LinkedHashMap<>();
        private long others;

        void add(K row) {
            if (rows.size() < MOST_COUNTED || rows.containsKey(row)) {
                rows.merge(row, 1L, Long::sum);
            } else {
                others++;
            }
        }

        List<Map.Entry<K, Long>> most(Comparator<K> alike) {
            return rows.entrySet().stream()
                    .sorted(Map.Entry.<K, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey(alike)))
                    .limit(MOST)
                    .toList();
        }

        long left() {
            return others
                    + rows.values().stream().mapToLong(Long::longValue).sum()
                    - rows.values().stream()
                            .sorted(Comparator.reverseOrder())
                            .limit(MOST)
                            .mapToLong(Long::longValue)
                            .sum();
        }
    }

    private record Way(String from, String to) {}

    private record ToolRow(String tool, Course was, Course would, String because) {}

    /** The sums of one currency. */
    private static final class Sum {
        private long compared;
        private long unknown;
        private Micros was;
        private Micros would;
        private Micros wasOfUnknown;

        Sum(Micros zero) {
            was = zero;
            would = zero;
            wasOfUnknown = zero;
        }
    }

    private final Evidence evidence;
    private final Policy draft;
    private final Consumer<Affected> told;
    private final EventCodec codec = new EventCodec();
    private final Map<PolicyVersion, Policy> policies = new LinkedHashMap<>();
    private final SortedMap<Course, Long> was = new TreeMap<>();
    private final SortedMap<Course, Long> would = new TreeMap<>();
    private final Counts<Way> rerouted = new Counts<>();
    private final Counts<String> refused = new Counts<>();
    private final Counts<String> permitted = new Counts<>();
    private final Counts<String> held = new Counts<>();
    private final Counts<String> heldNoLonger = new Counts<>();
    private final Counts<ToolRow> tools = new Counts<>();
    private final SortedMap<String, Sum> costs = new TreeMap<>();
    private final SortedMap<String, Long> notDecided = new TreeMap<>();
    private final List<Undecidable> undecidableFirst = new ArrayList<>();
    private long tasks;
    private long affected;
    private long decisions;
    private long decidedOtherwise;
    private long streams;
    private long gateMoves;
    private long gateMovesOtherwise;
    private long openedBefore;
    private long undecidable;

    private WhatIf(Evidence evidence, Policy draft, Consumer<Affected> told) {
        this.evidence = evidence;
        this.draft = draft;
        this.told = told;
    }

    /**
     * Decides a part of a log under another policy.
     *
     * @param told of each task that would have come to something else, in the order in which they ended
     * @throws PackDefect when a policy of the record is missing or cannot be read
     */
    public static Result of(Evidence evidence, Policy draft, Consumer<Affected> told) throws IOException {
        return new WhatIf(evidence, draft, told).result();
    }

    private Result result() throws IOException {
        TaskStreams read = new TaskStreams(codec, stream -> List.of(), new TaskStreams.Reader() {
            @Override
            public void finished(Task task) {
                task(task);
            }

            @Override
            public void later(StoredEvent stored, Event event) {
                // What people decided afterwards stays as it was.
            }

            @Override
            public void headless(StoredEvent stored, Event event) {
                openedBefore++;
            }
        });
        evidence.read(line -> event(line, read));
        read.end();
        return new Result(
                true,
                TITLE,
                Replay.CODE,
                draft.version(),
                tasks,
                affected,
                decisions,
                decidedOtherwise,
                was,
                would,
                reroutedRows(),
                reasons(refused),
                reasons(permitted),
                reasons(held),
                reasons(heldNoLonger),
                toolRows(),
                streams,
                costs.entrySet().stream()
                        .map(e -> new Cost(
                                e.getKey(),
                                e.getValue().compared,
                                e.getValue().was,
                                e.getValue().would,
                                e.getValue().unknown,
                                e.getValue().wasOfUnknown))
                        .toList(),
                new GateMoves(gateMoves, gateMovesOtherwise),
                openedBefore,
                notDecided,
                undecidable,
                List.copyOf(undecidableFirst),
                DECIDED_AGAIN,
                APPROXIMATIONS);
    }

    private void event(Line.Disclosed line, TaskStreams read) {
        StoredEvent stored = line.event();
        if (stored.stream().startsWith(TaskStreams.TASK)) {
            read.take(stored, codec.decode(stored.name(), stored.revision(), stored.payload()), line.contents());
        } else if (stored.name().startsWith("workflow.")
                && codec.decode(stored.name(), stored.revision(), stored.payload()) instanceof WorkflowEvent move
                && move.policy() != null) {
            gateMoves++;
            try {
                gateMovesOtherwise += move.equals(GateReplay.again(move, version -> draft)) ? 0 : 1;
            } catch (IllegalStateException | IllegalArgumentException | ArithmeticException e) {
                undecidable(stored.stream(), e);
            }
        }
    }

    private void task(Task task) {
        tasks++;
        try {
            Sides sides = sides(task);
            count(task, sides);
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            undecidable(task.stream(), e);
        }
    }

    private void undecidable(String stream, RuntimeException why) {
        undecidable++;
        if (undecidableFirst.size() < MOST) {
            undecidableFirst.add(new Undecidable(stream, Objects.toString(why.getMessage())));
        }
    }

    private record Sides(Side was, Side would, boolean approximate, boolean unstreamed, List<Comparison> comparisons) {}

    private Sides sides(Task task) {
        DecisionReplay.Replayed replayed = DecisionReplay.again(task.events(), version -> draft, task.request());
        replayed.undecided().forEach(each -> notDecided.merge(each.what(), 1L, Long::sum));
        Recorded recorded = Recorded.of(task.events());
        Side was = recorded.side(nothing(task));
        Simulated simulated = new Simulated(task, recorded, was, replayed.comparisons());
        return new Sides(was, simulated.side(), simulated.approximate, simulated.unstreamed(), replayed.comparisons());
    }

    private void count(Task task, Sides sides) {
        decisions += sides.comparisons.size();
        decidedOtherwise +=
                sides.comparisons.stream().filter(c -> !c.identical()).count();
        Side old = sides.was;
        Side other = sides.would;
        was.merge(old.course, 1L, Long::sum);
        would.merge(other.course, 1L, Long::sum);
        streams += sides.unstreamed ? 1 : 0;
        String tool = tool(task);
        if (task.opened().kind() == TaskKind.TOOL_CALL) {
            if (old.course != other.course) {
                tools.add(new ToolRow(
                        String.valueOf(tool), old.course, other.course, Objects.requireNonNullElse(other.because, "")));
            }
        } else {
            models(old, other);
        }
        cost(old, other);
        if (!old.equals(other) || sides.unstreamed) {
            affected++;
            told.accept(new Affected(
                    task.positions().getFirst(),
                    task.at(),
                    task.opened().task(),
                    task.opened().agent(),
                    task.opened().workflow(),
                    task.opened().kind(),
                    tool,
                    old,
                    other,
                    sides.approximate));
        }
    }

    private void models(Side old, Side other) {
        if (old.deployment != null && other.deployment != null && !old.deployment.equals(other.deployment)) {
            rerouted.add(new Way(old.deployment, other.deployment));
        }
        boolean wasRefused = old.course == Course.REFUSED;
        boolean wouldBeRefused = other.course == Course.REFUSED;
        if (wouldBeRefused && !wasRefused) {
            refused.add(String.valueOf(other.because));
        } else if (wasRefused && !wouldBeRefused) {
            permitted.add(String.valueOf(old.because));
        }
        if (other.course == Course.HELD && old.course != Course.HELD) {
            held.add(String.valueOf(other.because));
        } else if (old.course == Course.HELD && other.course != Course.HELD) {
            heldNoLonger.add(String.valueOf(old.because));
        }
    }

    private void cost(Side old, Side other) {
        Micros before = old.cost;
        if (before == null) {
            return;
        }
        Sum sum = costs.computeIfAbsent(
                before.currency().getCurrencyCode(), code -> new Sum(Micros.zero(before.currency())));
        Micros after = other.cost;
        if (after == null || !after.currency().equals(before.currency())) {
            sum.unknown++;
            sum.wasOfUnknown = sum.wasOfUnknown.plus(before);
        } else {
            sum.compared++;
            sum.was = sum.was.plus(before);
            sum.would = sum.would.plus(after);
        }
    }

    private static @Nullable String tool(Task task) {
        for (Event event : task.events()) {
            if (event instanceof ToolCallRequested call) {
                return call.server() + "/" + call.tool();
            }
        }
        return null;
    }

    /** What the record says of a task. */
    private record Recorded(
            Course course,
            @Nullable String because,
            List<InferenceCompleted> answers,
            List<AttemptFailed> failures,
            @Nullable Micros settled) {

        static Recorded of(List<Event> events) {
            Course course = Course.UNKNOWN;
            String because = null;
            List<InferenceCompleted> answers = new ArrayList<>();
            List<AttemptFailed> failures = new ArrayList<>();
            Micros settled = null;
            for (Event event : events) {
                switch (event) {
                    case InferenceCompleted e -> answers.add(e);
                    case AttemptFailed e -> failures.add(e);
                    case SpendSettled e -> settled = e.settled();
                    case TaskRefused e -> {
                        course = Course.REFUSED;
                        because = e.refusal().code();
                    }
                    case OutputReleased e -> course = course == Course.UNKNOWN ? Course.DELIVERED : course;
                    case OutputHeld e -> {
                        course = Course.HELD;
                        because = e.reason().name();
                    }
                    case OutputShadowed e -> course = Course.SHADOWED;
                    case TaskFailed e -> course = Course.FAILED;
                    case ToolCallAuthorized e -> course = Course.TOOL_PERMITTED;
                    case ToolCallHeld e -> course = Course.TOOL_HELD;
                    case ToolCallDenied e -> {
                        course = Course.TOOL_DENIED;
                        because = e.refusal().code();
                    }
                    case PairJudged e -> course = Course.COMPARED;
                    default -> {
                        // What people did afterwards, and what a tool answered, is not part of it.
                    }
                }
            }
            return new Recorded(course, because, List.copyOf(answers), List.copyOf(failures), settled);
        }

        /** Who answered what was asked; a revision is asked of him, or of others, afterwards. */
        @Nullable
        String deployment() {
            return answers.isEmpty() ? null : answers.getFirst().deployment();
        }

        /** @param nothing that a refusal costs */
        Side side(Micros nothing) {
            boolean refused = course == Course.REFUSED || course == Course.TOOL_DENIED;
            return new Side(course, deployment(), because, refused && settled == null ? nothing : settled);
        }
    }

    /** What would have become of a task. */
    private final class Simulated {
        private final Task task;
        private final Recorded recorded;
        private final Side was;
        private final List<Comparison> comparisons;
        private boolean approximate;

        Simulated(Task task, Recorded recorded, Side was, List<Comparison> comparisons) {
            this.task = task;
            this.recorded = recorded;
            this.was = was;
            this.comparisons = comparisons;
        }

        private @Nullable Comparison first(String decision) {
            for (Comparison comparison : comparisons) {
                if (comparison.decision().equals(decision)) {
                    return comparison;
                }
            }
            return null;
        }

        boolean unstreamed() {
            Comparison streaming = first("streaming");
            return streaming != null && streaming.recomputed() == null && !isRefused();
        }

        private boolean isRefused() {
            return refusal() != null;
        }

        private @Nullable TaskRefused refusal() {
            for (String decision : List.of("routing", "spending")) {
                Comparison comparison = first(decision);
                if (comparison != null && comparison.recomputed() instanceof TaskRefused e) {
                    return e;
                }
            }
            return null;
        }

        Side side() {
            return task.opened().kind() == TaskKind.TOOL_CALL ? tool() : model();
        }

        private Side tool() {
            Comparison comparison = first("tool");
            if (comparison == null || comparison.identical()) {
                return was.course == Course.TOOL_PERMITTED || was.course == Course.TOOL_HELD ? priced(was) : was;
            }
            Event instead = comparison.recomputed();
            if (instead instanceof ToolCallAuthorized) {
                return new Side(Course.TOOL_PERMITTED, null, null, permittedCost());
            }
            if (instead instanceof ToolCallHeld) {
                // What a person would have said of a call that he was not asked about is not known.
                return new Side(Course.TOOL_HELD, null, null, was.course == Course.TOOL_HELD ? toolCost() : null);
            }
            return instead instanceof ToolCallDenied denied
                    ? new Side(Course.TOOL_DENIED, null, denied.refusal().code(), nothing())
                    : new Side(Course.UNKNOWN, null, null, null);
        }

        /** A call that waits for a person, or that he rejected, would have been made. */
        private @Nullable Micros permittedCost() {
            if (was.course != Course.TOOL_HELD) {
                return was.course == Course.TOOL_PERMITTED ? toolCost() : null;
            }
            if (task.events().stream().anyMatch(ToolCallApproved.class::isInstance)) {
                return toolCost();
            }
            approximate = true;
            Comparison spending = first("spending");
            return spending != null && spending.recomputed() instanceof SpendReserved e ? e.amount() : nothing();
        }

        private Side priced(Side side) {
            return new Side(side.course, side.deployment, side.because, toolCost());
        }

        /** What was settled is all of what was reserved, or nothing when the call was not made. */
        private @Nullable Micros toolCost() {
            Comparison spending = first("spending");
            if (recorded.settled == null || spending == null || spending.identical()) {
                return recorded.settled;
            }
            return spending.recomputed() instanceof SpendReserved e && recorded.settled.amount() > 0
                    ? e.amount()
                    : recorded.settled.amount() == 0 ? recorded.settled : null;
        }

        private Micros nothing() {
            return WhatIf.this.nothing(task);
        }

        private Side model() {
            TaskRefused refusal = refusal();
            if (refusal != null) {
                return new Side(Course.REFUSED, null, refusal.refusal().code(), nothing());
            }
            Comparison spending = first("spending");
            if (was.course == Course.REFUSED && (spending == null || spending.identical())) {
                return was;
            }
            if (was.course == Course.REFUSED) {
                return new Side(Course.UNKNOWN, chosen(), null, null);
            }
            if (task.opened().kind() == TaskKind.COMPARISON || recorded.answers.isEmpty()) {
                return unanswered();
            }
            return answered();
        }

        /** In fact nobody answered: all candidates failed, the task was abandoned, or it compares. */
        private Side unanswered() {
            Comparison routing = first("routing");
            if (routing == null || routing.identical() || was.course == Course.COMPARED) {
                return was;
            }
            String chosen = chosen();
            if (was.course != Course.FAILED || chosen == null) {
                return was;
            }
            approximate = true;
            return new Side(Course.UNKNOWN, chosen, null, null);
        }

        private Side answered() {
            String chosen = chosen();
            String served = recorded.deployment();
            if (chosen == null) {
                return new Side(Course.FAILED, null, null, null);
            }
            approximate = !chosen.equals(served);
            Comparison delivery = first("delivery");
            if (delivery == null) {
                return new Side(was.course, chosen, was.because, cost(chosen));
            }
            Event instead = delivery.recomputed();
            if (instead instanceof OutputHeld hold) {
                return new Side(Course.HELD, chosen, hold.reason().name(), cost(chosen));
            }
            Course course = instead instanceof OutputReleased
                    ? Course.DELIVERED
                    : instead instanceof OutputShadowed ? Course.SHADOWED : Course.UNKNOWN;
            return new Side(course, chosen, null, cost(chosen));
        }

        /**
         * Who would have been asked first and have answered: he who answered in fact, as soon as it is his turn, and before him any that did
         * not fail in this task.
         *
         * @return null when all that would have been asked failed in fact
         */
        private @Nullable String chosen() {
            Comparison routing = first("routing");
            Comparison spending = first("spending");
            if (routing == null || !(routing.recomputed() instanceof RoutingDecided decided)) {
                return null;
            }
            List<String> unaffordable = spending != null && spending.recomputed() instanceof SpendReserved reserved
                    ? reserved.unaffordable()
                    : List.of();
            return decided.candidates().stream()
                    .map(candidate -> candidate.deployment())
                    .filter(deployment -> !unaffordable.contains(deployment))
                    .filter(deployment -> deployment.equals(recorded.deployment())
                            || recorded.failures.stream()
                                    .noneMatch(failed -> failed.deployment().equals(deployment)))
                    .findFirst()
                    .orElse(null);
        }

        /** The recorded sum, with the first answer at the price of who would have given it. */
        private @Nullable Micros cost(String chosen) {
            Micros settled = recorded.settled;
            Policy.Deployment deployment = draft.deployment(chosen).orElse(null);
            if (settled == null || deployment == null) {
                return null;
            }
            InferenceCompleted first = recorded.answers.getFirst();
            if (chosen.equals(first.deployment()) && isPricedAlike(deployment)) {
                return settled;
            }
            if (!deployment.tariff().base().input().currency().equals(settled.currency())) {
                return null;
            }
            Micros again = Pricing.cost(first.usage(), deployment.tariff());
            Micros cost = settled.minus(first.cost()).plus(again);
            return cost.amount() < 0 ? again : cost;
        }

        private boolean isPricedAlike(Policy.Deployment deployment) {
            return ofRecord(task.opened().policy())
                    .deployment(deployment.id())
                    .filter(then -> then.tariff().equals(deployment.tariff()))
                    .isPresent();
        }
    }

    private Micros nothing(Task task) {
        return Micros.zero(ofRecord(task.opened().policy()).currency());
    }

    private Policy ofRecord(PolicyVersion version) {
        return policies.computeIfAbsent(version, each -> Replay.parse(evidence, each));
    }

    private List<Rerouted> reroutedRows() {
        List<Rerouted> rows = new ArrayList<>();
        rerouted.most(Comparator.comparing(Way::from).thenComparing(Way::to))
                .forEach(
                        e -> rows.add(new Rerouted(e.getKey().from(), e.getKey().to(), e.getValue())));
        if (rerouted.left() > 0) {
            rows.add(new Rerouted(null, null, rerouted.left()));
        }
        return List.copyOf(rows);
    }

    private static List<Reason> reasons(Counts<String> counts) {
        return counts.most(Comparator.naturalOrder()).stream()
                .map(e -> new Reason(e.getKey(), e.getValue()))
                .toList();
    }

    private List<Tool> toolRows() {
        List<Tool> rows = new ArrayList<>();
        tools.most(Comparator.comparing(ToolRow::tool)
                        .thenComparing(ToolRow::was)
                        .thenComparing(ToolRow::would)
                        .thenComparing(ToolRow::because))
                .forEach(e -> rows.add(new Tool(
                        e.getKey().tool(),
                        e.getKey().was(),
                        e.getKey().would(),
                        e.getKey().because().isEmpty() ? null : e.getKey().because(),
                        e.getValue())));
        if (tools.left() > 0) {
            rows.add(new Tool(null, Course.UNKNOWN, Course.UNKNOWN, null, tools.left()));
        }
        return List.copyOf(rows);
    }
}
