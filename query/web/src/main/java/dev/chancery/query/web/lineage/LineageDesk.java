package dev.chancery.query.web.lineage;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.LineageCommand.AssessModification;
import dev.chancery.contracts.fact.NamedPrompt;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.LineageQuery.FindBlastRadius;
import dev.chancery.query.contracts.LineageQuery.FindLineage;
import dev.chancery.query.contracts.LineageQuery.FindModelQuality;
import dev.chancery.query.contracts.LineageQuery.FindModelUses;
import dev.chancery.query.contracts.LineageQuery.FindModifications;
import dev.chancery.query.contracts.LineageQuery.FindPromptUses;
import dev.chancery.query.contracts.LineageQuery.OfPrompt;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.ModificationsView.Modification;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where people and programs ask which version of which model touched what, and say what they make of a change. */
@Component
public final class LineageDesk {

    private final Desk desk;

    public LineageDesk(Desk desk) {
        this.desk = desk;
    }

    public ModelUsesView versions(@Nullable String workflow) {
        return desk.ask(new FindModelUses(workflow(workflow)));
    }

    public ModelQualityView quality(@Nullable String workflow) {
        return desk.ask(new FindModelQuality(workflow(workflow)));
    }

    /** Prompts by what callers named them and by the digests of the instructions. */
    public PromptUsesView prompts(@Nullable String workflow) {
        return desk.ask(new FindPromptUses(workflow(workflow)));
    }

    /**
     * What is asked of a blast radius; what is null or blank is not asked.
     *
     * @param prompt {@code name} or {@code name@version}
     * @param instructions digest of the instructions
     */
    public record Touching(
            @Nullable String deployment,
            @Nullable String version,
            @Nullable String prompt,
            @Nullable String instructions,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** What a model or a prompt has touched; 400 when nothing is asked. */
    public BlastRadiusView blastRadius(Touching asked, @Nullable Long after, int limit) {
        return desk.ask(new FindBlastRadius(
                given(asked.deployment()),
                given(asked.version()),
                prompt(given(asked.prompt()), given(asked.instructions())),
                asked.from(),
                asked.to(),
                after,
                limit));
    }

    private static @Nullable OfPrompt prompt(@Nullable String prompt, @Nullable String instructions) {
        if (prompt == null) {
            return instructions == null ? null : new OfPrompt(null, null, instructions);
        }
        if (prompt.indexOf('@') < 0) {
            return new OfPrompt(prompt, null, instructions);
        }
        NamedPrompt named = NamedPrompt.parse(prompt)
                .orElseThrow(() ->
                        Problem.invalid("Give 'prompt' as name or name@version; GET /api/lineage/prompts lists them."));
        return new OfPrompt(named.name(), named.version(), instructions);
    }

    /** Everything upstream of the output of a task, or {@link Problem#notFound}. */
    public TaskLineageView task(String id) {
        return desk.find(new FindLineage(new TaskId(id))).orElseThrow(() -> Problem.notFound("task", id));
    }

    public ModificationsView modifications(@Nullable String workflow) {
        return desk.ask(new FindModifications(workflow(workflow)));
    }

    /** Keeps what a person says of a change. */
    public Modification assess(String id, @Nullable Boolean substantial, @Nullable String reason, String by) {
        if (substantial == null) {
            throw Problem.invalid("Say as 'substantial', true or false, whether it is a substantial modification.");
        }
        String why = desk.reason(reason);
        Modification change = modification(id);
        desk.act(new AssessModification(
                id, new WorkflowId(change.workflow()), change.kind(), change.positions(), substantial, why, by));
        return modification(id);
    }

    private Modification modification(String id) {
        return modifications(null).modifications().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("modification", id));
    }

    static @Nullable WorkflowId workflow(@Nullable String id) {
        String given = given(id);
        if (given != null && !Id.isValid(given)) {
            throw Problem.invalid("'workflow' is no id. GET /api/workflows lists them.");
        }
        return given == null ? null : new WorkflowId(given);
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
