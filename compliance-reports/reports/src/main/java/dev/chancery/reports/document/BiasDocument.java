package dev.chancery.reports.document;

import static dev.chancery.reports.document.DocumentJson.map;

import dev.chancery.contracts.event.BiasEvent.BiasPairsChecked;
import dev.chancery.contracts.fact.BiasPairFacts;
import dev.chancery.folds.BiasFindings.Finding;
import dev.chancery.folds.BiasPairRuns.Run;
import dev.chancery.folds.dossier.Dossier;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks for bias, what they found and what became of it, and counterfactual prompts. */
final class BiasDocument implements Document {

    static final String NAME = "documents/bias.json";

    private static final Map<String, Object> CONVENTIONS = map(
            "AIF360",
            "The group minus, or over, the groups named privileged. A negative difference is to the group's disadvantage.",
            "FAIRLEARN",
            "The largest minus the smallest of all groups, or the smallest over the largest. Nobody is named privileged; no sign.",
            "LL144",
            "The group over the group with the highest rate, as of New York City's Local Law 144.",
            "COUNTERFACTUAL",
            "The value against the first one of the suite, in the same prompt. A negative difference is to the value's disadvantage.");

    @Override
    public List<PackFile> write(PackSubject subject) {
        Dossier dossier = subject.dossier();
        return List.of(DocumentJson.of("bias", "Checks for bias", subject)
                .put(
                        "note",
                        "Bounds are set by people; no law gives such a number. Intervals have a confidence of 95 %. Groups with fewer cases"
                                + " than the rules of a check allow are not told.")
                .put("conventions", CONVENTIONS)
                .list(
                        "checks",
                        Matter.BIAS,
                        dossier.biasChecks().values().stream()
                                .sorted(Comparator.comparingLong(check -> check.position()))
                                .toList(),
                        check -> check,
                        "No check for bias is on record. POST /api/bias/checks makes one.")
                .list(
                        "findings",
                        Matter.BIAS,
                        dossier.biasFindings().values().stream()
                                .sorted(Comparator.comparingLong(Finding::position))
                                .toList(),
                        finding -> finding(finding, subject.asOf()),
                        dossier.biasChecks().isEmpty() && dossier.biasPairRuns().isEmpty()
                                ? "Nothing was checked, so nothing was found."
                                : "No check found a result that is beyond its bound and significant.")
                .list(
                        "counterfactualRuns",
                        Matter.BIAS,
                        dossier.biasPairRuns().values().stream()
                                .sorted(Comparator.comparingLong(Run::position))
                                .toList(),
                        BiasDocument::run,
                        "No run of counterfactual prompts is on record. POST /api/bias/pairs/{suite}/runs begins one.")
                .list(
                        "suites",
                        Matter.BIAS,
                        dossier.biasSuites().values(),
                        suite -> suite,
                        "No suite of counterfactual prompts is on record.")
                .list(
                        "bounds",
                        Matter.BIAS,
                        dossier.biasLimits().values(),
                        limit -> limit,
                        "Nobody has set bounds, so that only checks that bring their own can find something.")
                .list(
                        "specialCategoryUses",
                        Matter.PROTECTED_ATTRIBUTES,
                        dossier.biasUses().values(),
                        use -> use,
                        "No record of Article 4a is there: no protected attributes were taken in.")
                .file(NAME, "Checks for bias, findings, and counterfactual prompts"));
    }

    private static Map<String, Object> finding(Finding finding, Instant now) {
        return map(
                "state",
                finding.closed() != null
                        ? finding.closed().outcome().name()
                        : finding.isOverdue(now) ? "OVERDUE" : "OPEN",
                "finding",
                finding);
    }

    /** Answers are counted; each is in its task. */
    private static Map<String, Object> run(Run run) {
        return map(
                "started", run.started(),
                "position", run.position(),
                "state", run.checked() != null ? "CHECKED" : run.failed() != null ? "FAILED" : "UNDER_WAY",
                "checked", checked(run.checked()),
                "failed", run.failed(),
                "ended", run.ended());
    }

    private static @Nullable Map<String, Object> checked(@Nullable BiasPairsChecked checked) {
        if (checked == null) {
            return null;
        }
        BiasPairFacts facts = checked.facts();
        return map(
                "suite", facts.suite(),
                "version", facts.version(),
                "attribute", facts.attribute(),
                "values", facts.values(),
                "templates", facts.templates(),
                "answers", facts.answers().size(),
                "undecided", checked.undecided(),
                "rules", facts.rules(),
                "bounds", facts.bounds(),
                "counts", checked.counts(),
                "noise", checked.noise(),
                "results", checked.results());
    }
}
