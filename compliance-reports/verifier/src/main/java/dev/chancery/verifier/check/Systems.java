package dev.chancery.verifier.check;

import dev.chancery.contracts.event.SystemEvent;
import dev.chancery.contracts.event.SystemEvent.DerogationAssessed;
import dev.chancery.contracts.event.SystemEvent.PracticesScreened;
import dev.chancery.contracts.event.SystemEvent.SystemClassified;
import dev.chancery.contracts.event.SystemEvent.SystemDescribed;
import dev.chancery.contracts.event.SystemEvent.SystemRegistered;
import dev.chancery.contracts.event.SystemEvent.UseAssessed;
import dev.chancery.contracts.fact.SystemFacts;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.risk.RiskDecision;
import dev.chancery.decisions.risk.RuleSets;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of each AI system, folded from its stream, and the classes that follow from them. */
final class Systems {

    /** So many systems may there be. */
    private static final int MAX_SYSTEMS = 100_000;

    private static final String STREAM = "system/";

    /** Of the streams that the pack has from their start. */
    private final Map<String, SystemFacts> facts = new HashMap<>();

    /** Whether this version has the rules that a system was classified by. */
    static boolean knows(SystemClassified event) {
        return RuleSets.find(event.ruleSet()).isPresent();
    }

    /** Takes the next event of a system. */
    void take(StoredEvent stored, SystemEvent event) {
        SystemFacts known = facts.get(stored.stream());
        if (stored.sequence() == 0 && event instanceof SystemRegistered e) {
            facts.put(stored.stream(), new SystemFacts(e.description().roles(), List.of(), null, null));
            if (facts.size() > MAX_SYSTEMS) {
                throw new PackDefect(Verdict.UNVERIFIABLE, "There are more than " + MAX_SYSTEMS + " AI systems.");
            }
        } else if (known != null) {
            facts.put(stored.stream(), after(known, event));
        }
    }

    private static SystemFacts after(SystemFacts known, SystemEvent event) {
        return switch (event) {
            case SystemDescribed e ->
                new SystemFacts(e.description().roles(), known.practices(), known.use(), known.derogation());
            case PracticesScreened e -> new SystemFacts(known.roles(), e.practices(), known.use(), known.derogation());
            case UseAssessed e -> new SystemFacts(known.roles(), known.practices(), e.use(), known.derogation());
            case DerogationAssessed e -> new SystemFacts(known.roles(), known.practices(), known.use(), e.derogation());
            default -> known;
        };
    }

    /**
     * A classification as it has to be: by what the stream says of the system, as far as the pack has it, under the rules that this version
     * has by that name.
     *
     * @return null when there can be no such event
     */
    @Nullable
    SystemClassified again(StoredEvent stored, SystemClassified event) {
        SystemFacts known = facts.get(stored.stream());
        if (stored.sequence() == 0 || !stored.stream().equals(STREAM + event.system())) {
            return null;
        }
        SystemFacts by = known == null ? event.facts() : known;
        RuleSets.Shipped rules = RuleSets.of(event.ruleSet());
        return new SystemClassified(
                event.system(),
                by,
                event.ruleSet(),
                rules.digest(),
                event.on(),
                RiskDecision.classify(by, rules.rules(), event.on()),
                event.by());
    }
}
