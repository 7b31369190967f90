package dev.chancery.query.web;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.SystemFactsView;
import dev.chancery.query.contracts.SystemFactsView.KnownView;
import dev.chancery.query.contracts.SystemView;
import dev.chancery.query.contracts.SystemView.ClassifiedView;
import dev.chancery.query.contracts.SystemView.MarkView;
import dev.chancery.query.contracts.SystemsView.SystemLine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Two rule sets: by the first everything is minimal; by the second everything is high-risk, which applies from 2027-12-02. */
final class SampleRules implements RiskRules {

    private static final LocalDate FROM = LocalDate.of(2027, 12, 2);
    private static final MarkView MARK = new MarkView(7, Instant.EPOCH, "ada");
    private static final SystemFacts FACTS = new SystemFacts(List.of(AiRole.PROVIDER), List.of(), null, null);

    static SystemFactsView facts() {
        return new SystemFactsView(
                List.of(known("gone", SystemStatus.DECOMMISSIONED), known("hiring", SystemStatus.IN_SERVICE)));
    }

    private static KnownView known(String id, SystemStatus status) {
        return new KnownView(id, "The " + id, status, FACTS, "rules-1", FROM, minimal(), false);
    }

    /** As the inventory has it. */
    static SystemLine line(String id) {
        return new SystemLine(
                id,
                "The " + id,
                "o",
                FACTS.roles(),
                SystemStatus.IN_SERVICE,
                RiskClass.MINIMAL,
                RiskClass.MINIMAL,
                List.of(),
                FROM,
                MARK.at(),
                "rules-1",
                true,
                List.of());
    }

    static SystemView system(String id, boolean classified) {
        return new SystemView(
                id,
                new SystemDescription("The " + id, "p", FACTS.roles(), "o", "Acme", List.of("DE"), List.of()),
                SystemStatus.IN_SERVICE,
                MARK,
                MARK,
                MARK,
                FACTS,
                null,
                null,
                null,
                classified ? new ClassifiedView(minimal(), "rules-1", "01", FROM, MARK) : null,
                true,
                null,
                List.of(new SystemView.RiskView(
                        1,
                        new RiskEntry(
                                "bias",
                                "It prefers some.",
                                "equal treatment",
                                RiskEntry.Source.INTENDED_USE,
                                RiskEntry.Grade.LOW,
                                RiskEntry.Grade.HIGH,
                                "A person decides.",
                                RiskEntry.MeasureKind.CONTROL,
                                RiskEntry.Grade.LOW,
                                null,
                                null,
                                null,
                                LocalDate.of(2027, 3, 1)),
                        MARK)),
                List.of(new SystemView.OverseerView(
                        new OversightAssignment(
                                "o-1", "hr lead", "knows", "2026", "stop", FROM, FROM.plusYears(1), null),
                        true,
                        MARK,
                        null)),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static RiskVerdict minimal() {
        return new RiskVerdict(RiskClass.MINIMAL, RiskClass.MINIMAL, List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public List<Version> versions() {
        return List.of(
                new Version("rules-1", "As published", "n", List.of("s"), "01"),
                new Version("rules-2", "As amended", "n", List.of("s"), "02"));
    }

    @Override
    public String text(String version) {
        return "{\"version\":\"" + version + "\"}";
    }

    @Override
    public List<String> practices(String version) {
        return List.of("a", "f");
    }

    @Override
    public RiskVerdict classify(SystemFacts facts, String version, LocalDate on) {
        boolean applies = !on.isBefore(FROM);
        return version.equals("rules-1")
                ? minimal()
                : new RiskVerdict(
                        RiskClass.HIGH_RISK,
                        applies ? RiskClass.HIGH_RISK : RiskClass.MINIMAL,
                        List.of(RiskVerdict.Basis.ANNEX_III),
                        List.of(new LegalReason(
                                "annex-iii.4(a)",
                                "Art. 6(2)",
                                "It recruits.",
                                "text",
                                List.of(new DateReading(FROM, "Art. 113")),
                                false,
                                applies)),
                        List.of(),
                        List.of());
    }

    @Override
    public List<Section> registration(SystemView system, RiskVerdict verdict, String version) {
        return List.of(new Section(
                AnnexEight.B,
                "Art. 49(2)",
                false,
                List.of(
                        new Line("1", "provider", null, false, false),
                        new Line("2", "submitter", null, false, true),
                        new Line("4", "trade name", "The hiring", true, false))));
    }

    @Override
    public List<NumberedText> annexFour() {
        return List.of(new NumberedText("1(a)", "Intended purpose"), new NumberedText("2(b)", "Design"));
    }
}
