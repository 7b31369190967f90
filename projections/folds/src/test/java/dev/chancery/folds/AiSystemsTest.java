package dev.chancery.folds;

import static dev.chancery.folds.Streams.START;
import static dev.chancery.folds.Streams.completed;
import static dev.chancery.folds.Streams.fold;
import static dev.chancery.folds.Streams.stream;
import static dev.chancery.folds.Streams.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import dev.chancery.contracts.event.SystemEvent.DatabaseEntered;
import dev.chancery.contracts.event.SystemEvent.DocumentationRecorded;
import dev.chancery.contracts.event.SystemEvent.ImpactAssessed;
import dev.chancery.contracts.event.SystemEvent.ImpactNotified;
import dev.chancery.contracts.event.SystemEvent.InstructionsRecorded;
import dev.chancery.contracts.event.SystemEvent.OverseerAssigned;
import dev.chancery.contracts.event.SystemEvent.OverseerRelieved;
import dev.chancery.contracts.event.SystemEvent.RegistrationRecorded;
import dev.chancery.contracts.event.SystemEvent.RiskRecorded;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.SystemStatusChanged;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.ImpactItems;
import dev.chancery.contracts.fact.Instructions;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.fact.SystemPart.Kind;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.PartsInUse.PartInUse;
import dev.chancery.folds.ShadowServices.Service;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AiSystemsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 1);
    private static final SystemDescription HIRING = described(AiRole.DEPLOYER);
    private static final UseFacts USE = new UseFacts(List.of(), false, null, null, null, null, null, null);

    private static SystemDescription described(AiRole... roles) {
        return new SystemDescription("Hiring", "Sorts", List.of(roles), "hr", "Acme", List.of("DE"), List.of());
    }

    private static AiSystem after(Event... events) {
        List<Event> all = new ArrayList<>();
        all.add(new SystemRegistered("hiring", HIRING, SystemStatus.PLANNED, "ada"));
        all.addAll(List.of(events));
        return fold(new AiSystems(), stream("system/hiring", all.toArray(Event[]::new)))
                .get("hiring");
    }

    private static SystemClassified classified(SystemFacts facts, RiskClass risk, String... owed) {
        return new SystemClassified(
                "hiring",
                facts,
                "rules-1",
                "00",
                DAY,
                new RiskVerdict(
                        risk,
                        risk,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(owed).stream()
                                .map(article -> new LegalDuty(
                                        article, "t", List.of(new DateReading(DAY, "b")), false, true, null))
                                .toList()),
                "ada");
    }

    private static RiskEntry hazard(String id, String measure) {
        return new RiskEntry(
                id,
                "d",
                "i",
                RiskEntry.Source.MONITORING,
                RiskEntry.Grade.LOW,
                RiskEntry.Grade.LOW,
                measure,
                RiskEntry.MeasureKind.CONTROL,
                RiskEntry.Grade.LOW,
                null,
                null,
                null,
                null);
    }

    @Test
    void keepsTheNewestOfWhatIsSaidAndWhoSaidItWhereAndWhen() {
        // when
        AiSystem system = after(
                new SystemDescribed("hiring", described(AiRole.PROVIDER), "we sell it", "bob"),
                new SystemStatusChanged("hiring", SystemStatus.PLANNED, SystemStatus.IN_SERVICE, "go", "bob"),
                new RiskRecorded("hiring", 1, hazard("h-1", "first"), "ada"),
                new RiskRecorded("hiring", 1, hazard("h-2", "other"), "ada"),
                new RiskRecorded("hiring", 2, hazard("h-1", "second"), "cyd"),
                new RegistrationRecorded(
                        "hiring",
                        AnnexEight.A,
                        List.of(new NumberedText("6", "old"), new NumberedText("1", "Acme")),
                        "ada"),
                new RegistrationRecorded("hiring", AnnexEight.A, List.of(new NumberedText("6", "new")), "ada"),
                new DocumentationRecorded("hiring", List.of(new NumberedText("2(b)", "old")), "ada"),
                new DocumentationRecorded(
                        "hiring", List.of(new NumberedText("7", "none"), new NumberedText("2(b)", "new")), "bob"),
                new DatabaseEntered("hiring", AnnexEight.A, "EU-1", DAY, "ada"),
                new InstructionsRecorded("hiring", 1, new Instructions(List.of(), "book", "ab", DAY), "ada"));

        // then
        assertThat(system.description().roles()).containsExactly(AiRole.PROVIDER);
        assertThat(system.facts().roles()).containsExactly(AiRole.PROVIDER);
        assertThat(system.status()).isEqualTo(SystemStatus.IN_SERVICE);
        assertThat(system.statusSince()).isEqualTo(new AiSystems.Mark(2, START.plusSeconds(2), "bob"));
        assertThat(system.documentation())
                .extracting(said ->
                        said.point() + " " + said.text() + " " + said.mark().by())
                .containsExactly("2(b) new bob", "7 none bob");
        assertThat(system.risks())
                .extracting(risk -> risk.entry().measure() + " " + risk.version() + " "
                        + risk.mark().by())
                .containsExactly("second 2 cyd", "other 1 ada");
        assertThat(system.registration()).extracting(AiSystems.Field::text).containsExactly("new", "Acme");
        assertThat(system.entries())
                .singleElement()
                .extracting(AiSystems.DatabaseEntry::number)
                .isEqualTo("EU-1");
        assertThat(system.instructions()).isNotNull();
    }

    @Test
    void saysWhenAClassIsOlderThanItsFacts() {
        // given
        SystemFacts facts = new SystemFacts(HIRING.roles(), List.of(), USE, null);

        // then
        assertThat(after(new UseAssessed("hiring", 1, USE, "ada"), classified(facts, RiskClass.MINIMAL))
                        .outdated())
                .isFalse();
        assertThat(after(
                                classified(
                                        new SystemFacts(HIRING.roles(), List.of(), null, null), RiskClass.UNCLASSIFIED),
                                new UseAssessed("hiring", 1, USE, "ada"))
                        .outdated())
                .isTrue();
        assertThat(after().outdated()).isFalse();
    }

    @Test
    void keepsThatTheAuthorityWasNotifiedOfTheNewestVersionOnly() {
        // given
        ImpactItems items = new ImpactItems("a", "b", "c", "d", "e", "f");
        Event first = new ImpactAssessed("hiring", 1, items, null, "ada");
        Event told = new ImpactNotified("hiring", 1, "BNetzA", DAY, "ada");
        Event second = new ImpactAssessed("hiring", 2, items, "dpia-1", "ada");

        // then
        assertThat(after(first, told).impact().notified().authority()).isEqualTo("BNetzA");
        assertThat(after(first, told, second).impact().notified()).isNull();
        assertThat(after(first, second, told).impact().notified()).isNull();
    }

    @Test
    void knowsWhoOverseesOnADay() {
        // given
        AiSystem system = after(
                new OverseerAssigned(
                        "hiring",
                        new OversightAssignment("a-1", "lead", "c", "t", "a", DAY, DAY.plusDays(9), null),
                        "ada"),
                new OverseerAssigned(
                        "hiring", new OversightAssignment("a-2", "vice", "c", "t", "a", DAY, null, null), "ada"),
                new OverseerRelieved("hiring", "a-2", DAY.plusDays(5), "moved", "ada"));

        // then
        assertThat(active(system, DAY.minusDays(1))).isEmpty();
        assertThat(active(system, DAY)).containsExactly("a-1", "a-2");
        assertThat(active(system, DAY.plusDays(5))).containsExactly("a-1");
        assertThat(active(system, DAY.plusDays(9))).containsExactly("a-1");
        assertThat(active(system, DAY.plusDays(10))).isEmpty();
    }

    private static List<String> active(AiSystem system, LocalDate on) {
        return system.overseers().stream()
                .filter(overseer -> overseer.active(on))
                .map(overseer -> overseer.assignment().assignment())
                .toList();
    }

    @Test
    void namesWhatIsMissing() {
        // given
        SystemFacts facts = new SystemFacts(HIRING.roles(), List.of(), null, null);
        AiSystem risky = after(classified(facts, RiskClass.HIGH_RISK, "Art. 27", "Art. 49(3)"));

        // then
        assertThat(SystemGaps.of(after(), "rules-1", DAY)).containsExactly("It was never classified. Classify it.");
        assertThat(String.join("\n", SystemGaps.of(risky, "rules-2", DAY)))
                .contains("rules-2 is adopted", "Nobody oversees it", "risk register", "instructions", "Art. 27")
                .contains("EU database");
        assertThat(SystemGaps.of(after(classified(facts, RiskClass.MINIMAL)), "rules-1", DAY))
                .isEmpty();
        assertThat(SystemGaps.of(after(classified(facts, RiskClass.PROHIBITED)), "rules-1", DAY))
                .containsExactly("It does what Art. 5 prohibits. Suspend it.");
    }

    @Test
    void wantsTwoPersonsWhereTheSystemIdentifiesPeople() {
        // given
        SystemClassified classified = new SystemClassified(
                "hiring",
                new SystemFacts(HIRING.roles(), List.of(), null, null),
                "rules-1",
                "00",
                DAY,
                new RiskVerdict(
                        RiskClass.HIGH_RISK,
                        RiskClass.HIGH_RISK,
                        List.of(),
                        List.of(new LegalReason("annex-iii.1(a)", "a", "b", "t", List.of(), false, true)),
                        List.of(),
                        List.of()),
                "ada");

        // then
        assertThat(String.join("\n", SystemGaps.of(after(assigned(null), classified), "rules-1", DAY)))
                .contains("Art. 14(5)");
        assertThat(String.join("\n", SystemGaps.of(after(assigned("vice"), classified), "rules-1", DAY)))
                .doesNotContain("Art. 14(5)");
    }

    private static OverseerAssigned assigned(@Nullable String second) {
        return new OverseerAssigned(
                "hiring", new OversightAssignment("a-1", "lead", "c", "t", "a", DAY, null, second), "ada");
    }

    @Test
    void knowsNoSystemThatWasNeverRegistered() {
        assertThatThrownBy(() -> fold(new AiSystems(), stream("system/x", new UseAssessed("x", 1, USE, "ada"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsWorkflowsAgentsModelsAndServersInTraffic() {
        // given
        List<Recorded> log = new ArrayList<>(task("a", completed("home/small", 5)));
        log.addAll(task("b", completed("home/small", 5), new ToolCallRequested("crm", "find", "00", null)));

        // when
        List<PartInUse> parts = List.copyOf(fold(new PartsInUse(), log).values());

        // then
        assertThat(parts)
                .extracting(part -> part.part() + " " + part.modelVersion() + " " + part.tasks())
                .containsExactly(
                        "AGENT support-bot null 2",
                        "MODEL home/small home/small-2026 2",
                        "TOOL_SERVER crm null 1",
                        "WORKFLOW triage null 2");
        assertThat(parts.getFirst().first()).isEqualTo(START);
        assertThat(parts.get(1).part()).isEqualTo(new SystemPart(Kind.MODEL, "home/small"));
    }

    @Test
    void addsLogsOfTheSameServiceUp() {
        // given
        Instant noon = Instant.parse("2026-11-20T12:00:00Z");
        List<Recorded> log = stream(
                "shadow-ai",
                imported("aa", new ServiceUse("ChatGPT", "OpenAI", 3, 2L, 100L, noon, noon.plusSeconds(60))),
                imported("bb", new ServiceUse("ChatGPT", "OpenAI", 4, 1L, null, noon.minusSeconds(60), noon)),
                imported("cc", new ServiceUse("Claude", "Anthropic", 1, null, null, null, null)));

        // when
        var services = fold(new ShadowServices(), log);

        // then
        assertThat(services.get("ChatGPT"))
                .isEqualTo(new Service(
                        "ChatGPT", "OpenAI", 7, 2L, 100L, noon.minusSeconds(60), noon.plusSeconds(60), 2, 1));
        assertThat(services.get("Claude").first()).isEqualTo(START.plusSeconds(2));
    }

    private static ShadowAiImported imported(String file, ServiceUse use) {
        return new ShadowAiImported(file, "00", 1, 0, 0, List.of(use), "ada");
    }
}
