package dev.chancery.decisions.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.RiskVerdict.Basis;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskDecisionTest {

    private static final RuleSet PUBLISHED = RuleSets.of("eu-2024-1689").rules();
    private static final RuleSet AMENDED = RuleSets.of("eu-2026-1744").rules();

    /** Between the amendment and its first new date. */
    private static final LocalDate NOW = LocalDate.of(2026, 11, 29);

    private static final AnnexOneUse NO_PRODUCT = new AnnexOneUse(null, false);

    /** A system of which everything is known; each case changes what it is about. */
    private static final class Case {
        private final List<ScreenedPractice> practices = new ArrayList<>(AMENDED.practices().stream()
                .map(practice -> new ScreenedPractice(practice.point(), Verdict.ABSENT, null, "interview"))
                .toList());
        private List<AiRole> roles = List.of(AiRole.PROVIDER, AiRole.DEPLOYER);
        private @Nullable List<UsePoint> annexThree = List.of();
        private @Nullable Boolean profiling = false;
        private @Nullable AnnexOneUse annexOne = NO_PRODUCT;
        private @Nullable List<UsePoint> transparency = List.of();
        private @Nullable DeployerKind deployer = DeployerKind.PRIVATE;
        private @Nullable LocalDate placed;
        private @Nullable LocalDate changed;
        private @Nullable Derogation derogation;

        Case listed(String point, @Nullable String exclusion) {
            annexThree = List.of(new UsePoint(point, exclusion));
            return this;
        }

        Case practice(String point, Verdict verdict, @Nullable String exception) {
            practices.removeIf(each -> each.practice().equals(point));
            practices.add(new ScreenedPractice(point, verdict, exception, null));
            return this;
        }

        Case exempt(String... conditions) {
            derogation = new Derogation(
                    List.of(conditions), false, "It only sorts.", "ai-office", LocalDate.of(2026, 10, 1));
            return this;
        }

        SystemFacts facts() {
            return new SystemFacts(
                    roles,
                    practices,
                    new UseFacts(annexThree, profiling, annexOne, transparency, deployer, false, placed, changed),
                    derogation);
        }

        RiskVerdict under(RuleSet rules, LocalDate on) {
            return RiskDecision.classify(facts(), rules, on);
        }

        RiskVerdict now() {
            return under(AMENDED, NOW);
        }
    }

    private static LegalReason reason(RiskVerdict verdict, String rule) {
        return verdict.reasons().stream()
                .filter(reason -> reason.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static LegalDuty duty(RiskVerdict verdict, String article) {
        return verdict.duties().stream()
                .filter(duty -> duty.article().equals(article))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> articles(RiskVerdict verdict) {
        return verdict.duties().stream().map(LegalDuty::article).toList();
    }

    @Test
    void callsASystemMinimalWhenEverythingIsKnownAndNothingFits() {
        // when
        RiskVerdict verdict = new Case().now();

        // then
        assertThat(verdict.risk()).isEqualTo(RiskClass.MINIMAL);
        assertThat(verdict.applying()).isEqualTo(RiskClass.MINIMAL);
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.missing()).isEmpty();
        assertThat(articles(verdict)).containsExactly("Art. 4");
    }

    @ParameterizedTest
    @CsvSource({
        "1(a),remote biometric identification systems",
        "1(b),biometric categorisation",
        "1(c),emotion recognition",
        "2,critical digital infrastructure",
        "3(a),access or admission",
        "3(b),learning outcomes",
        "3(c),appropriate level of education",
        "3(d),behaviour of students during tests",
        "4(a),recruitment or selection",
        "4(b),allocate tasks",
        "5(a),public assistance benefits",
        "5(b),creditworthiness",
        "5(c),life and health insurance",
        "5(d),emergency calls",
        "6(a),becoming the victim",
        "6(b),polygraphs",
        "6(c),reliability of evidence",
        "6(d),re-offending",
        "6(e),profiling of natural persons",
        "7(a),polygraphs",
        "7(b),irregular migration",
        "7(c),applications for asylum",
        "7(d),travel documents",
        "8(a),judicial authority",
        "8(b),outcome of an election"
    })
    void findsEveryPointOfAnnexThree(String point, String words) {
        // when
        RiskVerdict verdict = new Case().listed(point, null).now();

        // then
        assertThat(verdict.risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(verdict.basis()).containsExactly(Basis.ANNEX_III);
        LegalReason reason = reason(verdict, "annex-iii." + point);
        assertThat(reason.article()).isEqualTo("Art. 6(2), Annex III, point " + point);
        assertThat(reason.text()).contains(words);
        assertThat(reason.readings()).extracting(DateReading::from).containsExactly(LocalDate.of(2027, 12, 2));
        assertThat(reason.applies()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1(a),VERIFICATION,MINIMAL", "5(b),FRAUD_DETECTION,MINIMAL", "7(d),TRAVEL_DOCUMENTS,MINIMAL",
        "8(b),NOT_EXPOSED,MINIMAL", "5(b),VERIFICATION,HIGH_RISK", "4(a),FRAUD_DETECTION,HIGH_RISK"
    })
    void takesOutOfAPointWhatThePointItselfExcludesAndNothingElse(String point, String exclusion, RiskClass risk) {
        assertThat(new Case().listed(point, exclusion).now().risk()).isEqualTo(risk);
    }

    @Test
    void tellsWhyAVerificationIsNotHighRisk() {
        assertThat(reason(new Case().listed("1(a)", "VERIFICATION").now(), "annex-iii.1(a)")
                        .because())
                .contains("biometric verification");
    }

    @Test
    void saysWhatALawIsNowAndFromWhenItAppliesSeparately() {
        // given
        Case recruiting = new Case().listed("4(a)", null);

        // then
        assertThat(recruiting.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(recruiting.now().applying()).isEqualTo(RiskClass.MINIMAL);
        assertThat(recruiting.under(AMENDED, LocalDate.of(2027, 12, 1)).applying())
                .isEqualTo(RiskClass.MINIMAL);
        assertThat(recruiting.under(AMENDED, LocalDate.of(2027, 12, 2)).applying())
                .isEqualTo(RiskClass.HIGH_RISK);
        assertThat(recruiting.under(PUBLISHED, NOW).applying()).isEqualTo(RiskClass.HIGH_RISK);
    }

    @ParameterizedTest
    @CsvSource({"a", "b", "c", "d"})
    void holdsASystemOfAnnexThreeExemptByACondition(String condition) {
        // when
        RiskVerdict verdict = new Case().listed("4(a)", null).exempt(condition).now();

        // then
        assertThat(verdict.risk()).isEqualTo(RiskClass.EXEMPT_CLAIMED);
        assertThat(verdict.basis()).containsExactly(Basis.ANNEX_III);
        assertThat(reason(verdict, "derogation").article()).isEqualTo("Art. 6(3)(" + condition + ")");
        assertThat(reason(verdict, "derogation").because()).contains("ai-office");
        assertThat(articles(verdict)).containsExactly("Art. 4", "Art. 6(4)", "Art. 49(2)");
    }

    @Test
    void holdsASystemThatProfilesHighRiskWhateverIsClaimed() {
        // given
        Case profiling = new Case().listed("4(a)", null).exempt("a");
        profiling.profiling = true;

        // then
        assertThat(profiling.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(reason(profiling.now(), "profiling").text()).contains("shall always be considered to be high-risk");
    }

    @Test
    void letsNoClaimStandThatFindsARiskItselfOrDoesNotSayWhetherItProfiles() {
        // given
        Case risky = new Case().listed("4(a)", null);
        risky.derogation = new Derogation(List.of("a"), true, "r", "ai-office", NOW);
        Case silent = new Case().listed("4(a)", null).exempt("a");
        silent.profiling = null;

        // then
        assertThat(risky.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(reason(risky.now(), "derogation").because()).contains("significant risk");
        assertThat(silent.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(silent.now().missing()).singleElement().asString().startsWith("use.profiling");
    }

    @Test
    void saysWhenAClaimWasDocumentedTooLate() {
        // given
        Case late = new Case().listed("4(a)", null).exempt("d");
        late.placed = LocalDate.of(2026, 10, 1);
        Case early = new Case().listed("4(a)", null).exempt("d");
        early.placed = LocalDate.of(2026, 10, 2);

        // then
        assertThat(reason(late.now(), "derogation").because()).contains("Art. 6(4) wants it before");
        assertThat(reason(early.now(), "derogation").because()).doesNotContain("6(4)");
    }

    @Test
    void prohibitsWhatReadsEmotionsAtWorkUnlessForMedicineOrSafety() {
        // given
        Case plain = new Case().practice("f", Verdict.PRESENT, null);
        Case medical = new Case().practice("f", Verdict.EXCEPTED, "MEDICAL").listed("1(c)", null);
        Case invented = new Case().practice("f", Verdict.EXCEPTED, "PRODUCTIVITY");
        Case other = new Case().practice("e", Verdict.EXCEPTED, "MEDICAL");

        // then
        assertThat(plain.now().risk()).isEqualTo(RiskClass.PROHIBITED);
        assertThat(plain.now().applying()).isEqualTo(RiskClass.PROHIBITED);
        assertThat(reason(plain.now(), "practice.f").text()).contains("infer emotions of a natural person");
        assertThat(medical.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(reason(medical.now(), "practice.f").because()).contains("medical reasons");
        assertThat(invented.now().risk()).isEqualTo(RiskClass.PROHIBITED);
        assertThat(other.now().risk()).isEqualTo(RiskClass.PROHIBITED);
    }

    @Test
    void prohibitsIntimateImageryFromTheDayOnWhichThatApplies() {
        // given
        Case imagery = new Case().practice("ba", Verdict.PRESENT, null);

        // when
        RiskVerdict before = imagery.under(AMENDED, LocalDate.of(2026, 12, 1));
        RiskVerdict after = imagery.under(AMENDED, LocalDate.of(2026, 12, 2));

        // then
        assertThat(before.risk()).isEqualTo(RiskClass.PROHIBITED);
        assertThat(before.applying()).isEqualTo(RiskClass.MINIMAL);
        assertThat(reason(before, "practice.ba").applies()).isFalse();
        assertThat(after.applying()).isEqualTo(RiskClass.PROHIBITED);
        assertThat(reason(after, "practice.ba").applies()).isTrue();
        assertThat(imagery.under(PUBLISHED, LocalDate.of(2026, 12, 2)).risk()).isEqualTo(RiskClass.MINIMAL);
    }

    @Test
    void wantsTheNewPracticesScreenedOnceTheLawHasThem() {
        // given
        Case before = new Case();
        before.practices.removeIf(practice ->
                practice.practice().startsWith("b") && practice.practice().length() == 2);

        // then
        assertThat(before.under(PUBLISHED, NOW).risk()).isEqualTo(RiskClass.MINIMAL);
        assertThat(before.now().risk()).isEqualTo(RiskClass.UNCLASSIFIED);
        assertThat(before.now().applying()).isEqualTo(RiskClass.MINIMAL);
        assertThat(before.now().missing()).hasSize(2).allMatch(fact -> fact.startsWith("practices.b"));
        assertThat(before.under(AMENDED, LocalDate.of(2026, 12, 2)).applying()).isEqualTo(RiskClass.UNCLASSIFIED);
    }

    @Test
    void findsProductsThatNeedAThirdPartyOnly() {
        // given
        Case device = new Case();
        device.annexOne = new AnnexOneUse("A.11", true);
        Case light = new Case();
        light.annexOne = new AnnexOneUse("A.11", false);

        // then
        assertThat(device.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(device.now().basis()).containsExactly(Basis.ANNEX_I);
        assertThat(reason(device.now(), "annex-i.A.11").readings().getFirst().from())
                .isEqualTo(LocalDate.of(2028, 8, 2));
        assertThat(reason(device.under(PUBLISHED, NOW), "annex-i.A.11")
                        .readings()
                        .getFirst()
                        .from())
                .isEqualTo(LocalDate.of(2027, 8, 2));
        assertThat(light.now().risk()).isEqualTo(RiskClass.MINIMAL);
    }

    @Test
    void leavesMachineryToItsOwnLawSinceTheAmendment() {
        // given
        Case machine = new Case();
        machine.annexOne = new AnnexOneUse("A.1", true);
        Case moved = new Case();
        moved.annexOne = new AnnexOneUse("B.21", true);

        // then
        assertThat(articles(machine.under(PUBLISHED, NOW))).contains("Art. 9 to 15");
        assertThat(machine.now().risk()).isEqualTo(RiskClass.UNCLASSIFIED);
        assertThat(machine.now().missing()).singleElement().asString().contains("A.1 is not in Annex I");
        assertThat(moved.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(articles(moved.now())).containsExactly("Art. 4");
    }

    @Test
    void letsNoClaimUnderArticleSixThreeTouchAProduct() {
        // given
        Case both = new Case().listed("4(a)", null).exempt("a");
        both.annexOne = new AnnexOneUse("A.11", true);

        // when
        RiskVerdict verdict = both.now();

        // then
        assertThat(verdict.risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(articles(verdict)).contains("Art. 49(2)", "Art. 9 to 15").doesNotContain("Art. 49(1)");
        assertThat(duty(verdict, "Art. 9 to 15").readings().getFirst().from()).isEqualTo(LocalDate.of(2028, 8, 2));
    }

    @Test
    void asksForTransparencyOfAChatBotUnlessItIsObvious() {
        // given
        Case bot = new Case();
        bot.transparency = List.of(new UsePoint("50(1)", null));
        Case obvious = new Case();
        obvious.transparency = List.of(new UsePoint("50(1)", "OBVIOUS"));

        // then
        assertThat(bot.now().risk()).isEqualTo(RiskClass.LIMITED);
        assertThat(bot.now().applying()).isEqualTo(RiskClass.LIMITED);
        assertThat(articles(bot.now())).containsExactly("Art. 50(1)", "Art. 4");
        assertThat(obvious.now().risk()).isEqualTo(RiskClass.MINIMAL);
        assertThat(reason(obvious.now(), "transparency.50(1)").because()).contains("obvious");
    }

    @Test
    void givesGeneratorsThatWereThereBeforeUntilDecemberToMarkTheirOutputs() {
        // given
        Case old = new Case();
        old.transparency = List.of(new UsePoint("50(2)", null));
        old.placed = LocalDate.of(2026, 8, 1);
        Case fresh = new Case();
        fresh.transparency = List.of(new UsePoint("50(2)", null));
        fresh.placed = LocalDate.of(2026, 8, 2);

        // then
        assertThat(duty(old.now(), "Art. 50(2)").readings())
                .extracting(DateReading::from, DateReading::basis)
                .containsExactly(tuple(LocalDate.of(2026, 12, 2), "Art. 111(4), added by Reg. (EU) 2026/1744"));
        assertThat(duty(old.now(), "Art. 50(2)").applies()).isFalse();
        assertThat(duty(fresh.now(), "Art. 50(2)").applies()).isTrue();
    }

    @Test
    void keepsBothReadingsOfADisputedDate() {
        // when
        LegalDuty registration =
                duty(new Case().listed("4(a)", null).exempt("a").now(), "Art. 49(2)");

        // then
        assertThat(registration.disputed()).isTrue();
        assertThat(registration.readings())
                .extracting(DateReading::from)
                .containsExactly(LocalDate.of(2026, 8, 2), LocalDate.of(2027, 12, 2));
        assertThat(duty(new Case().listed("4(a)", null).exempt("a").under(PUBLISHED, NOW), "Art. 49(2)")
                        .disputed())
                .isFalse();
    }

    @Test
    void asksForAnImpactAssessmentOfPublicDeployersAndOfThoseWhoScoreCredit() {
        // given
        Case recruiter = new Case().listed("4(a)", null);
        Case city = new Case().listed("4(a)", null);
        city.deployer = DeployerKind.PUBLIC_AUTHORITY;
        Case bank = new Case().listed("5(b)", null);
        Case grid = new Case().listed("2", null);
        grid.deployer = DeployerKind.PUBLIC_SERVICE;

        // then
        assertThat(articles(recruiter.now()))
                .doesNotContain("Art. 27", "Art. 49(3)")
                .contains("Art. 49(1)");
        assertThat(articles(city.now())).contains("Art. 27", "Art. 49(3)");
        assertThat(articles(bank.now())).contains("Art. 27").doesNotContain("Art. 49(3)");
        assertThat(articles(grid.now())).contains("Art. 49(5)").doesNotContain("Art. 27", "Art. 49(1)");
    }

    @Test
    void saysThatWhatWasThereBeforeIsCaughtOnlyWhenItChanges() {
        // given
        Case old = new Case().listed("4(a)", null);
        old.placed = LocalDate.of(2025, 1, 1);
        Case changed = new Case().listed("4(a)", null);
        changed.placed = LocalDate.of(2025, 1, 1);
        changed.changed = LocalDate.of(2028, 1, 1);
        Case authority = new Case().listed("4(a)", null);
        authority.placed = LocalDate.of(2025, 1, 1);
        authority.deployer = DeployerKind.PUBLIC_AUTHORITY;

        // then
        assertThat(duty(old.now(), "Art. 26").note()).contains("significant changes");
        assertThat(duty(changed.now(), "Art. 26").note()).isNull();
        assertThat(duty(authority.now(), "Art. 26").readings().getFirst().from())
                .isEqualTo(LocalDate.of(2030, 8, 2));
    }

    @Test
    void namesEveryFactThatIsMissing() {
        // when
        RiskVerdict nothing = RiskDecision.classify(new SystemFacts(List.of(), List.of(), null, null), AMENDED, NOW);
        Case silent = new Case();
        silent.annexThree = null;
        silent.annexOne = null;
        silent.transparency = null;

        // then
        assertThat(nothing.risk()).isEqualTo(RiskClass.UNCLASSIFIED);
        assertThat(nothing.missing())
                .extracting(fact -> fact.substring(0, fact.indexOf(':')))
                .containsExactly(
                        "roles",
                        "practices.a",
                        "practices.b",
                        "practices.ba",
                        "practices.bb",
                        "practices.c",
                        "practices.d",
                        "practices.e",
                        "practices.f",
                        "practices.g",
                        "practices.h",
                        "use");
        assertThat(silent.now().risk()).isEqualTo(RiskClass.UNCLASSIFIED);
        assertThat(silent.now().missing())
                .extracting(fact -> fact.substring(0, fact.indexOf(':')))
                .containsExactly("use.annexOne", "use.annexThree", "use.transparency");
        assertThat(nothing.duties()).isEmpty();
    }

    @Test
    void namesWhatDutiesHangOnWithoutChangingTheClass() {
        // given
        Case police = new Case().listed("6(c)", null);
        SystemFacts known = police.facts();
        UseFacts use = known.use();
        SystemFacts silent = new SystemFacts(
                known.roles(),
                known.practices(),
                new UseFacts(use.annexThree(), false, use.annexOne(), use.transparency(), null, null, null, null),
                null);

        // when
        RiskVerdict verdict = RiskDecision.classify(silent, AMENDED, NOW);

        // then
        assertThat(verdict.risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(verdict.missing())
                .extracting(fact -> fact.substring(0, fact.indexOf(':')))
                .containsExactly("use.deployer", "use.lawEnforcement");
    }

    @Test
    void keepsWhatIsKnownToBeGraveWhenOtherFactsAreMissing() {
        // given
        Case unscreened = new Case().listed("5(b)", null);
        unscreened.practices.clear();

        // then
        assertThat(unscreened.now().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(unscreened.now().missing()).hasSize(10);
    }

    @Test
    void shipsRuleSetsWhoseDatesAndPointsDiffer() {
        // then
        assertThat(RuleSets.all()).extracting(RuleSets.Shipped::digest).doesNotHaveDuplicates();
        assertThat(PUBLISHED.practices()).hasSize(8);
        assertThat(AMENDED.practices()).hasSize(10);
        assertThat(PUBLISHED.annexThree().points())
                .hasSize(25)
                .isEqualTo(AMENDED.annexThree().points());
        assertThat(PUBLISHED.annexThree().readings().getFirst().from()).isEqualTo(LocalDate.of(2026, 8, 2));
        assertThat(AMENDED.annexThree().readings().getFirst().from()).isEqualTo(LocalDate.of(2027, 12, 2));
        assertThat(sectionB(PUBLISHED)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(sectionB(AMENDED)).containsExactly("1", "2", "3", "4", "5", "6", "8");
        assertThat(Stream.of(PUBLISHED, AMENDED))
                .allSatisfy(rules -> assertThat(rules.duties())
                        .allSatisfy(duty -> assertThat(duty.readings().values())
                                .allSatisfy(readings -> assertThat(readings).isNotEmpty())));
    }

    private static List<String> sectionB(RuleSet rules) {
        return rules.annexEight().stream()
                .filter(entry -> entry.section() == AnnexEight.B)
                .map(RuleSet.Entry::point)
                .toList();
    }

    @Test
    void fillsTheRegistrationInFromWhatIsKnownAndNamesTheRest() {
        // given
        Case city = new Case().listed("4(a)", null);
        city.deployer = DeployerKind.PUBLIC_AUTHORITY;
        RegistrationForm.Known known = new RegistrationForm.Known(
                "hiring",
                new SystemDescription(
                        "Hiring", "Sorts applications", city.roles, "hr", "Acme", List.of("DE", "FR"), List.of()),
                SystemStatus.IN_SERVICE,
                city.facts(),
                List.of(new RegistrationForm.Said(AnnexEight.A, new NumberedText("1", "Acme, Bonn"))));

        // when
        List<RegistrationForm.Section> sections = RegistrationForm.sections(city.now(), known, AMENDED);

        // then
        assertThat(sections).extracting(RegistrationForm.Section::article).containsExactly("Art. 49(1)", "Art. 49(3)");
        List<RegistrationForm.Line> lines = sections.getFirst().lines();
        assertThat(lines).hasSize(13);
        assertThat(lines.get(0))
                .extracting(RegistrationForm.Line::value, RegistrationForm.Line::derived)
                .containsExactly("Acme, Bonn", false);
        assertThat(lines.get(3).value()).isEqualTo("Hiring (hiring)");
        assertThat(lines.get(5).value()).isNull();
        assertThat(lines.get(6).value()).isEqualTo("on the market, or in service");
        assertThat(lines.get(9).value()).isEqualTo("DE, FR");
    }

    @Test
    void registersAnExemptSystemUnderSectionBWithItsConditions() {
        // given
        Case exempt = new Case().listed("4(a)", null).exempt("a", "d");
        RegistrationForm.Known known = new RegistrationForm.Known(
                "sorter",
                new SystemDescription("Sorter", "Sorts", exempt.roles, "hr", "Acme", List.of("DE"), List.of()),
                SystemStatus.SUSPENDED,
                exempt.facts(),
                List.of());

        // when
        RegistrationForm.Section section =
                RegistrationForm.sections(exempt.now(), known, AMENDED).getFirst();

        // then
        assertThat(section.article()).isEqualTo("Art. 49(2)");
        assertThat(section.lines())
                .extracting(RegistrationForm.Line::point)
                .containsExactly("1", "2", "3", "4", "5", "6", "8");
        assertThat(section.lines().get(5).value()).isEqualTo("Art. 6(3), second subparagraph, point (a), (d)");
        assertThat(section.lines().get(6).value()).isEqualTo("no longer placed on the market/in service");
    }
}
