package dev.chancery.gateway.tools;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.tools.ToolDecision;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.pipeline.TaskIds;
import dev.chancery.gateway.privacy.Redaction;
import io.modelcontextprotocol.spec.McpSchema;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way of one governed tool call: sanitise, decide and record, only then forward, sanitise, record, only then answer.
 *
 * <p>The upstream server gets the sanitised arguments, as they are recorded, and the agent gets the sanitised result, as it
 * is recorded: neither was granted what the placeholders stand for. Of a result, text and structured content are passed on;
 * an image, a sound or a resource may show a person where no recogniser looks, so a sentence takes its place. An output
 * schema is not listed, since a placeholder need not match it.
 */
public final class ToolCalls {
    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};
    private static final String CODE = "dev.chancery/code";
    private static final String TASK = "dev.chancery/task";

    private final Supplier<Policy> policy;
    private final CommandGateway commands;
    private final ToolServers servers;
    private final Redactions redactions;
    private final Consumer<TaskCommand> unfinished;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param policy in force now
     * @param unfinished takes an outcome that cannot be recorded now, to record it when the record is back
     */
    public ToolCalls(
            Supplier<Policy> policy,
            CommandGateway commands,
            ToolServers servers,
            Redactions redactions,
            Consumer<TaskCommand> unfinished,
            InstantSource clock) {
        this.policy = policy;
        this.commands = commands;
        this.servers = servers;
        this.redactions = redactions;
        this.unfinished = unfinished;
        this.clock = clock;
    }

    /** Where a request gets its redaction from. */
    @FunctionalInterface
    public interface Redactions {

        /** The redaction of one request, with the placeholders of the agent's session. */
        Redaction of(Policy policy, Caller caller, SessionId session);
    }

    /**
     * An answered call.
     *
     * @param position in the log, of the last event of the call
     * @param result a {@code CallToolResult} of MCP
     */
    record Called(TaskId task, long position, ObjectNode result) {}

    /** The tools that the caller was granted, as a {@code ListToolsResult} of MCP. */
    ObjectNode list(Caller caller) {
        Policy rules = policy.get();
        List<CompletableFuture<List<ObjectNode>>> asked = rules.toolServers().stream()
                .filter(server -> caller.suspended() == null
                        && server.tools().stream().anyMatch(tool -> granted(caller, server.id(), tool, rules)))
                .map(server -> CompletableFuture.supplyAsync(
                        () -> servers.tools(server).stream()
                                .filter(tool -> granted(caller, server.id(), tool.name(), rules))
                                .map(tool -> describe(server.id(), tool))
                                .toList(),
                        Thread::startVirtualThread))
                .toList();
        ObjectNode result = JsonRpc.JSON.createObjectNode();
        ArrayNode tools = result.putArray("tools");
        asked.forEach(server -> tools.addAll(server.join()));
        return result;
    }

    /**
     * Calls a tool, or says why not.
     *
     * @param name as the agent knows it
     * @throws RecordUnavailable when the record cannot be written; then either nothing was forwarded or nothing is answered
     */
    Called call(Caller caller, SessionId session, String name, ObjectNode arguments) {
        Policy rules = policy.get();
        Redaction redaction = redactions.of(rules, caller, session);
        ToolName tool = sanitised(ToolName.parse(name, rules.toolServers()), rules, redaction);
        String sanitised = redaction.sanitiseJson(arguments.toString());
        TaskId task = new TaskId(TaskIds.random());
        Asker asker = new Asker(
                caller.agent(),
                caller.workflow(),
                session,
                caller.subject(),
                rules.version(),
                caller.suspended(),
                caller.gate());
        Receipt receipt = new Receipt();
        Opening opening = commands.sendAndWait(
                new RequestToolCall(
                        task,
                        asker,
                        content(sanitised),
                        redaction.facts(),
                        tool.server(),
                        tool.tool(),
                        clock.instant()),
                MetaData.with(Receipt.KEY, receipt));
        return switch (opening) {
            case Opening.Refused refused ->
                called(
                        task,
                        receipt,
                        failure(refused.refusal().sentence(), refused.refusal().code()));
            case Opening.Permitted permitted ->
                forward(task, rules.toolServer(tool.server()).orElseThrow(), tool.tool(), sanitised, redaction);
        };
    }

    private Called forward(TaskId task, Policy.ToolServer server, String tool, String arguments, Redaction redaction) {
        long start = System.nanoTime();
        Outcome outcome = switch (servers.call(server, tool, JsonRpc.JSON.readValue(arguments, ARGUMENTS))) {
            case ToolServers.Answer.Answered answered ->
                new Outcome(
                        redaction.sanitiseJson(deliverable(answered.result()).toString()),
                        null,
                        isError(answered.result()));
            case ToolServers.Answer.Failed failed -> new Outcome(null, redaction.sanitise(failed.detail()), true);
        };
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Content kept = outcome.result == null ? null : content(outcome.result);
        Receipt receipt = record(new RecordToolOutcome(task, kept, outcome.error, outcome.failure, millis));
        ObjectNode result = outcome.result == null
                ? failure(Objects.requireNonNull(outcome.failure), "tool_failed")
                : (ObjectNode) JsonRpc.JSON.readTree(outcome.result);
        return called(task, receipt, result);
    }

    private Receipt record(RecordToolOutcome outcome) {
        Receipt receipt = new Receipt();
        try {
            commands.sendAndWait(outcome, MetaData.with(Receipt.KEY, receipt));
            return receipt;
        } catch (RecordUnavailable e) {
            unfinished.accept(outcome);
            throw e;
        }
    }

    private record Outcome(
            @Nullable String result, @Nullable String failure, boolean error) {}

    private Content content(String sanitised) {
        byte[] salt = new byte[Content.SALT_BYTES];
        random.nextBytes(salt);
        return Content.of(new ContentId(TaskIds.random()), salt, sanitised);
    }

    private static boolean granted(Caller caller, String server, String tool, Policy rules) {
        return ToolDecision.decide(caller.agent(), server, tool, rules) instanceof ToolCallAuthorized;
    }

    /** A name that the policy does not hold is whatever the agent wrote, and it is recorded. */
    private static ToolName sanitised(ToolName name, Policy rules, Redaction redaction) {
        boolean known = rules.toolServer(name.server())
                .filter(server -> server.tools().contains(name.tool()))
                .isPresent();
        return known ? name : new ToolName(redaction.sanitise(name.server()), redaction.sanitise(name.tool()));
    }

    private static ObjectNode describe(String server, McpSchema.Tool tool) {
        ObjectNode described = JsonRpc.JSON.valueToTree(tool);
        described.remove(List.of("outputSchema", "_meta"));
        return described.put("name", new ToolName(server, tool.name()).exposed());
    }

    private static ObjectNode deliverable(McpSchema.CallToolResult raw) {
        ObjectNode result = JsonRpc.JSON.createObjectNode();
        ArrayNode blocks = result.putArray("content");
        for (McpSchema.Content block : raw.content()) {
            blocks.addObject()
                    .put("type", "text")
                    .put(
                            "text",
                            block instanceof McpSchema.TextContent text
                                    ? text.text()
                                    : "Content of the type '" + block.type()
                                            + "' was left out: personal data in it could not be seen.");
        }
        if (raw.structuredContent() != null) {
            result.set("structuredContent", JsonRpc.JSON.valueToTree(raw.structuredContent()));
        }
        return result.put("isError", isError(raw));
    }

    private static boolean isError(McpSchema.CallToolResult raw) {
        return Boolean.TRUE.equals(raw.isError());
    }

    private static ObjectNode failure(String sentence, String code) {
        ObjectNode result = JsonRpc.JSON.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", sentence);
        result.put("isError", true).putObject("_meta").put(CODE, code);
        return result;
    }

    private static Called called(TaskId task, Receipt receipt, ObjectNode result) {
        result.withObject("/_meta").put(TASK, task.value());
        return new Called(task, receipt.position(), result);
    }
}
