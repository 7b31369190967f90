package dev.chancery.query.web.lineage;

import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.HoldReason;
import dev.chancery.contracts.fact.ModificationKind;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.InventoryView;
import dev.chancery.query.contracts.ModelQualityView;
import dev.chancery.query.contracts.ModelUsesView;
import dev.chancery.query.contracts.ModelUsesView.ModelUse;
import dev.chancery.query.contracts.ModificationsView;
import dev.chancery.query.contracts.PromptUsesView;
import dev.chancery.query.contracts.PromptUsesView.PromptUse;
import dev.chancery.query.contracts.TaskLineageView;
import dev.chancery.query.contracts.TaskLineageView.Call;
import dev.chancery.query.contracts.TaskLineageView.Content;
import dev.chancery.query.contracts.TaskLineageView.Decision;
import dev.chancery.query.contracts.TaskLineageView.Prompt;
import dev.chancery.query.contracts.TaskLineageView.Rubric;
import dev.chancery.query.contracts.ToolsView;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What is known of a workflow for tests. */
public final class LineageSamples {

    public static final Instant AT = Instant.parse("2026-11-29T10:00:00.5Z");
    public static final String TASK = "t 1/ä";
    public static final String MODIFICATION = "m-1";

    public static final String DIGEST = "hmac-sha256:01ab23cd45ef6789:" + "56".repeat(32);

    private LineageSamples() {}

    static Content content(String id) {
        return new Content(id, "ab".repeat(32), 12);
    }

    /** An output that was judged, revised, judged again and edited by a person. */
    public static TaskLineageView lineage(String task) {
        return new TaskLineageView(
                task,
                TaskKind.INFERENCE,
                TaskState.EDITED,
                "support",
                "bot",
                "s-1",
                "customer-1",
                AT,
                10,
                "cd".repeat(32),
                new Prompt("triage", "7", DIGEST),
                content("q"),
                content("edited"),
                true,
                List.of(
                        new Call(12, AT, "ANSWER", "cloud/m", "m-1", 500, content("a1"), false),
                        new Call(13, AT, "JUDGE", "cloud/judge", "j-1", 200, null, false),
                        new Call(15, AT, "REVISION", "cloud/m", "m-2", 500, content("a2"), true),
                        new Call(16, AT, "JUDGE", "cloud/judge", "j-1", 200, null, false)),
                List.of(
                        new Rubric(14, "tone", 2, "ef".repeat(32), "cloud/judge@j-1", false),
                        new Rubric(17, "tone", 2, "ef".repeat(32), "cloud/judge@j-1", true)),
                Gate.HUMAN_IN_THE_LOOP,
                HoldReason.GATE,
                List.of(new Decision(19, AT.plusSeconds(60), "EDITED", "ann", content("edited"))),
                BlastRadiusView.DOCUMENTS,
                BlastRadiusView.CACHE);
    }

    public static InventoryView inventory() {
        return new InventoryView(
                "cd".repeat(32),
                List.of(new InventoryView.Workflow(
                        "support",
                        "Answers customers",
                        Gate.SHADOW,
                        "tone",
                        List.of("cloud/m", "cloud/judge", "local/spare"),
                        List.of("crm"),
                        List.of(new InventoryView.File("faq.csv", "12".repeat(32))))),
                List.of(
                        new InventoryView.Deployment(
                                "cloud/m", "OPENAI", "m", "Maker", "https://models.example/v1", "WORKER", true),
                        new InventoryView.Deployment("cloud/judge", "ANTHROPIC", "j", null, null, "EXPERT", true),
                        new InventoryView.Deployment(
                                "local/spare", "EMBEDDED", "extractive", null, null, "WORKER", false)),
                List.of(new InventoryView.Rubric("tone", 2, "ef".repeat(32), "cloud/judge")),
                List.of("crm"));
    }

    public static ModelUsesView uses() {
        return new ModelUsesView(
                100,
                List.of(
                        new ModelUse("cloud/judge", "j-1", AT, AT, 0, 0, 9, 0, 0, 0, 0, 0, 0),
                        new ModelUse("cloud/m", "m-1", AT, AT, 8, 0, 0, 0, 7, 7, 6, 5, 5),
                        new ModelUse("cloud/m", "m-2", AT, AT, 0, 1, 0, 0, 1, 0, 0, 0, 0),
                        new ModelUse("gone/x", "x-1", AT, AT, 1, 0, 0, 0, 1, 0, 0, 0, 0)));
    }

    /** A version that is worse than the one before it. */
    public static ModelQualityView quality() {
        return new ModelQualityView(
                100,
                List.of(
                        new ModelQualityView.Line(
                                "cloud/m",
                                "m-1",
                                AT.minusSeconds(90),
                                AT,
                                60,
                                new ModelQualityView.Share(45, 50, 0.9, 0.7864, 0.9565),
                                null,
                                new ModelQualityView.Share(0, 0, null, 0, 1),
                                null),
                        new ModelQualityView.Line(
                                "cloud/m",
                                "m-2",
                                AT,
                                AT,
                                60,
                                new ModelQualityView.Share(20, 50, 0.4, 0.2761, 0.5382),
                                ModelQualityView.Moved.DOWN,
                                new ModelQualityView.Share(6, 7, 0.857, 0.4869, 0.9743),
                                null)),
                ModelQualityView.NOTE);
    }

    /** One prompt whose instructions changed under its name, and instructions without a name. */
    public static PromptUsesView prompts() {
        return new PromptUsesView(
                100,
                List.of(
                        new PromptUse("support", "triage", "7", DIGEST, 2, 5, AT, AT),
                        new PromptUse("support", "triage", "7", DIGEST.replace('5', '7'), 2, 3, AT, AT.minusSeconds(9)),
                        new PromptUse("support", null, null, DIGEST, 1, 1, AT, AT.minusSeconds(99))),
                PromptUsesView.NOTE);
    }

    /** As where callers write the case into their instructions. */
    public static PromptUsesView manyPrompts() {
        return new PromptUsesView(
                100,
                IntStream.range(0, 60)
                        .mapToObj(i -> new PromptUse("support", null, null, DIGEST + i, 60, 1, AT, AT))
                        .toList(),
                PromptUsesView.NOTE);
    }

    public static ToolsView tools() {
        return new ToolsView(List.of(
                new ToolsView.Server(
                        "crm",
                        "https://crm.example/mcp",
                        null,
                        null,
                        null,
                        null,
                        List.of(new ToolsView.Tool(
                                "find", ToolsView.State.PINNED, "34".repeat(32), "{}", null, null, null, List.of()))),
                new ToolsView.Server("unrelated", null, List.of("x"), true, null, null, List.of())));
    }

    public static BlastRadiusView blastRadius() {
        return new BlastRadiusView(
                "cloud/m",
                "m-1",
                null,
                null,
                null,
                null,
                100,
                AT,
                AT,
                1,
                new TreeMap<>(),
                new BlastRadiusView.Outputs(1, 0, 1, 0, new TreeMap<>()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new BlastRadiusView.Subjects(0, List.of()),
                List.of(new BlastRadiusView.Touched(
                        "t-1", 10, "ANSWER", AT, false, TaskState.EDITED, "support", "bot", "p1", null, "ann")),
                null,
                BlastRadiusView.DOCUMENTS,
                BlastRadiusView.CACHE);
    }

    public static ModificationsView modifications(ModificationsView.Assessment assessment) {
        return new ModificationsView(List.of(new ModificationsView.Modification(
                MODIFICATION,
                "support",
                ModificationKind.MODEL_VERSION,
                "The deployment cloud/m serves it with another version, m-2.",
                List.of(41L, 57L),
                AT,
                List.of(new ModificationsView.Share("cloud/m", "m-1", 20, 1)),
                List.of(new ModificationsView.Share("cloud/m", "m-2", 5, 1)),
                assessment,
                ModificationsView.OPEN)));
    }
}
