package dev.chancery.reports.board;

import dev.chancery.contracts.event.BudgetEvent.BudgetExhausted;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.WilsonInterval;
import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.Measure;
import dev.chancery.reports.board.BoardFacts.At;
import dev.chancery.reports.board.BoardFacts.Standing;
import dev.chancery.reports.print.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions the record asks for. Pure: the same facts, the same requests, the gravest first. Each names its evidence; what it
 * counts is a figure.
 */
final class DecisionRules {

    /** So many are named, the others are in the register. */
    private static final int NAMED = 3;

    /** Characters of a name; what is longer is whole in the register. */
    private static final int LONGEST = 60;

    private static final Duration WEEK = Duration.ofDays(7);

    /** What is looked at, in the order of the rules: what a report without requests names. */
    static final List<String> LOOKED_AT = List.of(
            "prohibited and unclassified systems, and workflows that no system has",
            "missed reporting clocks",
            "lost events",
            "overdue findings of bias",
            "controls that fail",
            "high-risk systems without an overseer",
            "exhausted caps",
            "a return below zero",
            "the share of one vendor",
            "gates whose evidence would carry a promotion");

    private final BoardFacts facts;
    private final FigureSheet sheet;
    private final List<DecisionRequest> requests = new ArrayList<>();

    private DecisionRules(BoardFacts facts) {
        this.facts = facts;
        this.sheet = facts.now();
    }

    static List<DecisionRequest> of(BoardFacts facts) {
        DecisionRules rules = new DecisionRules(facts);
        rules.prohibited();
        rules.clocks();
        rules.losses();
        rules.unclassified();
        rules.unregistered();
        rules.bias();
        rules.controls();
        rules.oversight();
        rules.caps();
        rules.value();
        rules.vendors();
        rules.gates();
        return List.copyOf(rules.requests);
    }

    private void prohibited() {
        Figure figure = sheet.get(Measure.SYSTEMS_BY_CLASS, "class", RiskClass.PROHIBITED.name());
        if (isAny(figure)) {
            add(
                    "prohibited",
                    "Stop the systems that do what Art. 5 prohibits, or have the facts corrected",
                    systems(RiskClass.PROHIBITED),
                    "The board, today",
                    figure);
        }
    }

    /** Clocks of incidents of this quarter, and those that ran out in it though the incident is older. */
    private void clocks() {
        Instant now = later(facts.order().to());
        List<String> missed = facts.incidents().values().stream()
                .filter(each -> each.state(now) == ReportingState.MISSED)
                .filter(each -> isOfQuarter(each) || ranOut(each))
                .map(each -> BoardPages.brief(each.incident(), LONGEST)
                        + position(each.clock().position()))
                .toList();
        if (!missed.isEmpty()) {
            Stream<FigureSheet> sheets = facts.quarters().stream().limit(2);
            add(
                    "clocks-missed",
                    "Report late to the authority and say how the next clock is met (Art. 73)",
                    named(missed.stream()),
                    "The board, on proposal of the compliance officer",
                    sheets.map(each -> each.get(Measure.INCIDENTS_BY_CLOCK, "clock", ReportingState.MISSED.name()))
                            .filter(DecisionRules::isAny)
                            .toArray(Figure[]::new));
        }
    }

    private boolean ranOut(Incident incident) {
        return incident.clocks().stream()
                .map(clock -> clock.clock().due())
                .anyMatch(due -> due != null
                        && !due.isBefore(sheet.query().from())
                        && due.isBefore(sheet.query().to()));
    }

    private boolean isOfQuarter(Incident incident) {
        return sheet.query().from().compareTo(incident.clocks().getFirst().at()) <= 0
                && incident.clocks().getFirst().at().isBefore(sheet.query().to());
    }

    /** A clock of the quarter may have run out after it. */
    private Instant later(Instant to) {
        return facts.order().asked().isAfter(to) ? facts.order().asked() : to;
    }

    private void losses() {
        Figure figure = sheet.get(Measure.LOG_LOSSES);
        if (isAny(figure)) {
            add(
                    "losses",
                    "Accept or follow up the loss of signed events",
                    "the log went on under another name; log.restored says from where",
                    "The board, on proposal of operations",
                    figure,
                    sheet.get(Measure.LOG_LOST));
        }
    }

    private void unclassified() {
        Figure figure = sheet.get(Measure.SYSTEMS_BY_CLASS, "class", RiskClass.UNCLASSIFIED.name());
        if (isAny(figure)) {
            add(
                    "unclassified",
                    "Set a date by which these systems are classified",
                    systems(RiskClass.UNCLASSIFIED),
                    "The owners of the systems; the board sets the date",
                    figure);
        }
    }

    private void unregistered() {
        Figure figure = sheet.get(Measure.WORKFLOWS_UNREGISTERED);
        if (isAny(figure)) {
            add(
                    "unregistered",
                    "Set a date by which every workflow in use is in the register",
                    "AI is used in workflows that no AI system has, so nobody has said what it is for or how risky it is."
                            + " The list of what was found in traffic names them (GET /api/systems/unclassified)",
                    "Who runs the workflows; the board sets the date",
                    figure);
        }
    }

    private void bias() {
        Figure figure = sheet.get(Measure.BIAS_OVERDUE);
        if (isAny(figure)) {
            Instant over = facts.order().to();
            Stream<String> late = facts.dossier().biasFindings().values().stream()
                    .filter(each -> each.isOverdue(over))
                    .map(each -> BoardPages.brief(each.opened().subject().toString(), LONGEST) + " of "
                            + BoardPages.brief(each.opened().owner(), LONGEST) + ", due "
                            + day(each.opened().due()) + position(each.position()));
            add(
                    "bias-overdue",
                    "Resolve the findings of bias that are overdue, or accept them with a reason",
                    named(late),
                    "The owners of the findings",
                    figure);
        }
    }

    private void controls() {
        ControlStates controls = facts.controls();
        if (controls != null && !controls.of(ControlState.FAILING).isEmpty()) {
            add(
                    "controls-failing",
                    "Say who repairs the controls that fail, and by when",
                    "Controls: " + named(controls.of(ControlState.FAILING).stream()) + "; evaluated at "
                            + controls.at() + " from the record up to position " + controls.position()
                            + ", which is no figure",
                    "The compliance officer");
        }
    }

    private void oversight() {
        Figure figure = sheet.get(Measure.SYSTEMS_OVERSEEN);
        if (Objects.requireNonNull(figure.value()).compareTo(Objects.requireNonNull(figure.of())) < 0) {
            LocalDate last = LocalDate.ofInstant(facts.order().to().minusNanos(1000), ZoneOffset.UTC);
            Stream<String> without = inUse(RiskClass.HIGH_RISK)
                    .filter(each -> each.overseers().stream().noneMatch(o -> o.active(last)))
                    .map(DecisionRules::name);
            add(
                    "overseer",
                    "Assign people who oversee these high-risk systems (Art. 14 and 26(2))",
                    named(without),
                    "The owners of the systems",
                    figure);
        }
    }

    private void caps() {
        Figure figure = sheet.get(Measure.BUDGETS_EXHAUSTED);
        if (isAny(figure)) {
            Stream<String> caps =
                    facts.exhausted().stream().map(DecisionRules::cap).distinct();
            add(
                    "caps",
                    "Raise these caps, or use less",
                    named(caps),
                    "The owner of the budget",
                    Stream.concat(Stream.of(figure), Indicator.months(sheet).stream())
                            .toArray(Figure[]::new));
        }
    }

    private static String cap(At<BudgetExhausted> at) {
        return at.event().scope().kind().words() + " " + at.event().scope().id() + position(at.position());
    }

    private void value() {
        List<Figure> below = sheet.all(Measure.WORTH_NET_TOTAL).stream()
                .filter(each -> each.value() != null && each.value().signum() < 0)
                .toList();
        if (!below.isEmpty()) {
            add(
                    "return",
                    "Go on with AI that costs more than people would, or end it",
                    "the net against the human baseline is below zero",
                    "The board, on proposal of finance",
                    below.toArray(Figure[]::new));
        }
    }

    private void vendors() {
        Optional<Figure> largest = Indicator.VENDOR_SHARE.figure(sheet, facts.currency());
        State state = largest.map(figure -> facts.thresholds().state(Indicator.VENDOR_SHARE, figure))
                .orElse(State.NONE);
        if (state == State.AMBER || state == State.RED) {
            Figure figure = largest.orElseThrow();
            add(
                    "vendor-share",
                    "Accept that so much depends on one vendor, or have an alternative prepared",
                    figure.parameters().getOrDefault("vendor", ""),
                    "The board, on proposal of purchasing",
                    figure);
        }
    }

    /** The same numbers as a promotion asks for, of this quarter alone: what moved in it has to wait for the next. */
    private void gates() {
        GateThresholds needed = needed();
        if (needed == null) {
            return;
        }
        facts.gates().forEach((workflow, standing) -> {
            Figure evidence = evidence(workflow, standing.gate());
            if (evidence != null && isReady(standing, evidence, needed)) {
                Gate next = standing.gate() == Gate.SHADOW ? Gate.HUMAN_IN_THE_LOOP : Gate.AUTONOMOUS;
                add(
                        "promotion",
                        "Promote the workflow " + workflow + " to " + next,
                        "at " + standing.gate() + " since " + day(standing.since()) + position(standing.position())
                                + "; the gate asks for all evidence again",
                        needed.promoters().isEmpty()
                                ? "An operator who may promote"
                                : named(needed.promoters().stream()),
                        evidence);
            }
        });
    }

    private @Nullable Figure evidence(String workflow, Gate gate) {
        return switch (gate) {
            case SHADOW ->
                sheet.find(Measure.OUTCOMES_AGREED_BY_WORKFLOW, "workflow", workflow)
                        .orElse(null);
            case HUMAN_IN_THE_LOOP ->
                sheet.find(Measure.REVIEWS_APPROVED_BY_WORKFLOW, "workflow", workflow)
                        .orElse(null);
            case AUTONOMOUS -> null;
        };
    }

    private boolean isReady(Standing standing, Figure evidence, GateThresholds needed) {
        Instant from = sheet.query().from();
        boolean settled = !standing.since().isAfter(from)
                && !facts.order().to().isBefore(standing.since().plus(WEEK.multipliedBy(needed.minimumWeeks())));
        long right = Objects.requireNonNull(evidence.value()).longValueExact();
        long all = Objects.requireNonNull(evidence.of()).longValueExact();
        boolean shadow = standing.gate() == Gate.SHADOW;
        double bound = WilsonInterval.lowerBound(right, all);
        return settled
                && all >= (shadow ? needed.minimumCompared() : needed.minimumReviewed())
                && bound >= (shadow ? needed.minimumAgreement() : needed.minimumLowerBound());
    }

    private @Nullable GateThresholds needed() {
        String document = facts.policy();
        try {
            return document == null ? null : policy(document).gates();
        } catch (InvalidPolicy e) {
            return null;
        }
    }

    private static Policy policy(String document) {
        return PolicyDocument.parse(document);
    }

    private String systems(RiskClass risk) {
        return named(inUse(risk).map(DecisionRules::name));
    }

    private Stream<AiSystem> inUse(RiskClass risk) {
        return facts.dossier().systems().values().stream()
                .filter(system -> system.status() != SystemStatus.DECOMMISSIONED)
                .filter(system -> risk
                        == (system.classified() == null
                                ? RiskClass.UNCLASSIFIED
                                : system.classified().verdict().risk()));
    }

    private static String name(AiSystem system) {
        return BoardPages.brief(system.system(), LONGEST)
                + position(
                        system.classified() == null
                                ? system.registered().position()
                                : system.classified().mark().position());
    }

    private static String named(Stream<String> all) {
        List<String> names = all.limit(NAMED + 1).toList();
        return names.isEmpty()
                ? "none by name"
                : String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                        + (names.size() > NAMED ? " and others" : "");
    }

    private static String position(long position) {
        return " (position " + position + ")";
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static boolean isAny(Figure figure) {
        return Objects.requireNonNull(figure.value()).signum() > 0;
    }

    private void add(String rule, String what, String why, String decides, Figure... figures) {
        requests.add(new DecisionRequest(rule, what, why, decides, List.of(figures)));
    }
}
