package dev.chancery.folds.dossier;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.KillSwitchEvent;
import dev.chancery.contracts.event.LineageEvent.ModificationAssessed;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.RuleSetEvent.RuleSetAdopted;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.AiSystems;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.BiasChecks;
import dev.chancery.folds.BiasFindings;
import dev.chancery.folds.BiasLimits;
import dev.chancery.folds.BiasPairRuns;
import dev.chancery.folds.BiasStandings;
import dev.chancery.folds.BiasSuites;
import dev.chancery.folds.BiasUses;
import dev.chancery.folds.CalibrationCases;
import dev.chancery.folds.Duties;
import dev.chancery.folds.Erasures;
import dev.chancery.folds.Fold;
import dev.chancery.folds.Incidents;
import dev.chancery.folds.Incidents.Incident;
import dev.chancery.folds.LegalHolds;
import dev.chancery.folds.ModelVersions;
import dev.chancery.folds.PartsInUse;
import dev.chancery.folds.Policies;
import dev.chancery.folds.Reviewers;
import dev.chancery.folds.Step;
import dev.chancery.folds.UsageImports;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands on record when a part of the log is over: systems, duties, incidents, checks for bias, oversight, what answered and what
 * providers charge. In memory is what people and schedules made, of which there is little, the tasks that are under way, and of all others
 * sums by day and version.
 */
public final class Dossier {

    private final ModelTotals models = new ModelTotals();
    private final OpenTasks tasks = new OpenTasks(models::add);
    private final ProviderTotals calls = new ProviderTotals();
    private final PromptTotals prompts = new PromptTotals();
    private final Cases cases = new Cases();
    private final SortedMap<String, String> policyDocuments = new TreeMap<>();
    private final List<Said<RuleSetAdopted>> ruleSets = new ArrayList<>();
    private final List<Said<KillSwitchEvent>> stops = new ArrayList<>();
    private final SortedMap<String, Said<ModificationAssessed>> modifications = new TreeMap<>();
    private final SortedMap<String, Said<ToolPinEvent>> pins = new TreeMap<>();
    private long position;

    private final States<AiSystem> systems = new States<>(new AiSystems());
    private final States<Duties.Standing> duties = new States<>(new Duties());
    private final States<Incident> incidents = new States<>(new Incidents());
    private final States<BiasChecks.Check> checks = new States<>(new BiasChecks());
    private final States<BiasFindings.Finding> findings = new States<>(new BiasFindings());
    private final States<BiasStandings.Standing> standings = new States<>(new BiasStandings());
    private final States<BiasPairRuns.Run> pairRuns = new States<>(new BiasPairRuns());
    private final States<BiasSuites.Suite> suites = new States<>(new BiasSuites());
    private final States<BiasUses.Use> uses = new States<>(new BiasUses());
    private final States<BiasLimits.Limit> limits = new States<>(new BiasLimits());
    private final States<LegalHolds.Hold> holds = new States<>(new LegalHolds());
    private final States<ModelVersions.Version> versions = new States<>(new ModelVersions());
    private final States<PartsInUse.PartInUse> parts = new States<>(new PartsInUse());
    private final States<Reviewers.Reviewer> reviewers = new States<>(new Reviewers());
    private final States<Gates.OfWorkflow> gates = new States<>(new Gates());
    private final States<Policies.Entry> policies = new States<>(new Policies());
    private final States<Erasures.Entry> erasures = new States<>(new Erasures());
    private final States<UsageImports.Import> imports = new States<>(new UsageImports());
    private final List<States<?>> all = List.of(
            systems, duties, incidents, checks, findings, standings, pairRuns, suites, uses, limits, holds, versions,
            parts, reviewers, gates, policies, erasures, imports);

    /** Takes the next event; all of a stream, in order. */
    public void take(Recorded recorded) {
        Step step = tasks.step(recorded);
        all.forEach(states -> states.take(step));
        calls.take(step);
        prompts.take(recorded);
        cases.take(recorded);
        switch (recorded.event()) {
            case PolicyActivated e -> policyDocuments.put(e.version().value(), e.document());
            case RuleSetAdopted e -> ruleSets.add(said(e, recorded));
            case KillSwitchEvent e -> stops.add(said(e, recorded));
            case ModificationAssessed e -> modifications.put(e.modification(), said(e, recorded));
            case ToolPinEvent e -> pins.put(recorded.stream(), said(e, recorded));
            default -> {}
        }
        position = recorded.position() + 1;
    }

    private static <E extends Event> Said<E> said(E event, Recorded recorded) {
        return new Said<>(event, recorded.at(), recorded.position());
    }

    /** After the last event that was taken. */
    public long position() {
        return position;
    }

    /** By id, decommissioned ones too. */
    public SortedMap<String, AiSystem> systems() {
        return systems.view();
    }

    /** By system, or by the company. */
    public SortedMap<String, Duties.Standing> duties() {
        return duties.view();
    }

    /** By id, closed ones too. */
    public SortedMap<String, Incident> incidents() {
        return incidents.view();
    }

    /** By id. */
    public SortedMap<String, BiasChecks.Check> biasChecks() {
        return checks.view();
    }

    /** By id, closed ones too. */
    public SortedMap<String, BiasFindings.Finding> biasFindings() {
        return findings.view();
    }

    /** By subject of the checks. */
    public SortedMap<String, BiasStandings.Standing> biasStandings() {
        return standings.view();
    }

    /** By id. */
    public SortedMap<String, BiasPairRuns.Run> biasPairRuns() {
        return pairRuns.view();
    }

    /** By id. */
    public SortedMap<String, BiasSuites.Suite> biasSuites() {
        return suites.view();
    }

    /** Records of Article 4a, by id. */
    public SortedMap<String, BiasUses.Use> biasUses() {
        return uses.view();
    }

    /** Bounds by subject. */
    public SortedMap<String, BiasLimits.Limit> biasLimits() {
        return limits.view();
    }

    /** By id, released ones too. */
    public SortedMap<String, LegalHolds.Hold> legalHolds() {
        return holds.view();
    }

    /** Versions that deployments reported, by deployment and version. */
    public SortedMap<String, ModelVersions.Version> modelVersions() {
        return versions.view();
    }

    /** What was seen in traffic. */
    public SortedMap<String, PartsInUse.PartInUse> partsInUse() {
        return parts.view();
    }

    /** What versions of models were used for; tasks under way as they stand. */
    public List<ModelTotals.Total> modelTotals() {
        ModelTotals now = new ModelTotals(models);
        tasks.forEach(now::add);
        return now.all();
    }

    /** Tasks that are in memory. */
    int tasksUnderWay() {
        return tasks.size();
    }

    /** Prompts as callers named them. */
    public List<PromptTotals.Total> prompts() {
        return prompts.all();
    }

    /** Tasks under names that are not among {@link #prompts}, since there are too many. */
    public long promptsLeftOut() {
        return prompts.leftOut();
    }

    /** By person. */
    public SortedMap<String, Reviewers.Reviewer> reviewers() {
        return reviewers.view();
    }

    /** Cases whose right decision was known before, by task. */
    public List<CalibrationCases.Case> calibration() {
        return cases.all();
    }

    /** By workflow. */
    public SortedMap<String, Gates.OfWorkflow> gates() {
        return gates.view();
    }

    /** Kill switches that were pulled and reset, in the order of the log. */
    public List<Said<KillSwitchEvent>> stops() {
        return Collections.unmodifiableList(stops);
    }

    /** Versions of the policy, and the last refused bundle. */
    public SortedMap<String, Policies.Entry> policies() {
        return policies.view();
    }

    /** Canonical JSON of each version of the policy that came into force. */
    public SortedMap<String, String> policyDocuments() {
        return Collections.unmodifiableSortedMap(policyDocuments);
    }

    /** The version of the policy that was in force at the end; empty when none was. */
    public Optional<Policies.Entry> policy() {
        return policies.view().values().stream()
                .filter(entry -> !entry.key().equals(Policies.REJECTED))
                .max((one, other) -> Long.compare(one.position(), other.position()));
    }

    /** Rule sets as they were adopted, in the order of the log. */
    public List<Said<RuleSetAdopted>> ruleSets() {
        return Collections.unmodifiableList(ruleSets);
    }

    /** What people said of changes, the last of each, by the id of the change. */
    public SortedMap<String, Said<ModificationAssessed>> modifications() {
        return Collections.unmodifiableSortedMap(modifications);
    }

    /** The last of each tool, by stream. */
    public SortedMap<String, Said<ToolPinEvent>> toolPins() {
        return Collections.unmodifiableSortedMap(pins);
    }

    /** By id. */
    public SortedMap<String, Erasures.Entry> erasures() {
        return erasures.view();
    }

    /** Exports of providers that were taken in. */
    public SortedMap<String, UsageImports.Import> usageImports() {
        return imports.view();
    }

    /** What providers may charge for, by day. */
    public List<ProviderTotals.Total> providerTotals() {
        return calls.all();
    }

    private static final class States<S> {
        private final Fold<Step, String, S> fold;
        private final SortedMap<String, S> states = new TreeMap<>();

        States(Fold<Step, String, S> fold) {
            this.fold = fold;
        }

        void take(Step step) {
            for (String key : fold.keys(step)) {
                states.put(key, fold.apply(key, states.get(key), step));
            }
        }

        SortedMap<String, S> view() {
            return Collections.unmodifiableSortedMap(states);
        }
    }
}
