package dev.chancery.app.wiring;

import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.decisions.risk.AnnexFour;
import dev.chancery.decisions.risk.RegistrationForm;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSet;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.web.RiskRules;
import java.time.LocalDate;
import java.util.List;

/** The rule sets of this version, for the web. */
final class ShippedRules implements RiskRules {

    @Override
    public List<Version> versions() {
        return RuleSets.all().stream()
                .map(shipped -> new Version(
                        shipped.rules().version(),
                        shipped.rules().title(),
                        shipped.rules().note(),
                        shipped.rules().sources(),
                        shipped.digest()))
                .toList();
    }

    @Override
    public String text(String version) {
        return RuleSets.of(version).text();
    }

    @Override
    public List<String> practices(String version) {
        return RuleSets.of(version).rules().practices().stream()
                .map(RuleSet.Practice::point)
                .toList();
    }

    @Override
    public RiskVerdict classify(SystemFacts facts, String version, LocalDate on) {
        return RiskDecision.classify(facts, RuleSets.of(version).rules(), on);
    }

    @Override
    public List<Section> registration(SystemView system, RiskVerdict verdict, String version) {
        RegistrationForm.Known known = new RegistrationForm.Known(
                system.system(),
                system.description(),
                system.status(),
                system.facts(),
                system.registration().stream()
                        .map(field -> new RegistrationForm.Said(
                                field.section(), new NumberedText(field.point(), field.text())))
                        .toList());
        return RegistrationForm.sections(verdict, known, RuleSets.of(version).rules()).stream()
                .map(section -> new Section(
                        section.section(),
                        section.article(),
                        section.restricted(),
                        section.lines().stream()
                                .map(line -> new Line(
                                        line.point(), line.title(), line.value(), line.derived(), line.optional()))
                                .toList()))
                .toList();
    }

    @Override
    public List<NumberedText> annexFour() {
        return AnnexFour.ALL.stream()
                .map(point -> new NumberedText(point.point(), point.title()))
                .toList();
    }
}
