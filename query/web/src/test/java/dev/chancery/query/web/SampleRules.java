package dev.chancery.query.web;

import dev.chancery.contracts.command.SystemCommand;
import dev.chancery.contracts.command.SystemCommand.AssessDerogation;
import dev.chancery.contracts.command.SystemCommand.AssessUse;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.command.SystemCommand.RegisterSystem;
import dev.chancery.contracts.command.SystemCommand.ScreenPractices;
import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.NumberedText;
import dev.chancery.contracts.fact.OversightAssignment;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskEntry;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemDescription;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
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

    /** A system as the commands about it tell; null while it was not registered. */
    static SystemView told(String id, List<SystemCommand> commands) {
        SystemView told = null;
        for (SystemCommand command : commands) {
            if (!command.system().equals(id)) {
                continue;
            }
            if (command instanceof RegisterSystem register) {
                told = view(
                        id,
                        register.description(),
                        new SystemFacts(register.description().roles(), List.of(), null, null),
                        null,
                        true);
            }
            if (told == null) {
                continue;
            }
            SystemFacts facts = told.facts();
            SystemFacts now = switch (command) {
                case ScreenPractices screen ->
                    new SystemFacts(facts.roles(), screen.practices(), facts.use(), facts.derogation());
                case AssessUse use -> new SystemFacts(facts.roles(), facts.practices(), use.use(), facts.derogation());
                case AssessDerogation claim ->
                    new SystemFacts(facts.roles(), facts.practices(), facts.use(), claim.derogation());
                default -> facts;
            };
            ClassifiedView classified = command instanceof ClassifySystem classify
                    ? new ClassifiedView(
                            new SampleRules().classify(now, classify.ruleSet(), classify.on()),
                            classify.ruleSet(),
                            "01",
                            classify.on(),
                            MARK)
                    : told.classified();
            told = view(id, told.description(), now, classified, !(command instanceof ClassifySystem));
        }
        return told;
    }

    private static SystemView view(
            String id, SystemDescription description, SystemFacts facts, ClassifiedView classified, boolean outdated) {
        return new SystemView(
                id,
                description,
                SystemStatus.IN_SERVICE,
                MARK,
                MARK,
                MARK,
                facts,
                null,
                null,
                null,
                classified,
                outdated,
                null,
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of("Nobody oversees it."),
                List.of(new SystemView.HistoryView(7, MARK.at(), "ai-system.registered", "ada")));
    }

    /** Small, and with every list that a classification asks by. */
    private static final String LAW = """
            {"version": "rules-1", "title": "The Act", "note": "A note.", "sources": ["OJ"],
             "practices": [
               {"point": "a", "title": "manipulation", "text": "subliminal techniques", "exceptions": [],
                "readings": [{"from": "2025-02-02", "basis": "Art. 113(a)"}]},
               {"point": "f", "title": "emotions at work", "text": "to infer emotions", "exceptions": [{"name": "SAFETY", "text": "for safety"}],
                "readings": [{"from": "2099-12-02", "basis": "Art. 113(b)"}]}],
             "annexOne": {"article": "Art. 6(1)", "text": "a safety component", "readings": [{"from": "2028-08-02", "basis": "Art. 113(c)"}],
               "items": [{"item": "A.11", "text": "medical devices"}]},
             "annexThree": {"article": "Art. 6(2)", "text": "referred to in Annex III", "readings": [{"from": "2027-12-02", "basis": "Art. 113(c)"}],
               "points": [{"point": "4(a)", "area": "Employment", "text": "recruitment", "exclusions": []},
                          {"point": "5(b)", "area": "Services", "text": "creditworthiness", "exclusions": [{"name": "FRAUD_DETECTION", "text": "detects fraud"}]}]},
             "derogation": {"article": "Art. 6(3)", "text": "no significant risk", "readings": [{"from": "2027-12-02", "basis": "Art. 113(c)"}],
               "conditions": [{"point": "a", "text": "a narrow procedural task"}], "profiling": "always high-risk where it performs profiling"},
             "transparency": [{"point": "50(1)", "title": "tell persons", "roles": ["PROVIDER"], "text": "informed that they interact",
               "exclusions": [{"name": "OBVIOUS", "text": "obvious"}], "readings": [{"from": "2026-08-02", "basis": "Art. 113"}], "legacy": null}],
             "provisions": [{"article": "Art. 6(1a)", "text": "not as safety components"}],
             "duties": []}
            """;

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
        return version.equals("rules-1") ? LAW : "{\"version\":\"" + version + "\"}";
    }

    @Override
    public List<String> practices(String version) {
        return List.of("a", "f");
    }

    @Override
    public RiskVerdict classify(SystemFacts facts, String version, LocalDate on) {
        boolean applies = !on.isBefore(FROM);
        UseFacts use = facts.use();
        boolean profiles = use != null && Boolean.TRUE.equals(use.profiling()) && use.annexThree() != null;
        return version.equals("rules-1") && !profiles
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
                        List.of(new LegalDuty(
                                "Art. 26",
                                "obligations of deployers",
                                List.of(
                                        new DateReading(FROM, "Art. 113"),
                                        new DateReading(FROM.plusYears(1), "the other reading")),
                                true,
                                applies,
                                null)));
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
