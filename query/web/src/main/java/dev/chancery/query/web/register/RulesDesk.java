package dev.chancery.query.web.register;

import dev.chancery.contracts.command.RuleSetCommand.AdoptRuleSet;
import dev.chancery.contracts.command.SystemCommand.ClassifySystem;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.LegalDuty;
import dev.chancery.contracts.fact.LegalReason;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.query.contracts.AdoptedRulesView;
import dev.chancery.query.contracts.AdoptedRulesView.AdoptionView;
import dev.chancery.query.contracts.SystemFactsView.KnownView;
import dev.chancery.query.contracts.SystemQuery.FindAdoptedRules;
import dev.chancery.query.contracts.SystemQuery.FindSystemFacts;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.RiskRules;
import dev.chancery.query.web.RiskRules.Version;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where the API and the console read versions of the law as data, ask what would change under one, and adopt one. */
@Component
public final class RulesDesk {

    private final Desk desk;
    private final RiskRules rules;

    RulesDesk(Desk desk, RiskRules rules) {
        this.desk = desk;
        this.rules = rules;
    }

    /** The rule sets that there are, and which is adopted; null while none is. */
    public record Rules(@Nullable String adopted, List<Version> versions, List<AdoptionView> adoptions) {}

    public Rules all() {
        AdoptedRulesView adopted = desk.ask(new FindAdoptedRules());
        return new Rules(adopted.version(), rules.versions(), adopted.adoptions());
    }

    public String text(String version) {
        return rules.text(known(version).version());
    }

    private Version known(String version) {
        return rules.versions().stream()
                .filter(each -> each.version().equals(version))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("rule set", version));
    }

    /**
     * What a rule set would change; nothing is recorded.
     *
     * @param systems of which something would change
     * @param unchanged how many others there are
     */
    public record Changes(String version, String digest, LocalDate on, List<SystemChanges> systems, int unchanged) {}

    /**
     * What would change of a system.
     *
     * @param ruleSet that it was classified by last, null while it never was
     * @param on likewise
     */
    public record SystemChanges(
            String system,
            String name,
            @Nullable String ruleSet,
            @Nullable LocalDate on,
            RiskClass before,
            RiskClass after,
            List<Change> changes) {}

    /** A field; null where there is none. */
    public record Change(
            String field, @Nullable String before, @Nullable String after) {}

    public Changes changes(String version, @Nullable LocalDate on) {
        Version known = known(version);
        LocalDate day = on == null ? LocalDate.now(Clock.systemUTC()) : on;
        List<SystemChanges> changed = new ArrayList<>();
        List<KnownView> systems = desk.ask(new FindSystemFacts()).systems();
        for (KnownView system : systems) {
            RiskVerdict before = system.verdict();
            RiskVerdict after = rules.classify(system.facts(), version, day);
            List<Change> changes = changes(fields(before), fields(after));
            if (!changes.isEmpty()) {
                changed.add(new SystemChanges(
                        system.system(),
                        system.name(),
                        system.ruleSet(),
                        system.on(),
                        before == null ? RiskClass.UNCLASSIFIED : before.risk(),
                        after.risk(),
                        changes));
            }
        }
        return new Changes(version, known.digest(), day, changed, systems.size() - changed.size());
    }

    private static List<Change> changes(SortedMap<String, String> before, SortedMap<String, String> after) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            String was = before.get(name);
            String is = after.get(name);
            if (was == null || !was.equals(is)) {
                changes.add(new Change(name, was, is));
            }
        }
        return changes;
    }

    private static SortedMap<String, String> fields(@Nullable RiskVerdict verdict) {
        SortedMap<String, String> fields = new TreeMap<>();
        if (verdict == null) {
            return fields;
        }
        fields.put("risk", verdict.risk().name());
        fields.put("applying", verdict.applying().name());
        if (!verdict.basis().isEmpty()) {
            fields.put("basis", verdict.basis().stream().map(Enum::name).collect(Collectors.joining(", ")));
        }
        for (String fact : verdict.missing()) {
            fields.put("missing." + fact.split(":", 2)[0], fact);
        }
        for (LegalReason reason : verdict.reasons()) {
            String name = "reasons." + reason.rule();
            fields.put(name, reason.because());
            fields.put(name + ".from", dates(reason.readings()));
            fields.put(name + ".applies", String.valueOf(reason.applies()));
        }
        for (LegalDuty duty : verdict.duties()) {
            String name = "duties." + duty.article();
            fields.merge(name, duty.title(), (one, other) -> one);
            fields.merge(name + ".from", dates(duty.readings()), (one, other) -> one + "; " + other);
            fields.merge(name + ".applies", String.valueOf(duty.applies()), (one, other) -> one + "; " + other);
            if (duty.note() != null) {
                fields.put(name + ".note", duty.note());
            }
        }
        return fields;
    }

    private static String dates(List<DateReading> readings) {
        return readings.stream().map(reading -> reading.from().toString()).collect(Collectors.joining(" or "));
    }

    /** Why a rule set is adopted. */
    public record Adopting(@Nullable String reason) {}

    /**
     * What came of an adoption.
     *
     * @param classified systems that were classified again
     * @param left systems that were not, with the reason; call again for these
     */
    public record Adopted(String version, String digest, LocalDate on, List<String> classified, List<Left> left) {}

    /** A system that could not be classified. */
    public record Left(String system, String problem) {}

    /** Adopts it and classifies every system again that is not decommissioned. */
    public Adopted adopt(String version, Adopting body, String by) {
        Version known = known(version);
        desk.act(new AdoptRuleSet(version, desk.reason(body.reason()), by));
        LocalDate today = LocalDate.now(Clock.systemUTC());
        List<String> classified = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        for (KnownView system : desk.ask(new FindSystemFacts()).systems()) {
            if (system.status() == SystemStatus.DECOMMISSIONED) {
                continue;
            }
            try {
                desk.act(new ClassifySystem(system.system(), version, today, by));
                classified.add(system.system());
            } catch (Problem e) {
                left.add(new Left(system.system(), String.valueOf(e.getBody().getDetail())));
            }
        }
        return new Adopted(version, known.digest(), today, classified, left);
    }
}
