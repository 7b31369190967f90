package dev.chancery.decisions.lineage;

import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.Agent;
import dev.chancery.decisions.policy.Policy.Grant;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Rubric;
import dev.chancery.decisions.policy.Policy.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version of the policy changes a workflow in a way that may be a substantial modification: what it is for, what its outputs
 * are held against, what its agents may do, what it answers from. Prices, budgets, keys and thresholds of gates are no such change; which
 * model answers is seen where one does.
 */
public final class ModificationDecision {

    /**
     * A change.
     *
     * @param what in a sentence
     */
    public record Change(WorkflowId workflow, ModificationKind kind, String what) {}

    private ModificationDecision() {}

    /** What a policy changes of the workflows that the one before had, in its order. A workflow that is new, or gone, is not modified. */
    public static List<Change> between(Policy before, Policy after) {
        List<Change> changes = new ArrayList<>();
        for (Workflow then : before.workflows()) {
            after.workflow(then.id()).ifPresent(now -> changes(then, now, before, after, changes));
        }
        return List.copyOf(changes);
    }

    private static void changes(Workflow then, Workflow now, Policy before, Policy after, List<Change> changes) {
        WorkflowId workflow = then.id();
        if (!then.purpose().equals(now.purpose())) {
            changes.add(new Change(
                    workflow,
                    ModificationKind.PURPOSE,
                    "Its purpose was \"" + then.purpose() + "\" and is \"" + now.purpose() + "\"."));
        }
        String rubricThen = rubric(before.rubricOf(workflow));
        String rubricNow = rubric(after.rubricOf(workflow));
        if (!rubricThen.equals(rubricNow)) {
            changes.add(new Change(
                    workflow,
                    ModificationKind.RUBRIC,
                    "Its outputs were held against " + rubricThen + " and are held against " + rubricNow + "."));
        }
        List<String> toolsThen = tools(workflow, before);
        List<String> toolsNow = tools(workflow, after);
        if (!toolsThen.equals(toolsNow)) {
            changes.add(new Change(workflow, ModificationKind.TOOLS, "Its agents " + told(toolsThen, toolsNow)));
        }
        List<String> filesThen = files(then.knowledge());
        List<String> filesNow = files(now.knowledge());
        if (!filesThen.equals(filesNow)) {
            changes.add(new Change(
                    workflow,
                    ModificationKind.KNOWLEDGE,
                    "An embedded model answered from " + list(filesThen) + " and answers from " + list(filesNow)
                            + "."));
        }
    }

    private static String rubric(Optional<Rubric> rubric) {
        return rubric.map(each -> each.id() + " version " + each.version() + " (" + each.digest() + ")")
                .orElse("no rubric");
    }

    /** What the agents of a workflow may call, each grant whole. */
    private static List<String> tools(WorkflowId workflow, Policy policy) {
        List<String> tools = new ArrayList<>();
        for (Agent agent : policy.agents()) {
            if (agent.workflows().contains(workflow)) {
                for (Grant grant : agent.tools()) {
                    tools.add(agent.id().value() + " " + grant.name() + " " + grant.access() + ", reviewed "
                            + grant.review() + ", suspicious results " + grant.results() + limits(grant));
                }
            }
        }
        return tools.stream().sorted().toList();
    }

    private static String limits(Grant grant) {
        return (grant.perMinute() == null ? "" : ", " + grant.perMinute() + " a minute")
                + (grant.perHour() == null ? "" : ", " + grant.perHour() + " an hour")
                + (grant.arguments() == null ? "" : ", arguments " + grant.arguments())
                + (grant.when() == null ? "" : ", when " + grant.when());
    }

    private static String told(List<String> before, List<String> after) {
        List<String> gained =
                after.stream().filter(each -> !before.contains(each)).toList();
        List<String> lost =
                before.stream().filter(each -> !after.contains(each)).toList();
        return "may call what they could not: " + list(gained) + "; and no longer: " + list(lost) + ".";
    }

    private static List<String> files(@Nullable Knowledge knowledge) {
        if (knowledge == null) {
            return List.of();
        }
        List<String> files = new ArrayList<>();
        if (knowledge.examples() != null) {
            files.add(knowledge.examples().path() + " (" + knowledge.examples().sha256() + ")");
        }
        knowledge.documents().forEach(file -> files.add(file.path() + " (" + file.sha256() + ")"));
        return files;
    }

    private static String list(List<String> all) {
        return all.isEmpty() ? "nothing" : String.join("; ", all);
    }
}
