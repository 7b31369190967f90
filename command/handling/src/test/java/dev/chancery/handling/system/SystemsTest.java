package dev.chancery.handling.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.RuleSetCommand.AdoptRuleSet;
import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.command.SystemCommand.AssessDerogation;
import dev.chancery.contracts.command.SystemCommand.AssessImpact;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.AssignOverseer;
import dev.chancery.contracts.command.SystemCommand.ChangeSystemStatus;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.DescribeSystem;
import dev.chancery.contracts.command.SystemCommand.NotifyImpact;
import dev.chancery.contracts.command.SystemCommand.RecordDocumentation;
import dev.chancery.contracts.command.SystemCommand.RecordInstructions;
import dev.chancery.contracts.command.SystemCommand.RecordRegistration;
import dev.chancery.contracts.command.SystemCommand.RecordRisk;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.RelieveOverseer;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import dev.chancery.contracts.event.SystemEvent.ImpactNotified;
import dev.chancery.contracts.event.SystemEvent.OverseerRelieved;
import dev.chancery.contracts.event.SystemEvent.PracticesScreened;
import dev.chancery.contracts.event.SystemEvent.RiskRecorded;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.SystemStatusChanged;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.AnnexOneUse;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.Derogation;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.ScreenedPractice;
import dev.chancery.contracts.fact.ScreenedPractice.Verdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.handling.Office;
import java.time.LocalDate;
import java.util.List;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);
    private static final String RULES = "eu-2026-1744";
    private static final SystemDescription HIRING = description(List.of("DE"), "hiring");

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private static SystemDescription description(List<String> states, String... workflows) {
        return new SystemDescription(
                "Hiring",
                "Sorts applications",
                List.of(AiRole.PROVIDER, AiRole.DEPLOYER),
                "hr",
                "Acme",
                states,
                List.of(workflows).stream()
                        .map(id -> new SystemPart(SystemPart.Kind.WORKFLOW, id))
                        .toList());
    }

    private void register(SystemStatus status) {
        office.send(new RegisterSystem("hiring", HIRING, status, "ada"));
    }

    private List<Event> events() {
        return office.record.of("system/hiring");
    }

    private static ScreenPractices screening(@Nullable String present) {
        return new ScreenPractices(
                "hiring",
                RuleSets.of(RULES).rules().practices().stream()
                        .map(practice -> new ScreenedPractice(
                                practice.point(),
                                practice.point().equals(present) ? Verdict.PRESENT : Verdict.ABSENT,
                                null,
                                null))
                        .toList(),
                RULES,
                "ada");
    }

    private static AssessUse use(@Nullable String point) {
        return new AssessUse(
                "hiring",
                new UseFacts(
                        point == null ? List.of() : List.of(new UsePoint(point, null)),
                        false,
                        new AnnexOneUse(null, false),
                        List.of(),
                        DeployerKind.PRIVATE,
                        false,
                        null,
                        null),
                "ada");
    }

    @Test
    void registersASystemOnceAndDescribesItOnlyWhenSomethingChanges() {
        // given
        register(SystemStatus.PLANNED);
        SystemDescription wider = description(List.of("DE", "FR"), "hiring", "onboarding");

        // when
        office.send(new DescribeSystem("hiring", HIRING, "nothing new", "ada"));
        office.send(new DescribeSystem("hiring", wider, "also in France", "ada"));

        // then
        assertThat(events())
                .containsExactly(
                        new SystemRegistered("hiring", HIRING, SystemStatus.PLANNED, "ada"),
                        new SystemDescribed("hiring", wider, "also in France", "ada"));
        assertThatThrownBy(() -> register(SystemStatus.PLANNED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("There is a system 'hiring'");
        assertThatThrownBy(() -> office.send(new DescribeSystem("nobody", wider, "r", "ada")))
                .isInstanceOf(AggregateNotFoundException.class);
    }

    @ParameterizedTest
    @CsvSource({"GB", "EL", "de", "EU", "CH"})
    void refusesWhatIsNoMemberState(String code) {
        assertThatThrownBy(() -> office.send(
                        new RegisterSystem("hiring", description(List.of("DE", code)), SystemStatus.PLANNED, "ada")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + code + "' is no Member State");
        assertThat(events()).isEmpty();
    }

    @Test
    void suspendsAndResumesAndEndsForGood() {
        // given
        register(SystemStatus.IN_SERVICE);

        // when
        office.send(new ChangeSystemStatus("hiring", SystemStatus.SUSPENDED, "a risk", "ada"));
        office.send(new ChangeSystemStatus("hiring", SystemStatus.IN_SERVICE, "mended", "ada"));
        office.send(new ChangeSystemStatus("hiring", SystemStatus.DECOMMISSIONED, "replaced", "ada"));

        // then
        assertThat(events())
                .endsWith(
                        new SystemStatusChanged(
                                "hiring", SystemStatus.IN_SERVICE, SystemStatus.SUSPENDED, "a risk", "ada"),
                        new SystemStatusChanged(
                                "hiring", SystemStatus.SUSPENDED, SystemStatus.IN_SERVICE, "mended", "ada"),
                        new SystemStatusChanged(
                                "hiring", SystemStatus.IN_SERVICE, SystemStatus.DECOMMISSIONED, "replaced", "ada"));
        assertThatThrownBy(() -> office.send(new ChangeSystemStatus("hiring", SystemStatus.IN_SERVICE, "again", "ada")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DECOMMISSIONED");
    }

    @Test
    void classifiesByWhatItKnowsAndSaysNothingTwice() {
        // given
        register(SystemStatus.PLANNED);
        office.send(screening(null));
        office.send(use("4(a)"));

        // when
        office.send(new ClassifySystem("hiring", RULES, TODAY, "ada"));
        office.send(new ClassifySystem("hiring", RULES, TODAY, "ada"));

        // then
        SystemClassified first = (SystemClassified) events().getLast();
        assertThat(first.verdict().risk()).isEqualTo(RiskClass.HIGH_RISK);
        assertThat(first.digest()).isEqualTo(RuleSets.of(RULES).digest());
        assertThat(first.verdict())
                .isEqualTo(
                        RiskDecision.classify(first.facts(), RuleSets.of(RULES).rules(), TODAY));
        assertThat(events()).hasSize(4);

        // when its facts change
        office.send(
                new AssessDerogation("hiring", new Derogation(List.of("a"), false, "only sorts", "ada", TODAY), "ada"));
        office.send(new ClassifySystem("hiring", RULES, TODAY, "ada"));

        // then
        assertThat(((SystemClassified) events().getLast()).verdict().risk()).isEqualTo(RiskClass.EXEMPT_CLAIMED);
    }

    @Test
    void putsNothingIntoServiceThatIsProhibited() {
        // given
        register(SystemStatus.IN_TESTING);
        office.send(screening("f"));
        office.send(use(null));
        office.send(new ClassifySystem("hiring", RULES, TODAY, "ada"));

        // then
        assertThatThrownBy(() -> office.send(new ChangeSystemStatus("hiring", SystemStatus.IN_SERVICE, "go", "ada")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Art. 5");

        // when it does so no longer
        office.send(screening(null));
        office.send(new ClassifySystem("hiring", RULES, TODAY, "ada"));
        office.send(new ChangeSystemStatus("hiring", SystemStatus.IN_SERVICE, "go", "ada"));

        // then
        assertThat(events()).last().isInstanceOf(SystemStatusChanged.class);
        assertThat(events().stream()
                        .filter(PracticesScreened.class::isInstance)
                        .map(event -> ((PracticesScreened) event).version()))
                .containsExactly(1, 2);
    }

    @Test
    void refusesPointsThatTheActDoesNotHave() {
        // given
        register(SystemStatus.PLANNED);

        // then
        assertThatThrownBy(() -> office.send(use("9(a)"))).hasMessageContaining("no point '9(a)'");
        assertThatThrownBy(() -> office.send(new ScreenPractices(
                        "hiring",
                        List.of(new ScreenedPractice("ba", Verdict.ABSENT, null, null)),
                        "eu-2024-1689",
                        "a")))
                .hasMessageContaining("no point 'ba' in eu-2024-1689");
        assertThatThrownBy(() -> office.send(new ScreenPractices(
                        "hiring", List.of(new ScreenedPractice("f", Verdict.EXCEPTED, null, null)), RULES, "a")))
                .hasMessageContaining("Name the 'exception'");
        assertThatThrownBy(() -> office.send(
                        new AssessDerogation("hiring", new Derogation(List.of("e"), false, "r", "ada", TODAY), "ada")))
                .hasMessageContaining("no condition 'e'");
        assertThatThrownBy(() -> office.send(new RecordInstructions(
                        "hiring", new Instructions(List.of(new NumberedText("g", "t")), null, null, TODAY), "ada")))
                .hasMessageContaining("no point 'g'");
        assertThatThrownBy(() ->
                        office.send(new RecordDocumentation("hiring", List.of(new NumberedText("1(z)", "t")), "ada")))
                .hasMessageContaining("Annex IV has no point '1(z)'; there are [1(a), ");
        assertThatThrownBy(() -> office.send(
                        new RecordRegistration("hiring", AnnexEight.C, List.of(new NumberedText("6", "t")), "ada")))
                .hasMessageContaining("Section C");
        assertThatThrownBy(() -> office.send(new ClassifySystem("hiring", "eu-2030-1", TODAY, "ada")))
                .hasMessageContaining("no rule set 'eu-2030-1'");
        assertThat(events()).hasSize(1);
    }

    @Test
    void notifiesTheAuthorityOfAVersionOnce() {
        // given
        register(SystemStatus.PLANNED);
        ImpactItems items = new ImpactItems("a", "b", "c", "d", "e", "f");
        office.send(new AssessImpact("hiring", items, null, "ada"));

        // when
        office.send(new NotifyImpact("hiring", 1, "BNetzA", TODAY, "ada"));

        // then
        assertThat(events()).last().isEqualTo(new ImpactNotified("hiring", 1, "BNetzA", TODAY, "ada"));
        assertThatThrownBy(() -> office.send(new NotifyImpact("hiring", 1, "BNetzA", TODAY, "ada")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(new NotifyImpact("hiring", 2, "BNetzA", TODAY, "ada")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsHazardsByVersionAndTestsOnlyAgainstWhatWasDefinedBefore() {
        // given
        register(SystemStatus.PLANNED);

        // when
        office.send(new RecordRisk("hiring", hazard(TODAY.minusDays(1), TODAY), "ada"));
        office.send(new RecordRisk("hiring", hazard(TODAY.minusDays(1), null), "ada"));

        // then
        assertThat(events().stream()
                        .filter(RiskRecorded.class::isInstance)
                        .map(event -> ((RiskRecorded) event).version()))
                .containsExactly(1, 2);
        assertThatThrownBy(() -> office.send(new RecordRisk("hiring", hazard(TODAY, TODAY), "ada")))
                .hasMessageContaining("Art. 9(8)");
    }

    private static RiskEntry hazard(LocalDate defined, @Nullable LocalDate run) {
        return new RiskEntry(
                "h-1",
                "d",
                "equal treatment",
                RiskEntry.Source.INTENDED_USE,
                RiskEntry.Grade.LOW,
                RiskEntry.Grade.HIGH,
                "m",
                RiskEntry.MeasureKind.DESIGN,
                RiskEntry.Grade.LOW,
                null,
                null,
                new RiskEntry.Test("ratio", "0.8", defined, run, run == null ? null : "0.9", null),
                null);
    }

    @Test
    void endsAnAssignmentOnceAndMakesNoneTwice() {
        // given
        register(SystemStatus.PLANNED);
        OversightAssignment assignment =
                new OversightAssignment("a-1", "hr-lead", "c", "t", "may stop it", TODAY, null, null);
        office.send(new AssignOverseer("hiring", assignment, "ada"));

        // when
        office.send(new RelieveOverseer("hiring", "a-1", TODAY, "moved", "ada"));

        // then
        assertThat(events()).last().isEqualTo(new OverseerRelieved("hiring", "a-1", TODAY, "moved", "ada"));
        assertThatThrownBy(() -> office.send(new RelieveOverseer("hiring", "a-1", TODAY, "moved", "ada")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> office.send(new AssignOverseer("hiring", assignment, "ada")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> office.send(new AssignOverseer(
                        "hiring",
                        new OversightAssignment("a-2", "hr-lead", "c", "t", "a", TODAY, null, "hr-lead"),
                        "ada")))
                .hasMessageContaining("another person");
    }

    @Test
    void adoptsAnotherRuleSetOnly() {
        // when
        office.send(new AdoptRuleSet("eu-2024-1689", "it holds", "ada"));
        office.send(new AdoptRuleSet("eu-2024-1689", "it holds", "ada"));
        office.send(new AdoptRuleSet(RULES, "it is amended", "ada"));

        // then
        assertThat(office.record.of("rules"))
                .containsExactly(
                        new RuleSetAdopted(
                                "eu-2024-1689", RuleSets.of("eu-2024-1689").digest(), null, "it holds", "ada"),
                        new RuleSetAdopted(RULES, RuleSets.of(RULES).digest(), "eu-2024-1689", "it is amended", "ada"));
        assertThatThrownBy(() -> office.send(new AdoptRuleSet("eu-2030-1", "r", "ada")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesALogOfEgressInOnce() {
        // given
        ImportShadowAi log = new ImportShadowAi("ab".repeat(32), "cd".repeat(32), 3, 1, 0, List.of(), "ada");

        // then
        assertThat(office.<Boolean>send(log)).isTrue();
        assertThat(office.<Boolean>send(log)).isFalse();
        assertThat(office.record.of("shadow-ai"))
                .containsExactly(new ShadowAiImported("ab".repeat(32), "cd".repeat(32), 3, 1, 0, List.of(), "ada"));
    }
}
