package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is on record of the questions of a classification; empty where nobody has answered. */
record Answers(SystemFacts facts) {

    private @Nullable ScreenedPractice screened(String point) {
        return facts.practices().stream()
                .filter(each -> each.practice().equals(point))
                .findFirst()
                .orElse(null);
    }

    /** What was found about a practice. */
    public String verdict(String practice) {
        ScreenedPractice found = screened(practice);
        return found == null ? "" : found.verdict().name();
    }

    /** The exception that is claimed. */
    public String exception(String practice) {
        ScreenedPractice found = screened(practice);
        return found == null || found.exception() == null ? "" : found.exception();
    }

    public String evidence(String practice) {
        ScreenedPractice found = screened(practice);
        return found == null || found.evidence() == null ? "" : found.evidence();
    }

    /** The item of Annex I, {@code none} when it is under none. */
    public String product() {
        UseFacts use = facts.use();
        AnnexOneUse product = use == null ? null : use.annexOne();
        if (product == null) {
            return "";
        }
        return product.item() == null ? "none" : product.item();
    }

    public String thirdParty() {
        UseFacts use = facts.use();
        AnnexOneUse product = use == null ? null : use.annexOne();
        return product == null || product.item() == null ? "" : String.valueOf(product.thirdParty());
    }

    private List<UsePoint> points(String list) {
        UseFacts use = facts.use();
        List<UsePoint> points = use == null ? null : (list.equals("uses") ? use.annexThree() : use.transparency());
        return points == null ? List.of() : points;
    }

    /** Whether it is on record that no point fits. */
    public boolean none(String list) {
        UseFacts use = facts.use();
        List<UsePoint> points = use == null ? null : (list.equals("uses") ? use.annexThree() : use.transparency());
        return points != null && points.isEmpty();
    }

    /** Whether a point fits. */
    public boolean fits(String list, String point) {
        return points(list).stream().anyMatch(each -> each.point().equals(point));
    }

    /** What takes the use out of a point. */
    public String exclusion(String list, String point) {
        return points(list).stream()
                .filter(each -> each.point().equals(point) && each.exclusion() != null)
                .map(each -> String.valueOf(each.exclusion()))
                .findFirst()
                .orElse("");
    }

    public String profiling() {
        UseFacts use = facts.use();
        return use == null || use.profiling() == null ? "" : String.valueOf(use.profiling());
    }

    public String lawEnforcement() {
        UseFacts use = facts.use();
        return use == null || use.lawEnforcement() == null ? "" : String.valueOf(use.lawEnforcement());
    }

    public String deployer() {
        UseFacts use = facts.use();
        return use == null || use.deployer() == null ? "" : use.deployer().name();
    }

    public String placedOnMarket() {
        UseFacts use = facts.use();
        return use == null || use.placedOnMarket() == null ? "" : String.valueOf(use.placedOnMarket());
    }

    public String significantlyChanged() {
        UseFacts use = facts.use();
        return use == null || use.significantlyChanged() == null ? "" : String.valueOf(use.significantlyChanged());
    }

    /** Whether an exemption is claimed: true, false, or empty. */
    public String claim() {
        Derogation claim = facts.derogation();
        if (claim == null) {
            return "";
        }
        return String.valueOf(!claim.conditions().isEmpty());
    }

    public boolean claims(String condition) {
        Derogation claim = facts.derogation();
        return claim != null && claim.conditions().contains(condition);
    }

    public String significantRisk() {
        Derogation claim = facts.derogation();
        return claim == null ? "" : String.valueOf(claim.significantRisk());
    }

    public String reasoning() {
        Derogation claim = facts.derogation();
        return claim == null ? "" : claim.reasoning();
    }

    public String assessor() {
        Derogation claim = facts.derogation();
        return claim == null ? "" : claim.assessor();
    }

    public String decidedOn() {
        Derogation claim = facts.derogation();
        return claim == null ? "" : claim.decidedOn().toString();
    }
}
