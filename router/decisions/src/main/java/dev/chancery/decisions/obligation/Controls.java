package dev.chancery.decisions.obligation;

import dev.chancery.contracts.event.DutyEvent;
import dev.chancery.contracts.fact.CompanyEvidence;
import dev.chancery.contracts.fact.ControlState;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.Marks;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.QualityMetric;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.ReportingState;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemEvidence.Clocked;
import dev.chancery.contracts.fact.SystemEvidence.Declared;
import dev.chancery.contracts.fact.SystemEvidence.Hazard;
import dev.chancery.contracts.fact.SystemEvidence.Impact;
import dev.chancery.contracts.fact.SystemEvidence.Instructed;
import dev.chancery.contracts.fact.SystemEvidence.OpenFinding;
import dev.chancery.contracts.fact.SystemEvidence.Overseer;
import dev.chancery.contracts.fact.SystemEvidence.Performed;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.WorkDay;
import dev.chancery.decisions.obligation.Control.Figure;
import dev.chancery.decisions.obligation.Control.Found;
import dev.chancery.decisions.obligation.Obligations.Applied;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates controls from what the record holds. A control that no obligation of a system asks for is not applicable; one that an
 * obligation asks for later than today is evaluated all the same, so that the day does not come as a surprise.
 */
public final class Controls {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String OVERALL = "overall";

    private final ControlThresholds limits;
    private final Instant now;
    private final LocalDate today;

    /**
     * The controls.
     *
     * @param now the instant of the evaluation
     */
    public Controls(ControlThresholds limits, Instant now) {
        this.limits = limits;
        this.now = now;
        this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * What a control finds of a system.
     *
     * @param asked the obligations of the system that name the control
     */
    public Found evaluate(Control control, SystemEvidence system, List<Applied> asked) {
        if (asked.isEmpty()) {
            return new Found(
                    ControlState.NOT_APPLICABLE,
                    system.status() == SystemStatus.DECOMMISSIONED
                            ? "The system is decommissioned."
                            : "The law does not ask this of a system of class " + system.risk()
                                    + " in the role that the company has.",
                    null,
                    List.of(),
                    "",
                    null,
                    Marks.NONE);
        }
        Found found = found(control, system, asked);
        boolean assumed = asked.stream().allMatch(Applied::assumed);
        return assumed
                ? new Found(
                        found.state(),
                        found.why() + " Nobody has classified the system, so it is looked at as if it were high-risk.",
                        found.since(),
                        found.figures(),
                        found.threshold(),
                        found.freshness(),
                        found.evidence())
                : found;
    }

    private Found found(Control control, SystemEvidence system, List<Applied> asked) {
        return switch (control) {
            case AI_LITERACY, POLICY_CHANGES -> throw new IllegalArgumentException(control + " is of the company");
            case RISK_REGISTER -> riskRegister(system.hazards());
            case BIAS_CHECK -> biasCheck(system.bias());
            case TASK_OUTCOMES -> taskOutcomes(system.work());
            case INSTRUCTIONS -> instructions(system.instructions());
            case OVERSIGHT_ASSIGNED -> oversight(system);
            case OUTPUTS_REVIEWED -> reviewed(system.work());
            case DECLARED_QUALITY -> quality(system.quality(), system.work());
            case LOG_RETENTION -> retention(system);
            case MONITORING -> monitoring(system.work());
            case WORKERS_TOLD -> told(system, RecordedDuty.WORKERS_TOLD);
            case PERSONS_TOLD -> told(system, RecordedDuty.PERSONS_TOLD);
            case IMPACT_ASSESSMENT -> impact(system.impact());
            case REGISTRATION -> registration(system, asked);
            case TRANSPARENCY -> transparency(system, asked);
            case POST_MARKET -> postMarket(system);
            case INCIDENT_CLOCKS -> clocks(system.incidents());
        };
    }

    /** What a control finds that concerns no system by itself. */
    public Found evaluate(Control control, CompanyEvidence company) {
        return switch (control) {
            case AI_LITERACY -> literacy(company.duties());
            case POLICY_CHANGES -> changes(company);
            case INCIDENT_CLOCKS -> clocks(company.incidents());
            default -> throw new IllegalArgumentException(control + " is of a system");
        };
    }

    /** Controls that are evaluated once, for the company. */
    public static List<Control> ofCompany() {
        return List.of(Control.AI_LITERACY, Control.POLICY_CHANGES, Control.INCIDENT_CLOCKS);
    }

    private Found literacy(List<Performed> duties) {
        String threshold = "a measure on record for " + DutyEvent.COMPANY;
        String freshness = limits.literacyDays() + " days";
        return duties.stream()
                .filter(performed -> performed.duty() == RecordedDuty.AI_LITERACY)
                .findFirst()
                .map(performed -> {
                    LocalDate end = performed.on().plusDays(limits.literacyDays());
                    boolean fresh = !today.isAfter(end);
                    return new Found(
                            fresh ? ControlState.SATISFIED : ControlState.STALE,
                            "The last measure was taken on " + performed.on() + " (" + performed.reference() + ")."
                                    + (fresh ? "" : " That is too long ago."),
                            fresh ? performed.at() : start(end.plusDays(1)),
                            List.of(Figure.of("days since", ChronoUnit.DAYS.between(performed.on(), today))),
                            threshold,
                            freshness,
                            Marks.of(performed.position(), performed.at()));
                })
                .orElseGet(() -> nothing("No measure for AI literacy is on the record.", threshold, freshness));
    }

    private Found riskRegister(List<Hazard> hazards) {
        String threshold = "at least one hazard, every residual risk accepted, no review overdue";
        List<Hazard> single = hazards.stream()
                .filter(hazard -> !hazard.entry().hazard().equals(OVERALL))
                .toList();
        if (single.isEmpty()) {
            return nothing("The risk register has no entry.", threshold, "the review date of each entry");
        }
        List<Hazard> open = hazards.stream()
                .filter(hazard -> hazard.entry().acceptableBy() == null)
                .toList();
        List<Hazard> failed = hazards.stream()
                .filter(hazard -> hazard.entry().test() != null
                        && Boolean.FALSE.equals(hazard.entry().test().passed()))
                .toList();
        List<Hazard> overdue = hazards.stream()
                .filter(hazard -> hazard.entry().reviewDue() != null
                        && today.isAfter(hazard.entry().reviewDue()))
                .toList();
        boolean whole = hazards.size() > single.size();
        ControlState state = !open.isEmpty() || !failed.isEmpty()
                ? ControlState.FAILING
                : overdue.isEmpty() ? ControlState.SATISFIED : ControlState.STALE;
        List<String> why = new ArrayList<>();
        why.add(single.size() + " hazards are on the record.");
        add(why, open, "The residual risk is accepted by nobody for: ");
        add(why, failed, "A test did not reach its threshold for: ");
        add(why, overdue, "The review is overdue for: ");
        if (!whole) {
            why.add("The residual risk of the whole, Art. 9(5), has no entry '" + OVERALL + "'.");
        }
        return new Found(
                state,
                String.join(" ", why),
                state == ControlState.STALE
                        ? overdue.stream()
                                .map(hazard -> hazard.entry().reviewDue())
                                .min(Comparator.naturalOrder())
                                .map(due -> start(due.plusDays(1)))
                                .orElse(null)
                        : null,
                List.of(
                        Figure.of("hazards", single.size()),
                        Figure.of("not accepted", open.size()),
                        Figure.of("tests failed", failed.size()),
                        Figure.of("reviews overdue", overdue.size())),
                threshold,
                "the review date of each entry",
                marks(hazards, Hazard::position, Hazard::at));
    }

    private static void add(List<String> why, List<Hazard> hazards, String words) {
        if (!hazards.isEmpty()) {
            why.add(words
                    + String.join(
                            ", ",
                            hazards.stream()
                                    .map(Hazard::entry)
                                    .map(RiskEntry::hazard)
                                    .toList())
                    + ".");
        }
    }

    private Found biasCheck(SystemEvidence.Bias bias) {
        String threshold = "no open finding past its deadline";
        String freshness = limits.biasDays() + " days";
        Instant latest = bias.checks().latest();
        List<OpenFinding> late = bias.open().stream()
                .filter(finding -> now.isAfter(finding.due()))
                .toList();
        Marks evidence = bias.checks().and(marks(bias.open(), OpenFinding::position, finding -> now));
        List<Figure> figures = List.of(
                Figure.of("checks", bias.checks().count()),
                Figure.of("open findings", bias.open().size()),
                Figure.of("past their deadline", late.size()));
        if (!late.isEmpty()) {
            OpenFinding first =
                    late.stream().min(Comparator.comparing(OpenFinding::due)).orElseThrow();
            return new Found(
                    ControlState.FAILING,
                    late.size() + " findings are past their deadline; the first is of " + first.owner() + ", due on "
                            + first.due() + ".",
                    first.due(),
                    figures,
                    threshold,
                    freshness,
                    evidence);
        }
        if (latest == null) {
            return nothing("No check for bias is on the record.", threshold, freshness);
        }
        Instant end = latest.plus(Duration.ofDays(limits.biasDays()));
        boolean fresh = !now.isAfter(end);
        return new Found(
                fresh ? ControlState.SATISFIED : ControlState.STALE,
                "The last check for bias was on " + day(latest) + (fresh ? "" : ", which is too long ago") + "; "
                        + bias.open().size() + " findings are open, none past its deadline.",
                fresh ? null : end,
                figures,
                threshold,
                freshness,
                evidence);
    }

    private Found taskOutcomes(SystemEvidence.Work work) {
        String threshold =
                "no task without an outcome for more than " + limits.unfinishedMinutes() + " minutes, at most "
                        + percent(limits.abandonedShare()) + " abandoned in " + limits.workDays() + " days";
        String freshness = limits.workDays() + " days since the last task";
        List<WorkDay> days = days(work, limits.workDays());
        Marks opened = sum(days, WorkDay::opened);
        Marks abandoned = sum(days, WorkDay::abandoned);
        if (work.workflows().isEmpty()) {
            return nothing("No workflow is part of the system, so no task shows anything.", threshold, freshness);
        }
        if (work.first() == null) {
            return nothing("No task of the system was ever recorded.", threshold, freshness);
        }
        boolean missing = work.unfinished().count() > 0;
        boolean many = abandoned.count() > limits.abandonedShare() * Math.max(1, opened.count());
        ControlState state = missing || many
                ? ControlState.FAILING
                : opened.count() == 0 ? ControlState.STALE : ControlState.SATISFIED;
        return new Found(
                state,
                (opened.count() == 0
                                ? "No task was opened in " + limits.workDays() + " days. "
                                : opened.count() + " tasks were opened in " + limits.workDays() + " days. ")
                        + (missing
                                ? work.unfinished().count() + " tasks have no outcome and are not closed as abandoned. "
                                : "Every task has an outcome, or is under way. ")
                        + abandoned.count() + " were abandoned, which is counted"
                        + (many ? " and more than the threshold." : "."),
                null,
                List.of(
                        Figure.of("tasks opened", opened.count()),
                        Figure.of("without an outcome", work.unfinished().count()),
                        Figure.of("abandoned", abandoned.count()),
                        Figure.share("share abandoned", abandoned.count(), opened.count())),
                threshold,
                freshness,
                missing ? work.unfinished() : many ? abandoned : opened.and(abandoned));
    }

    private Found instructions(@Nullable Instructed instructed) {
        String threshold =
                "instructions that say something under each of (a) to (f) of Art. 13(3), or a document with them";
        if (instructed == null) {
            return nothing("No instructions for use are on the record.", threshold, null);
        }
        List<String> missing = Stream.of("a", "b", "c", "d", "e", "f")
                .filter(point -> instructed.instructions().fields().stream()
                        .noneMatch(field ->
                                field.point().equals(point) || field.point().startsWith(point + ".")))
                .toList();
        boolean document = instructed.instructions().reference() != null;
        boolean whole = document || missing.isEmpty();
        return new Found(
                whole ? ControlState.SATISFIED : ControlState.FAILING,
                "The instructions are of " + instructed.instructions().on()
                        + (document
                                ? ", in the document "
                                        + instructed.instructions().reference() + "."
                                : ".")
                        + (whole ? "" : " They say nothing under: " + String.join(", ", missing) + "."),
                instructed.at(),
                List.of(
                        Figure.of("points", instructed.instructions().fields().size()),
                        Figure.of("of (a) to (f) not there", missing.size())),
                threshold,
                null,
                Marks.of(instructed.position(), instructed.at()));
    }

    private Found oversight(SystemEvidence system) {
        String threshold = "an assignment that is in time, with competence, training and authority; a second person for"
                + " point 1(a) of Annex III";
        List<Overseer> active =
                system.overseers().stream().filter(this::isActive).toList();
        if (system.overseers().isEmpty()) {
            return nothing("Nobody is assigned to oversee the system.", threshold, "the last day of each assignment");
        }
        Marks evidence = marks(
                active.isEmpty() ? system.overseers() : active, Overseer::position, overseer -> system.registered());
        List<Figure> figures =
                List.of(Figure.of("assignments", system.overseers().size()), Figure.of("in time", active.size()));
        if (active.isEmpty()) {
            return new Found(
                    ControlState.STALE,
                    "Every assignment has ended or not begun.",
                    null,
                    figures,
                    threshold,
                    "the last day of each assignment",
                    evidence);
        }
        List<Overseer> able = active.stream()
                .filter(overseer -> isAble(overseer.assignment()))
                .toList();
        boolean two = system.facts().use() != null
                && system.facts().use().annexThree() != null
                && system.facts().use().annexThree().stream()
                        .anyMatch(point -> point.point().equals("1(a)") && point.exclusion() == null);
        boolean second = able.size() > 1
                || able.stream().anyMatch(overseer -> overseer.assignment().second() != null);
        boolean good = !able.isEmpty() && (!two || second);
        return new Found(
                good ? ControlState.SATISFIED : ControlState.FAILING,
                able.isEmpty()
                        ? "Of nobody who oversees the system competence, training and authority are all on the record."
                        : able.size() + " people oversee it; the first is "
                                + able.getFirst().assignment().person() + ", since "
                                + able.getFirst().assignment().from() + "."
                                + (good ? "" : " Art. 14(5) wants a second person, and none is named."),
                null,
                figures,
                threshold,
                "the last day of each assignment",
                evidence);
    }

    private boolean isActive(Overseer overseer) {
        OversightAssignment assignment = overseer.assignment();
        return !today.isBefore(assignment.from())
                && (assignment.until() == null || !today.isAfter(assignment.until()))
                && (overseer.relievedOn() == null || today.isBefore(overseer.relievedOn()));
    }

    private static boolean isAble(OversightAssignment assignment) {
        return Stream.of(assignment.competence(), assignment.training(), assignment.authority())
                .noneMatch(String::isBlank);
    }

    private Found reviewed(SystemEvidence.Work work) {
        String threshold = "reviewed within " + limits.reviewHours() + " hours; less than "
                + percent(limits.rubberStampShare()) + " of " + limits.rubberStampMinimum()
                + " or more decisions made in less than " + limits.rubberStampSeconds() + " seconds";
        String freshness = limits.reviewDays() + " days";
        List<WorkDay> days = days(work, limits.reviewDays());
        Marks held = sum(days, WorkDay::held);
        Marks decided = sum(days, WorkDay::decided);
        long overridden = total(days, WorkDay::overridden);
        int span = WorkDay.WAITS.indexOf(limits.reviewHours());
        long late = days.stream()
                .flatMap(day -> day.waited().subList(span + 1, day.waited().size()).stream())
                .mapToLong(Integer::longValue)
                .sum();
        long timed = days.stream()
                .flatMap(day -> day.dwell().stream())
                .mapToLong(Integer::longValue)
                .sum();
        int fast = WorkDay.DWELLS.indexOf(limits.rubberStampSeconds());
        long quick = days.stream()
                .flatMap(day -> day.dwell().subList(0, fast + 1).stream())
                .mapToLong(Integer::longValue)
                .sum();
        boolean stamps = timed >= limits.rubberStampMinimum() && quick >= limits.rubberStampShare() * timed;
        boolean waits = work.waiting().count() > 0;
        if (held.count() == 0 && decided.count() == 0 && !waits) {
            return nothing(
                    "No output was held for a person or reviewed in " + limits.reviewDays() + " days.",
                    threshold,
                    freshness);
        }
        ControlState state = late > 0 || waits || stamps ? ControlState.FAILING : ControlState.SATISFIED;
        List<String> why = new ArrayList<>();
        why.add(decided.count() + " outputs were reviewed in " + limits.reviewDays()
                + " days, and people decided otherwise" + " about " + overridden + " of them.");
        if (late > 0) {
            why.add(late + " had waited longer than " + limits.reviewHours() + " hours.");
        }
        if (waits) {
            why.add(work.waiting().count() + " wait longer than that now, the first since " + work.waitingSince()
                    + ".");
        }
        if (stamps) {
            why.add("Of " + timed + " decisions with a known time " + quick + " were made in less than "
                    + limits.rubberStampSeconds() + " seconds: that looks like rubber-stamping.");
        }
        return new Found(
                state,
                String.join(" ", why),
                waits && work.waitingSince() != null
                        ? work.waitingSince().plus(Duration.ofHours(limits.reviewHours()))
                        : null,
                List.of(
                        Figure.of("held", held.count()),
                        Figure.of("reviewed", decided.count()),
                        Figure.of("reviewed late", late),
                        Figure.of("waiting too long", work.waiting().count()),
                        Figure.share("override rate", overridden, decided.count()),
                        Figure.share("decided in less than " + limits.rubberStampSeconds() + " seconds", quick, timed),
                        Figure.of("decided without being shown", total(days, WorkDay::unseen))),
                threshold,
                freshness,
                waits ? work.waiting() : decided.count() > 0 ? decided : held);
    }

    private Found quality(@Nullable Declared declared, SystemEvidence.Work work) {
        String freshness = limits.qualityDays() + " days";
        String asked = "the declared minimum, on " + limits.qualityMinimum() + " or more outputs";
        if (declared == null) {
            return nothing("No accuracy is declared that the record could be held against.", asked, freshness);
        }
        List<WorkDay> days = days(work, limits.qualityDays());
        boolean judged = declared.metric() == QualityMetric.VERDICTS_PASSED;
        Marks all = sum(days, judged ? WorkDay::verdicts : WorkDay::decided);
        long good = judged ? total(days, WorkDay::passed) : all.count() - total(days, WorkDay::overridden);
        String threshold = declared.metric() + " of at least " + declared.minimum() + ", on " + limits.qualityMinimum()
                + " or more outputs";
        Marks evidence = all.and(Marks.of(declared.position(), declared.at()));
        List<Figure> figures = List.of(
                Figure.of("outputs", all.count()),
                Figure.of("good", good),
                Figure.share(declared.metric().name(), good, all.count()),
                new Figure("declared", String.valueOf(declared.minimum())));
        if (all.count() < limits.qualityMinimum()) {
            return new Found(
                    ControlState.NO_EVIDENCE,
                    "Only " + all.count() + " outputs were judged in " + limits.qualityDays()
                            + " days, which says too little.",
                    null,
                    figures,
                    threshold,
                    freshness,
                    evidence);
        }
        boolean reached = good >= declared.minimum() * all.count();
        return new Found(
                reached ? ControlState.SATISFIED : ControlState.FAILING,
                good + " of " + all.count() + " outputs were good in " + limits.qualityDays() + " days; declared is "
                        + declared.minimum() + (reached ? ", which is reached." : ", which is not reached."),
                null,
                figures,
                threshold,
                freshness,
                evidence);
    }

    private Found changes(CompanyEvidence company) {
        String threshold = limits.approvers() + " people who did not make a change approve it";
        String freshness = "changes of the last " + limits.changeDays() + " days";
        if (company.activations().count() == 0) {
            return nothing("No policy was ever activated.", threshold, freshness);
        }
        List<CompanyEvidence.ReviewedDraft> few = company.reviewed().stream()
                .filter(draft -> draft.approvers() < limits.approvers())
                .toList();
        long unreviewed = company.unreviewed().count();
        boolean good = few.isEmpty() && unreviewed == 0;
        Marks drafts = company.reviewed().stream()
                .map(draft -> new Marks(draft.positions().size(), draft.activatedAt(), draft.positions()))
                .reduce(Marks.NONE, Marks::and);
        return new Found(
                good ? ControlState.SATISFIED : ControlState.FAILING,
                company.reviewed().size() + " changes came from a reviewed draft, " + few.size()
                        + " of them with too few approvals; " + unreviewed
                        + " came from a changed file, of which the record cannot show who reviewed it. The policy that the"
                        + " record begins with is not counted.",
                null,
                List.of(
                        Figure.of("from drafts", company.reviewed().size()),
                        Figure.of("with too few approvals", few.size()),
                        Figure.of("from files", unreviewed)),
                threshold,
                freshness,
                unreviewed > 0 ? company.unreviewed() : drafts.count() > 0 ? drafts : company.activations());
    }

    private Found retention(SystemEvidence system) {
        SystemEvidence.Work work = system.work();
        String threshold = limits.retentionDays() + " days";
        Integer kept = work.retentionDays();
        if (work.first() == null || work.firstPosition() == null) {
            return nothing("No task of the system was ever recorded, so there is no log of it.", threshold, null);
        }
        long age = ChronoUnit.DAYS.between(work.first(), now);
        boolean enough = kept == null || kept >= limits.retentionDays();
        return new Found(
                enough ? ControlState.SATISFIED : ControlState.FAILING,
                "The log of the system begins on " + day(work.first()) + ", " + age + " days ago, and events are never"
                        + " deleted. "
                        + (kept == null
                                ? "The policy lets its contents become of any age."
                                : "The policy keeps its contents " + kept + " days.")
                        + (age < limits.retentionDays() && enough
                                ? " It is younger than six months and will be kept so long."
                                : "")
                        + (enough ? "" : " That is less than six months."),
                null,
                List.of(
                        Figure.of("days since the first event", age),
                        new Figure("days that contents are kept", kept == null ? "without end" : String.valueOf(kept))),
                threshold,
                null,
                Marks.of(work.firstPosition(), work.first()));
    }

    private Found monitoring(SystemEvidence.Work work) {
        String threshold = "the gate is watched, or a person or judge looked at outputs";
        String freshness = limits.monitoringDays() + " days";
        List<WorkDay> days = days(work, limits.monitoringDays());
        Marks looks = sum(days, WorkDay::decided).and(sum(days, WorkDay::verdicts));
        Marks opened = sum(days, WorkDay::opened);
        boolean watched = !work.watched().isEmpty() && opened.count() > 0;
        List<Figure> figures = List.of(
                Figure.of("workflows with a watched gate", work.watched().size()),
                Figure.of("tasks", opened.count()),
                Figure.of("looks at outputs", looks.count()));
        if (!watched && looks.count() == 0) {
            boolean before = work.days().stream()
                    .anyMatch(day -> day.decided().count() + day.verdicts().count() > 0);
            return new Found(
                    before ? ControlState.STALE : ControlState.NO_EVIDENCE,
                    before
                            ? "Outputs were looked at, but not in the last " + limits.monitoringDays() + " days."
                            : "No gate of the system is watched, and nobody looked at its outputs.",
                    null,
                    figures,
                    threshold,
                    freshness,
                    opened);
        }
        return new Found(
                ControlState.SATISFIED,
                (watched ? "The gate of " + work.watched().size() + " workflows is watched at every task. " : "")
                        + looks.count() + " verdicts and decisions of people are of the last " + limits.monitoringDays()
                        + " days.",
                null,
                figures,
                threshold,
                freshness,
                looks.count() > 0 ? looks : opened);
    }

    private static Found told(SystemEvidence system, RecordedDuty duty) {
        String threshold = duty.article() + " recorded as done, with a reference";
        return performed(system.duties(), duty)
                .map(performed -> new Found(
                        ControlState.SATISFIED,
                        "It was done on " + performed.on() + ": " + performed.reference()
                                + ". The record holds what a person said, not the act itself.",
                        performed.at(),
                        List.of(),
                        threshold,
                        null,
                        Marks.of(performed.position(), performed.at())))
                .orElseGet(() -> nothing("Nothing on the record says that it was done.", threshold, null));
    }

    private Found impact(@Nullable Impact impact) {
        String threshold = "all six items of Art. 27(1), and the authority notified";
        if (impact == null) {
            return nothing("There is no fundamental rights impact assessment on the record.", threshold, null);
        }
        long said = Stream.of(
                        impact.items().processes(),
                        impact.items().periodAndFrequency(),
                        impact.items().persons(),
                        impact.items().risks(),
                        impact.items().oversight(),
                        impact.items().measures())
                .filter(item -> !item.isBlank())
                .count();
        boolean notified = impact.notifiedOn() != null;
        boolean good = said == 6 && notified;
        Marks evidence = Marks.of(impact.position(), impact.at());
        return new Found(
                good ? ControlState.SATISFIED : ControlState.FAILING,
                said + " of six items are there. "
                        + (notified
                                ? "The authority was notified on " + impact.notifiedOn() + "."
                                : "The authority was not notified of this version."),
                null,
                List.of(Figure.of("items", said), new Figure("notified", String.valueOf(notified))),
                threshold,
                null,
                impact.notified() == null ? evidence : evidence.and(Marks.of(impact.notified(), impact.at())));
    }

    private Found registration(SystemEvidence system, List<Applied> asked) {
        List<String> wanted = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Marks evidence = Marks.NONE;
        for (Applied applied : asked) {
            String section = String.valueOf(applied.obligation().section());
            String what = applied.obligation().article() + ", section " + section + " of Annex VIII";
            wanted.add(what);
            SystemEvidence.Entry entry = system.entries().stream()
                    .filter(there -> there.section().name().equals(section))
                    .findFirst()
                    .orElse(null);
            if (entry == null) {
                missing.add(what);
            } else {
                evidence = evidence.and(Marks.of(entry.position(), start(entry.on())));
            }
        }
        boolean claims = system.risk() == RiskClass.EXEMPT_CLAIMED;
        Derogation derogation = system.facts().derogation();
        boolean documented = derogation != null
                && !derogation.conditions().isEmpty()
                && !derogation.reasoning().isBlank();
        if (claims && system.derogation() != null) {
            evidence = evidence.and(Marks.of(system.derogation(), now));
        }
        String dates = asked.stream()
                .map(applied -> applied.note() == null ? "" : " " + applied.note())
                .distinct()
                .reduce("", String::concat);
        boolean undocumented = claims && !documented;
        ControlState state = undocumented
                ? ControlState.FAILING
                : missing.isEmpty()
                        ? ControlState.SATISFIED
                        : asked.stream().anyMatch(Applied::applies) ? ControlState.FAILING : ControlState.NO_EVIDENCE;
        return new Found(
                state,
                (missing.isEmpty()
                                ? "The system is registered: " + String.join("; ", wanted) + "."
                                : "No entry in the EU database is on the record for " + String.join("; ", missing)
                                        + ".")
                        + (claims
                                ? documented
                                        ? " The assessment under Art. 6(3) is documented."
                                        : " The assessment under Art. 6(3) names no condition or no reasoning."
                                : "")
                        + dates,
                null,
                List.of(Figure.of("registrations asked", wanted.size()), Figure.of("not there", missing.size())),
                "an entry in the EU database for each, and the assessment under Art. 6(4) where high risk is denied",
                null,
                evidence);
    }

    private Found transparency(SystemEvidence system, List<Applied> asked) {
        List<String> missing = new ArrayList<>();
        List<String> there = new ArrayList<>();
        Marks evidence = Marks.NONE;
        for (Applied applied : asked) {
            RecordedDuty duty = applied.obligation().duty();
            Performed performed =
                    duty == null ? null : performed(system.duties(), duty).orElse(null);
            if (performed == null) {
                missing.add(applied.obligation().article());
            } else {
                there.add(
                        applied.obligation().article() + " on " + performed.on() + " (" + performed.reference() + ")");
                evidence = evidence.and(Marks.of(performed.position(), performed.at()));
            }
        }
        return new Found(
                missing.isEmpty()
                        ? ControlState.SATISFIED
                        : there.isEmpty() ? ControlState.NO_EVIDENCE : ControlState.FAILING,
                (there.isEmpty() ? "" : "Recorded: " + String.join("; ", there) + ". ")
                        + (missing.isEmpty() ? "" : "Nothing is on the record for " + String.join(", ", missing) + "."),
                null,
                List.of(Figure.of("notices asked", asked.size()), Figure.of("not there", missing.size())),
                "each notice that fits the use recorded, with a reference",
                null,
                evidence);
    }

    private Found postMarket(SystemEvidence system) {
        String threshold = "verdicts, or reviews by people, of outputs in use, and a plan";
        String freshness = limits.postMarketDays() + " days";
        List<WorkDay> days = days(system.work(), limits.postMarketDays());
        Marks collected = sum(days, WorkDay::verdicts).and(sum(days, WorkDay::decided));
        Performed plan =
                performed(system.duties(), RecordedDuty.MONITORING_PLAN).orElse(null);
        List<Figure> figures = List.of(
                Figure.of("verdicts", sum(days, WorkDay::verdicts).count()),
                Figure.of("reviews", sum(days, WorkDay::decided).count()),
                new Figure("plan", plan == null ? "none" : plan.reference()));
        boolean before = system.work().days().stream()
                .anyMatch(day -> day.verdicts().count() + day.decided().count() > 0);
        ControlState state = collected.count() == 0
                ? before ? ControlState.STALE : ControlState.NO_EVIDENCE
                : plan == null ? ControlState.FAILING : ControlState.SATISFIED;
        return new Found(
                state,
                collected.count() + " verdicts and reviews were collected in " + limits.postMarketDays() + " days. "
                        + (plan == null
                                ? "No plan for monitoring is on the record."
                                : "The plan is " + plan.reference() + "."),
                null,
                figures,
                threshold,
                freshness,
                plan == null ? collected : collected.and(Marks.of(plan.position(), plan.at())));
    }

    private static Found clocks(List<Clocked> incidents) {
        String threshold = "no clock of Art. 73 missed";
        List<Clocked> missed = incidents.stream()
                .filter(incident -> incident.state() == ReportingState.MISSED)
                .toList();
        List<Clocked> running = incidents.stream()
                .filter(incident -> incident.open() && incident.state() == ReportingState.OPEN)
                .toList();
        Marks evidence = Marks.NONE;
        for (Clocked incident : missed.isEmpty() ? incidents : missed) {
            evidence = evidence.and(new Marks(incident.positions().size(), null, incident.positions()));
        }
        String next = running.stream()
                .map(Clocked::due)
                .filter(due -> due != null)
                .min(Comparator.naturalOrder())
                .map(due -> " The next clock ends on " + TIME.format(due) + ".")
                .orElse("");
        return new Found(
                missed.isEmpty() ? ControlState.SATISFIED : ControlState.FAILING,
                (incidents.isEmpty()
                                ? "No serious incident is on the record, so no clock was missed; that none happened it"
                                        + " cannot show."
                                : (incidents.size() == 1 ? "One incident is" : incidents.size() + " incidents are")
                                        + " on the record, and the clocks of " + missed.size()
                                        + " were missed.")
                        + next,
                missed.stream()
                        .map(Clocked::due)
                        .filter(due -> due != null)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                List.of(
                        Figure.of("incidents", incidents.size()),
                        Figure.of("missed", missed.size()),
                        Figure.of("running", running.size())),
                threshold,
                null,
                evidence);
    }

    private static Optional<Performed> performed(List<Performed> duties, RecordedDuty duty) {
        return duties.stream().filter(performed -> performed.duty() == duty).findFirst();
    }

    private List<WorkDay> days(SystemEvidence.Work work, int last) {
        LocalDate since = today.minusDays(last);
        return work.days().stream().filter(day -> !day.day().isBefore(since)).toList();
    }

    private static Marks sum(List<WorkDay> days, Function<WorkDay, Marks> of) {
        return days.stream().map(of).reduce(Marks.NONE, Marks::and);
    }

    private static long total(List<WorkDay> days, ToIntFunction<WorkDay> of) {
        return days.stream().mapToInt(of).asLongStream().sum();
    }

    private static <T> Marks marks(List<T> all, Function<T, Long> position, Function<T, Instant> at) {
        return all.stream()
                .map(one -> Marks.of(position.apply(one), at.apply(one)))
                .reduce(Marks.NONE, Marks::and);
    }

    private static Found nothing(String why, String threshold, @Nullable String freshness) {
        return new Found(ControlState.NO_EVIDENCE, why, null, List.of(), threshold, freshness, Marks.NONE);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
