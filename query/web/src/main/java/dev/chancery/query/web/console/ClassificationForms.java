package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.console.ClassificationPage.Step;
import dev.chancery.query.web.register.SystemDesk;
import dev.chancery.query.web.register.SystemDesk.DerogationBody;
import dev.chancery.query.web.register.SystemDesk.PointBody;
import dev.chancery.query.web.register.SystemDesk.PracticeBody;
import dev.chancery.query.web.register.SystemDesk.ProductBody;
import dev.chancery.query.web.register.SystemDesk.Screening;
import dev.chancery.query.web.register.SystemDesk.UseBody;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answers of each step of a classification, as the acts that the API has for them. */
@Component
final class ClassificationForms {

    private static final String VERDICT = "verdict.";

    private final SystemDesk systems;
    private final SystemForms forms;

    ClassificationForms(SystemDesk systems, SystemForms forms) {
        this.systems = systems;
        this.forms = forms;
    }

    /** Records what was answered at a step. */
    void answer(Step step, SystemView system, Typed typed, String by) {
        String id = system.system();
        UseBody use = use(system.facts().use());
        switch (step) {
            case ROLE -> role(system, use, typed, by);
            case PRACTICES -> systems.screen(id, screening(typed), by);
            case PRODUCTS -> systems.use(id, withProduct(use, typed), by);
            case USES -> systems.use(id, withUses(use, typed), by);
            case EXEMPTION -> exemption(system, use, typed, by);
            case TRANSPARENCY -> systems.use(id, withTransparency(use, typed), by);
            case MODELS -> {}
            case RESULT -> systems.classify(id, null, by);
        }
    }

    /** Describes it anew only when somebody says why; who deploys it, and since when, is part of its use. */
    private void role(SystemView system, UseBody use, Typed typed, String by) {
        UseBody said = new UseBody(
                use.annexThree(),
                use.profiling(),
                use.annexOne(),
                use.transparency(),
                typed.one("deployer", DeployerKind.class),
                use.lawEnforcement(),
                typed.day("placedOnMarket"),
                typed.day("significantlyChanged"));
        if (typed.text("reason") != null) {
            forms.describe(system.system(), typed, by);
        }
        if (!said.equals(use)) {
            systems.use(system.system(), said, by);
        }
    }

    private static Screening screening(Typed typed) {
        List<PracticeBody> practices = typed.values().keySet().stream()
                .filter(name -> name.startsWith(VERDICT) && typed.text(name) != null)
                .map(name -> practice(name.substring(VERDICT.length()), typed))
                .toList();
        return new Screening(practices, typed.flag("othersAbsent"));
    }

    private static PracticeBody practice(String point, Typed typed) {
        Verdict verdict = typed.one(VERDICT + point, Verdict.class);
        return new PracticeBody(
                point,
                verdict,
                verdict == Verdict.EXCEPTED ? typed.text("exception." + point) : null,
                typed.text("evidence." + point));
    }

    private static UseBody withProduct(UseBody use, Typed typed) {
        String item = typed.text("product");
        if (item == null) {
            throw Problem.invalid("Choose the legislation of Annex I, or say that it is under none.");
        }
        Boolean thirdParty = typed.flag("thirdParty");
        if (!item.equals("none") && thirdParty == null) {
            throw Problem.invalid(
                    "Say whether the product must undergo a conformity assessment by a third party; the class hangs on it.");
        }
        return new UseBody(
                use.annexThree(),
                use.profiling(),
                item.equals("none") ? new ProductBody(null, null) : new ProductBody(item, thirdParty),
                use.transparency(),
                use.deployer(),
                use.lawEnforcement(),
                use.placedOnMarket(),
                use.significantlyChanged());
    }

    private static UseBody withUses(UseBody use, Typed typed) {
        return new UseBody(
                points("Annex III", typed),
                use.profiling(),
                use.annexOne(),
                use.transparency(),
                use.deployer(),
                typed.flag("lawEnforcement"),
                use.placedOnMarket(),
                use.significantlyChanged());
    }

    private static UseBody withTransparency(UseBody use, Typed typed) {
        return new UseBody(
                use.annexThree(),
                use.profiling(),
                use.annexOne(),
                points("Art. 50", typed),
                use.deployer(),
                use.lawEnforcement(),
                use.placedOnMarket(),
                use.significantlyChanged());
    }

    /** That nothing fits is an answer, too, and has to be given as one. */
    private static List<PointBody> points(String list, Typed typed) {
        List<PointBody> points = typed.all("point").stream()
                .map(point -> new PointBody(point, typed.text("exclusion." + point)))
                .toList();
        boolean none = Boolean.TRUE.equals(typed.flag("none"));
        if (points.isEmpty() != none) {
            throw Problem.invalid(
                    none
                            ? "It is said that nothing of " + list + " fits, and something is ticked. Say one of them."
                            : "Tick what fits of " + list + ", or say that nothing does.");
        }
        return points;
    }

    private void exemption(SystemView system, UseBody use, Typed typed, String by) {
        Boolean profiling = typed.flag("profiling");
        if (profiling == null) {
            throw Problem.invalid("Say whether the system profiles natural persons; the exemption hangs on it.");
        }
        boolean claimed = Boolean.TRUE.equals(typed.flag("claim"));
        boolean takenBack = !claimed
                && system.facts().derogation() != null
                && !system.facts().derogation().conditions().isEmpty();
        if (claimed && typed.all("conditions").isEmpty()) {
            throw Problem.invalid("Tick which of the conditions (a) to (d) is met; one is enough.");
        }
        Boolean significantRisk = typed.flag("significantRisk");
        DerogationBody claim = new DerogationBody(
                claimed ? typed.all("conditions") : List.of(),
                (takenBack && significantRisk == null) ? Boolean.FALSE : significantRisk,
                typed.text("reasoning"),
                typed.text("assessor"),
                typed.day("decidedOn"));
        if (claimed || takenBack) {
            systems.derogate(system.system(), claim, by);
        }
        if (!profiling.equals(use.profiling())) {
            systems.use(
                    system.system(),
                    new UseBody(
                            use.annexThree(),
                            profiling,
                            use.annexOne(),
                            use.transparency(),
                            use.deployer(),
                            use.lawEnforcement(),
                            use.placedOnMarket(),
                            use.significantlyChanged()),
                    by);
        }
    }

    /** What is on record, so that a step replaces nothing but its own answers. */
    private static UseBody use(@Nullable UseFacts use) {
        return use == null
                ? new UseBody(null, null, null, null, null, null, null, null)
                : new UseBody(
                        points(use.annexThree()),
                        use.profiling(),
                        use.annexOne() == null
                                ? null
                                : new ProductBody(
                                        use.annexOne().item(), use.annexOne().thirdParty()),
                        points(use.transparency()),
                        use.deployer(),
                        use.lawEnforcement(),
                        use.placedOnMarket(),
                        use.significantlyChanged());
    }

    private static @Nullable List<PointBody> points(@Nullable List<UsePoint> points) {
        return points == null
                ? null
                : points.stream()
                        .map(each -> new PointBody(each.point(), each.exclusion()))
                        .toList();
    }
}
