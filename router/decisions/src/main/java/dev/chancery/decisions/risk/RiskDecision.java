package dev.chancery.decisions.risk;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.RiskVerdict.Basis;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.risk.RuleSet.Condition;
import dev.chancery.decisions.risk.RuleSet.Duty;
import dev.chancery.decisions.risk.RuleSet.Legislation;
import dev.chancery.decisions.risk.RuleSet.Point;
import dev.chancery.decisions.risk.RuleSet.Practice;
import dev.chancery.decisions.risk.RuleSet.Transparency;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule set says that a system is. A fact that is missing never makes a class milder: what is prohibited or high-risk by what is known is
 * that, and anything milder is said only when every fact is there. What is claimed and not to be found in the Act counts for nothing.
 */
public final class RiskDecision {

    private final SystemFacts facts;
    private final RuleSet rules;
    private final LocalDate on;

    private final List<LegalReason> reasons = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<LegalDuty> duties = new ArrayList<>();
    private final Set<Basis> basis = EnumSet.noneOf(Basis.class);

    /** The classes that the rules lead to; and those of rules that apply on the day. */
    private final Set<RiskClass> classes = EnumSet.noneOf(RiskClass.class);

    private final Set<RiskClass> applying = EnumSet.noneOf(RiskClass.class);

    /** Whether a fact is missing that a rule asks for which applies on the day. */
    private boolean missingNow;

    private RiskDecision(SystemFacts facts, RuleSet rules, LocalDate on) {
        this.facts = facts;
        this.rules = rules;
        this.on = on;
    }

    /** Classifies. */
    public static RiskVerdict classify(SystemFacts facts, RuleSet rules, LocalDate on) {
        return new RiskDecision(facts, rules, on).decide();
    }

    private RiskVerdict decide() {
        if (facts.roles().isEmpty()) {
            missing("roles: what we are to the system, Art. 3(3) to (7)", true);
        }
        rules.practices().forEach(this::practice);
        UseFacts use = facts.use();
        if (use == null) {
            missing("use: what the system is used for; nobody has said", true);
        } else {
            annexOne(use.annexOne());
            annexThree(use);
            transparency(use);
        }
        RiskClass risk = gravest(classes, !missing.isEmpty());
        if (risk == RiskClass.HIGH_RISK && use != null && use.annexThree() != null) {
            whatDutiesHangOn(use);
        }
        if (risk != RiskClass.UNCLASSIFIED) {
            rules.duties().forEach(duty -> duty(duty, risk));
        }
        return new RiskVerdict(risk, gravest(applying, missingNow), List.copyOf(basis), reasons, missing, duties);
    }

    /** The class is the same without these, and some duties are not. */
    private void whatDutiesHangOn(UseFacts use) {
        List<String> points = points(use);
        if (points.isEmpty()) {
            return;
        }
        if (use.deployer() == null && facts.roles().contains(AiRole.DEPLOYER)) {
            missing.add("use.deployer: whether the deployer is a public authority or provides a public service;"
                    + " Art. 27 and 49(3) hang on it");
        }
        if (use.lawEnforcement() == null && points.stream().anyMatch(RegistrationForm::isRestricted)) {
            missing.add(
                    "use.lawEnforcement: whether it is used in law enforcement, migration, asylum or border control;"
                            + " Art. 49(4) hangs on it");
        }
    }

    /** Prohibited and high-risk are so whatever else is not known. */
    private static RiskClass gravest(Set<RiskClass> found, boolean incomplete) {
        if (found.contains(RiskClass.PROHIBITED)) {
            return RiskClass.PROHIBITED;
        }
        if (found.contains(RiskClass.HIGH_RISK)) {
            return RiskClass.HIGH_RISK;
        }
        if (incomplete) {
            return RiskClass.UNCLASSIFIED;
        }
        return found.stream().min(Enum::compareTo).orElse(RiskClass.MINIMAL);
    }

    private void missing(String what, boolean now) {
        missing.add(what);
        missingNow |= now;
    }

    private void found(RiskClass risk, LegalReason reason) {
        reasons.add(reason);
        classes.add(risk);
        if (reason.applies()) {
            applying.add(risk);
        }
    }

    private LegalReason reason(String rule, String article, String because, String text, List<DateReading> readings) {
        return new LegalReason(rule, article, because, text, readings, readings.size() > 1, applies(readings));
    }

    private boolean applies(List<DateReading> readings) {
        return !on.isBefore(readings.getFirst().from());
    }

    private void practice(Practice practice) {
        String article = "Art. 5(1)(" + practice.point() + ")";
        Optional<ScreenedPractice> screened = facts.practices().stream()
                .filter(each -> each.practice().equals(practice.point()))
                .findFirst();
        if (screened.isEmpty()) {
            missing(
                    "practices." + practice.point() + ": whether the system does what " + article + " prohibits ("
                            + practice.title() + ")",
                    applies(practice.readings()));
            return;
        }
        Verdict verdict = screened.get().verdict();
        if (verdict == Verdict.ABSENT) {
            return;
        }
        String name = screened.get().exception();
        Optional<RuleSet.Exclusion> exception = named(practice.exceptions(), name);
        String rule = "practice." + practice.point();
        if (verdict == Verdict.EXCEPTED && exception.isPresent()) {
            reasons.add(reason(
                    rule,
                    article,
                    "An exception is claimed: " + exception.get().text() + ".",
                    practice.text(),
                    practice.readings()));
        } else {
            found(
                    RiskClass.PROHIBITED,
                    reason(
                            rule,
                            article,
                            verdict == Verdict.PRESENT
                                    ? "The screening found: " + practice.title() + "."
                                    : "The screening found: " + practice.title() + "; " + unknown(name),
                            practice.text(),
                            practice.readings()));
        }
    }

    private static Optional<RuleSet.Exclusion> named(List<RuleSet.Exclusion> exceptions, @Nullable String name) {
        return exceptions.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static String unknown(@Nullable String name) {
        return name == null
                ? "an exception is claimed and not named."
                : "the exception that is claimed (" + name + ") is none of this point.";
    }

    private void annexOne(@Nullable AnnexOneUse use) {
        if (use == null) {
            missing(
                    "use.annexOne: whether it is a product, or a safety component of one, under Annex I",
                    applies(rules.annexOne().readings()));
            return;
        }
        String item = use.item();
        if (item == null) {
            return;
        }
        Optional<Legislation> legislation = rules.annexOne().items().stream()
                .filter(each -> each.item().equals(item))
                .findFirst();
        if (legislation.isEmpty()) {
            missing(
                    "use.annexOne: item " + item + " is not in Annex I of this version of the Act",
                    applies(rules.annexOne().readings()));
        } else if (use.thirdParty()) {
            basis.add(Basis.ANNEX_I);
            found(
                    RiskClass.HIGH_RISK,
                    reason(
                            "annex-i." + item,
                            rules.annexOne().article() + ", Annex I, Section " + item.charAt(0) + ", point "
                                    + item.substring(2),
                            "It is a product, or a safety component of one, that must undergo a conformity assessment by a"
                                    + " third party under: "
                                    + legislation.get().text() + ".",
                            rules.annexOne().text(),
                            rules.annexOne().readings()));
        }
    }

    private void annexThree(UseFacts use) {
        List<UsePoint> named = use.annexThree();
        if (named == null) {
            missing(
                    "use.annexThree: which points of Annex III fit, if any",
                    applies(rules.annexThree().readings()));
            return;
        }
        List<LegalReason> listed = new ArrayList<>();
        for (UsePoint each : named) {
            Optional<Point> point = point(each);
            if (point.isEmpty()) {
                missing(
                        "use.annexThree: point " + each.point() + " is not in Annex III of this version of the Act",
                        applies(rules.annexThree().readings()));
                continue;
            }
            Optional<RuleSet.Exclusion> exclusion = named(point.get().exclusions(), each.exclusion());
            String rule = "annex-iii." + each.point();
            String article = rules.annexThree().article() + ", Annex III, point " + each.point();
            if (exclusion.isPresent()) {
                reasons.add(reason(
                        rule,
                        article,
                        "It is not of this point: " + exclusion.get().text() + ".",
                        point.get().text(),
                        rules.annexThree().readings()));
            } else {
                listed.add(reason(
                        rule,
                        article,
                        each.exclusion() == null
                                ? "Its use is of the area: " + point.get().area() + "."
                                : "Its use is of the area: " + point.get().area() + "; " + unknown(each.exclusion()),
                        point.get().text(),
                        rules.annexThree().readings()));
            }
        }
        if (!listed.isEmpty()) {
            basis.add(Basis.ANNEX_III);
            Optional<LegalReason> exempt = derogation(use);
            if (exempt.isPresent()) {
                reasons.addAll(listed);
                found(RiskClass.EXEMPT_CLAIMED, exempt.get());
            } else {
                listed.forEach(reason -> found(RiskClass.HIGH_RISK, reason));
            }
        }
    }

    private Optional<Point> point(UsePoint use) {
        return rules.annexThree().points().stream()
                .filter(each -> each.point().equals(use.point()))
                .findFirst();
    }

    /** Why the points of Annex III do not make it high-risk; empty when they do. */
    private Optional<LegalReason> derogation(UseFacts use) {
        Derogation claim = facts.derogation();
        if (Boolean.TRUE.equals(use.profiling())) {
            reasons.add(reason(
                    "profiling",
                    rules.derogation().article() + ", third subparagraph",
                    "It profiles natural persons, so that no condition of Art. 6(3) helps.",
                    rules.derogation().profiling(),
                    rules.derogation().readings()));
            return Optional.empty();
        }
        if (claim == null || claim.conditions().isEmpty()) {
            return Optional.empty();
        }
        List<Condition> met = rules.derogation().conditions().stream()
                .filter(condition -> claim.conditions().contains(condition.point()))
                .toList();
        String against = against(use, claim, met);
        if (against == null) {
            return Optional.of(reason(
                    "derogation",
                    rules.derogation().article() + "(" + met.getFirst().point() + ")",
                    claim.assessor() + " holds it not to be high-risk: "
                            + String.join(
                                    "; ", met.stream().map(Condition::text).toList()) + "." + late(use, claim),
                    rules.derogation().text(),
                    rules.derogation().readings()));
        }
        reasons.add(reason(
                "derogation",
                rules.derogation().article(),
                "It is claimed not to be high-risk, and that does not hold: " + against,
                rules.derogation().text(),
                rules.derogation().readings()));
        if (use.profiling() == null) {
            missing(
                    "use.profiling: whether it profiles natural persons; then no condition of Art. 6(3) helps",
                    applies(rules.derogation().readings()));
        }
        return Optional.empty();
    }

    private static @Nullable String against(UseFacts use, Derogation claim, List<Condition> met) {
        if (use.profiling() == null) {
            return "nobody has said whether it profiles natural persons.";
        }
        if (claim.significantRisk()) {
            return "the assessment itself finds a significant risk of harm.";
        }
        return met.isEmpty() ? "the conditions that are named are none of Art. 6(3)." : null;
    }

    private static String late(UseFacts use, Derogation claim) {
        LocalDate placed = use.placedOnMarket();
        return placed == null || claim.decidedOn().isBefore(placed)
                ? ""
                : " The assessment is of " + claim.decidedOn() + " and the system was on the market or in service on "
                        + placed + ": Art. 6(4) wants it before.";
    }

    private void transparency(UseFacts use) {
        List<UsePoint> named = use.transparency();
        if (named == null) {
            missing("use.transparency: which paragraphs of Art. 50 fit, if any", transparencyApplies());
            return;
        }
        for (UsePoint each : named) {
            Optional<Transparency> paragraph = rules.transparency().stream()
                    .filter(candidate -> candidate.point().equals(each.point()))
                    .findFirst();
            if (paragraph.isEmpty()) {
                missing(
                        "use.transparency: " + each.point() + " is no paragraph of Art. 50 that this version has",
                        transparencyApplies());
                continue;
            }
            paragraph(paragraph.get(), each, use);
        }
    }

    private boolean transparencyApplies() {
        return rules.transparency().stream().anyMatch(each -> applies(each.readings()));
    }

    private void paragraph(Transparency rule, UsePoint use, UseFacts facts) {
        Optional<RuleSet.Exclusion> exclusion = named(rule.exclusions(), use.exclusion());
        String article = "Art. " + rule.point();
        if (exclusion.isPresent()) {
            reasons.add(reason(
                    "transparency." + rule.point(),
                    article,
                    "It is not asked for: " + exclusion.get().text() + ".",
                    rule.text(),
                    rule.readings()));
            return;
        }
        RuleSet.LaterFor later = rule.legacy();
        LocalDate placed = facts.placedOnMarket();
        List<DateReading> readings = later != null && placed != null && placed.isBefore(later.placedBefore())
                ? List.of(new DateReading(later.from(), later.basis()))
                : rule.readings();
        found(
                RiskClass.LIMITED,
                reason(
                        "transparency." + rule.point(),
                        article,
                        use.exclusion() == null
                                ? "Asked for: " + rule.title() + "."
                                : "Asked for: " + rule.title() + "; " + unknown(use.exclusion()),
                        rule.text(),
                        readings));
        if (concerns(rule.roles())) {
            duties.add(new LegalDuty(article, rule.title(), readings, readings.size() > 1, applies(readings), null));
        }
    }

    private boolean concerns(List<AiRole> roles) {
        return roles.stream().anyMatch(facts.roles()::contains);
    }

    private void duty(Duty duty, RiskClass risk) {
        if (!concerns(duty.roles())) {
            return;
        }
        duty.readings().forEach((under, readings) -> {
            if (under.equals("any")) {
                if (duty.classes().contains(risk)) {
                    duties.add(of(duty, readings, null));
                }
            } else if (follows(duty, Basis.valueOf(under), risk)) {
                duties.add(legacy(duty, readings));
            }
        });
    }

    /** A claim under Art. 6(3) concerns Annex III alone; what is prohibited has no duties of another class. */
    private boolean follows(Duty duty, Basis under, RiskClass risk) {
        RiskClass by = under == Basis.ANNEX_III && classes.contains(RiskClass.EXEMPT_CLAIMED)
                ? RiskClass.EXEMPT_CLAIMED
                : RiskClass.HIGH_RISK;
        return risk != RiskClass.PROHIBITED
                && basis.contains(under)
                && duty.classes().contains(by)
                && holds(duty, under);
    }

    private boolean holds(Duty duty, Basis under) {
        UseFacts use = facts.use();
        if (use == null) {
            return false;
        }
        if (under == Basis.ANNEX_I) {
            AnnexOneUse one = use.annexOne();
            return duty.sectionB() || one == null || !String.valueOf(one.item()).startsWith("B.");
        }
        List<String> points = points(use);
        DeployerKind deployer = use.deployer();
        boolean byPoint = duty.evenIf().stream().anyMatch(points::contains);
        boolean byDeployer = duty.deployers().isEmpty()
                || byPoint
                || (deployer != null && duty.deployers().contains(deployer));
        return byDeployer
                && !within(points, duty.notPoints())
                && (duty.onlyPoints().isEmpty() || points.stream().anyMatch(duty.onlyPoints()::contains));
    }

    /** Whether there is something and nothing besides. */
    private static boolean within(Collection<String> points, Collection<String> all) {
        return !points.isEmpty() && all.containsAll(points);
    }

    /** The points of Annex III that it is of, without those that it is taken out of. */
    private List<String> points(UseFacts use) {
        List<UsePoint> named = use.annexThree();
        return named == null
                ? List.of()
                : named.stream()
                        .filter(each -> point(each)
                                .filter(point -> named(point.exclusions(), each.exclusion())
                                        .isEmpty())
                                .isPresent())
                        .map(UsePoint::point)
                        .toList();
    }

    private LegalDuty legacy(Duty duty, List<DateReading> readings) {
        UseFacts use = facts.use();
        LocalDate placed = use == null ? null : use.placedOnMarket();
        RuleSet.Legacy legacy = rules.legacy();
        LocalDate day = legacy.before() == null ? readings.getFirst().from() : legacy.before();
        if (!duty.legacy() || use == null || placed == null || !placed.isBefore(day)) {
            return of(duty, readings, null);
        }
        LocalDate changed = use.significantlyChanged();
        if (changed != null && !changed.isBefore(day)) {
            return of(duty, readings, null);
        }
        return use.deployer() == DeployerKind.PUBLIC_AUTHORITY
                ? of(duty, List.of(new DateReading(legacy.publicFrom(), "Art. 111(2)")), legacy.publicText())
                : of(duty, readings, legacy.text());
    }

    private LegalDuty of(Duty duty, List<DateReading> readings, @Nullable String note) {
        return new LegalDuty(duty.article(), duty.title(), readings, readings.size() > 1, applies(readings), note);
    }
}
