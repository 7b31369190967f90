package dev.chancery.gateway.tools;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.BudgetCommand.ReportBudgetExhausted;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.command.Opening;
import dev.chancery.contracts.command.TaskCommand.AbandonTask;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.RecordDelivery;
import dev.chancery.contracts.command.TaskCommand.RecordSandbox;
import dev.chancery.contracts.command.TaskCommand.RecordToolOutcome;
import dev.chancery.contracts.command.TaskCommand.RequestToolCall;
import dev.chancery.contracts.event.SandboxEvent.SandboxClosed;
import dev.chancery.contracts.event.SandboxEvent.SandboxOpened;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.ResultScreening;
import dev.chancery.contracts.fact.ToolFacts;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.tools.SandboxDecision;
import dev.chancery.decisions.tools.ToolDecision;
import dev.chancery.gateway.agents.Caller;
import dev.chancery.gateway.agents.UnderWay;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.gateway.pipeline.TaskIds;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.gateway.privacy.Redaction;
import dev.chancery.gateway.privacy.SessionVault;
import dev.chancery.gateway.privacy.SessionVaults;
import dev.chancery.gateway.sandbox.OpenSandbox;
import io.modelcontextprotocol.spec.McpSchema;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way of one governed tool call: sanitise, decide and record, only then forward, sanitise, screen, decide and record, only
 * then answer.
 *
 * <p>The upstream server gets the sanitised arguments, as they are recorded, and the agent gets the sanitised result, as it
 * is recorded: neither was granted what the placeholders stand for. Of a result, text and structured content are passed on;
 * an image, a sound or a resource may show a person where no recogniser looks, so a sentence takes its place. An output
 * schema is not listed, since a placeholder need not match it.
 *
 * <p>A result is a text that somebody else wrote. What looks in it as if it wanted to steer the agent is recorded with it, and
 * the grant says whether the agent gets it with the signs, after a person has looked at it, or not at all.
 */
public final class ToolCalls {
    private static final Logger log = LoggerFactory.getLogger(ToolCalls.class);

    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};
    private static final String CODE = "dev.chancery/code";
    private static final String TASK = "dev.chancery/task";

    /** In {@code _meta} of a result: what was seen in it. */
    private static final String SIGNS = "dev.chancery/signs";

    /** Chancery's own tool, by which an agent learns what came of a call that had to wait. */
    static final String RESULT_NAME = "chancery_result";

    private static final String RESULT = """
            {"name": "chancery_result",
             "description": "Tells what came of a tool call that waits, or whose result waits, for a person's approval.",
             "inputSchema": {"type": "object", "required": ["task"], "properties": {
               "task": {"type": "string", "description": "The task that the held call named."}}},
             "annotations": {"readOnlyHint": true}}""";

    /** So that a key of a tool call and the same key of a model call are two. */
    private static final String KEYS = "mcp/";

    private static final String SUSPICIOUS =
            "The tool server answered with an error, whose text was left out: it looks as if it wanted to steer whoever reads it.";

    /** Told to the agent in place of the result. */
    private static final String AWAY = "the record was away, so the result was held back";

    private final Supplier<Policy> policy;
    private final Commands commands;
    private final ToolServers servers;
    private final Function<Policy, PersonalDataScanner> scanner;
    private final SessionVaults vaults;
    private final Pins pins;
    private final ToolRecords records;
    private final UnderWay underWay;
    private final Consumer<List<Command>> unfinished;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** To which definitions tools are held; see {@link ToolPins}. */
    @FunctionalInterface
    public interface Pins {

        /** What is known of a tool that a server shows now, once that is recorded; empty when it cannot be pinned. */
        Optional<ToolPin> see(String server, McpSchema.Tool tool, UnaryOperator<String> sanitise);
    }

    /**
     * @param policy in force now
     * @param scanner with the words of a policy
     * @param underWay breaks off the calls of a caller who is stopped
     * @param unfinished takes what cannot be recorded now, to record it in order when the record is back
     */
    public ToolCalls(
            Supplier<Policy> policy,
            CommandGateway commands,
            ToolServers servers,
            Function<Policy, PersonalDataScanner> scanner,
            SessionVaults vaults,
            Pins pins,
            ToolRecords records,
            UnderWay underWay,
            Consumer<List<Command>> unfinished,
            InstantSource clock) {
        this.policy = policy;
        this.commands = new Commands(commands);
        this.servers = servers;
        this.scanner = scanner;
        this.vaults = vaults;
        this.pins = pins;
        this.records = records;
        this.underWay = underWay;
        this.unfinished = unfinished;
        this.clock = clock;
    }

    /**
     * An answered call.
     *
     * @param task null when nothing is known of any
     * @param position in the log, of the last event of the call
     * @param result a {@code CallToolResult} of MCP
     * @param answered whether it is what the tool answered, whose delivery has an outcome to be told
     */
    record Called(@Nullable TaskId task, long position, ObjectNode result, boolean answered) {}

    /**
     * The tools that the caller was granted, as a {@code ListToolsResult} of MCP.
     *
     * @throws RecordUnavailable when a new definition cannot be recorded
     */
    ObjectNode list(Caller caller) {
        Policy rules = policy.get();
        List<CompletableFuture<List<ObjectNode>>> asked = rules.toolServers().stream()
                .filter(server -> caller.stopped() == null
                        && server.tools().stream().anyMatch(tool -> granted(caller, server.id(), tool, rules)))
                .map(server -> CompletableFuture.supplyAsync(
                        () -> servers.tools(server).stream()
                                .filter(tool -> granted(caller, server.id(), tool.name(), rules))
                                .filter(tool -> see(server.id(), tool, rules)
                                        .filter(pin -> ToolDecision.isVisible(
                                                caller.agent(), server.id(), tool.name(), pin, rules))
                                        .isPresent())
                                .map(tool -> describe(server.id(), tool))
                                .toList(),
                        Thread::startVirtualThread))
                .toList();
        ObjectNode result = JsonRpc.JSON.createObjectNode();
        ArrayNode tools = result.putArray("tools");
        asked.forEach(server -> tools.addAll(joined(server)));
        if (mayWait(caller, rules)) {
            tools.add(JsonRpc.JSON.readTree(RESULT));
        }
        return result;
    }

    private static <T> T joined(CompletableFuture<T> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            // A definition is pinned before it is shown, so the record may be what fails.
            throw e.getCause() instanceof RecordUnavailable away ? away : e;
        }
    }

    private static boolean mayWait(Caller caller, Policy rules) {
        return rules.agent(caller.agent()).stream()
                .flatMap(agent -> agent.tools().stream())
                .anyMatch(grant -> grant.review() == Policy.Review.ALWAYS || grant.results() == Policy.Results.HOLD);
    }

    /**
     * Calls a tool, or says why not.
     *
     * @param name as the agent knows it
     * @param key names the call so that it is made once, however often it is asked for; null for a call of its own
     * @throws RecordUnavailable when the record cannot be written; then either nothing was forwarded or nothing is answered
     */
    Called call(Caller caller, SessionId session, String name, ObjectNode arguments, @Nullable String key) {
        if (name.equals(RESULT_NAME)) {
            return result(caller, arguments);
        }
        Policy rules = policy.get();
        SessionVault vault = vaults.of(caller.agent(), session);
        Redaction redaction = vault.redaction(scanner.apply(rules));
        ToolName tool = sanitised(ToolName.parse(name, rules.toolServers()), rules, redaction);
        String sanitised = redaction.sanitiseJson(arguments.toString());
        Map<String, Object> forwarded = JsonRpc.JSON.readValue(sanitised, ARGUMENTS);
        TaskId task = TaskIds.of(caller.agent(), key == null ? null : KEYS + key);
        if (key != null) {
            Optional<ToolRecords.Call> before = records.of(task);
            if (before.isPresent()) {
                return again(caller, before.get(), tool, sanitised);
            }
        }
        ToolPin pin = pin(caller.agent(), tool, rules);
        // To look at the tool can take long, and the caller may have been stopped meanwhile.
        Refusal.Stopped stopped = underWay.stopped(caller);
        Asker asker = new Asker(
                caller.agent(), caller.workflow(), session, caller.subject(), rules.version(), stopped, caller.gate());
        Receipt receipt = new Receipt();
        Opening opening;
        try {
            opening = open(
                    new RequestToolCall(
                            task,
                            asker,
                            content(sanitised),
                            redaction.facts(),
                            tool.server(),
                            tool.tool(),
                            pin,
                            clock.instant()),
                    receipt);
        } catch (ConcurrencyException e) {
            // The same call came twice at once, and the other one opened the task.
            return again(caller, records.of(task).orElseThrow(() -> e), tool, sanitised);
        }
        return switch (opening) {
            case Opening.Held held -> called(task, receipt, held(task), false);
            case Opening.Refused refused -> {
                if (refused.refusal() instanceof Refusal.BudgetExceeded exceeded) {
                    commands.sendAside(ReportBudgetExhausted.of(exceeded, caller.agent(), caller.workflow(), task));
                }
                yield called(
                        task,
                        receipt,
                        failure(refused.refusal().sentence(), refused.refusal().code()),
                        false);
            }
            case Opening.Permitted permitted -> {
                try {
                    yield forward(caller.agent(), caller.workflow(), task, tool, forwarded, vault, rules);
                } catch (RecordUnavailable e) {
                    throw e;
                } catch (RuntimeException e) {
                    // An intent never stays without an outcome, whatever broke in between.
                    unfinished.accept(List.of(new AbandonTask(task, AbandonCause.FAULT)));
                    throw e;
                }
            }
        };
    }

    private Called forward(
            AgentId agent,
            WorkflowId workflow,
            TaskId task,
            ToolName tool,
            Map<String, Object> arguments,
            SessionVault vault,
            Policy rules) {
        long start = System.nanoTime();
        Redaction screening = vault.screening(scanner.apply(rules));
        ToolServers.Made made;
        Refusal.Stopped stopped;
        try (UnderWay.Call call = underWay.begin(agent, workflow)) {
            Refusal.Stopped before = call.stopped();
            made = before == null
                    ? make(task, tool, arguments, screening, rules)
                    : new ToolServers.Made(new ToolServers.Answer.NotMade(before.sentence()), null);
            stopped = call.stopped();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return conclude(
                task,
                stopped != null
                        ? new Outcome(null, stopped.sentence(), true, failure(stopped.sentence(), stopped.code()), null)
                        : screened(made.answer(), screening),
                !(made.answer() instanceof ToolServers.Answer.NotMade),
                made.sandbox(),
                millis);
    }

    /** A program is started once it is on the record that it will be. */
    private ToolServers.Made make(
            TaskId task, ToolName tool, Map<String, Object> arguments, Redaction screening, Policy rules) {
        Policy.ToolServer server = rules.toolServer(tool.server()).orElseThrow();
        AtomicReference<@Nullable SandboxOpened> opened = new AtomicReference<>();
        try {
            return servers.call(
                    server,
                    tool.tool(),
                    arguments,
                    program -> {
                        SandboxOpened intent = SandboxDecision.decide(server.id(), program, rules.version());
                        opened.set(intent);
                        commands.send(new RecordSandbox(task, intent), Object.class, new Receipt());
                    },
                    screening::sanitise);
        } catch (RecordUnavailable e) {
            SandboxOpened intent = opened.get();
            if (intent == null) {
                throw e;
            }
            // Whether the intent was recorded is not known; if it was, it has this outcome.
            return new ToolServers.Made(
                    new ToolServers.Answer.NotMade("The record was away, so the program was not started."),
                    OpenSandbox.notStarted(intent.confinement()));
        }
    }

    /**
     * Makes a call that a person approved, with what was asked for, and records what came of it. It is not made when the tool
     * has changed since, when the agent was stopped, or when what was asked for was erased; nor when it has an outcome already.
     */
    public void forwardApproved(TaskId task) {
        Optional<Approved> approved;
        try {
            approved = approved(task);
        } catch (RuntimeException e) {
            // Nothing was forwarded yet, and nobody will try again.
            unfinished.accept(List.of(new AbandonTask(task, AbandonCause.FAULT)));
            throw e;
        }
        approved.ifPresent(this::forward);
    }

    /**
     * An approved call that has no outcome.
     *
     * @param obstacle why it is not made, null when it is
     */
    private record Approved(
            TaskId task,
            AgentId agent,
            WorkflowId workflow,
            ToolName tool,
            Map<String, Object> arguments,
            SessionVault vault,
            Policy rules,
            @Nullable String obstacle) {}

    private Optional<Approved> approved(TaskId task) {
        ToolRecords.Call call = records.of(task).orElseThrow();
        if (!(call.last() instanceof ToolCallApproved)) {
            return Optional.empty();
        }
        AgentId agent = call.opened().agent();
        ToolName tool = new ToolName(call.requested().server(), call.requested().tool());
        Policy rules = policy.get();
        Refusal.Stopped stopped = underWay.stopped(agent, call.opened().workflow());
        String obstacle = stopped != null ? stopped.sentence() : obstacle(call, tool, rules);
        String arguments = records.text(call.opened().request());
        if (obstacle == null && arguments == null) {
            obstacle = "What was asked for was erased.";
        }
        return Optional.of(new Approved(
                task,
                agent,
                call.opened().workflow(),
                tool,
                arguments == null ? Map.of() : JsonRpc.JSON.readValue(arguments, ARGUMENTS),
                vaults.of(agent, call.opened().session()),
                rules,
                obstacle));
    }

    private void forward(Approved call) {
        try {
            if (call.obstacle() != null) {
                conclude(call.task(), failed(call.obstacle() + " The call was not made."), false, null, 0);
                return;
            }
            forward(
                    call.agent(),
                    call.workflow(),
                    call.task(),
                    call.tool(),
                    call.arguments(),
                    call.vault(),
                    call.rules());
        } catch (RecordUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            unfinished.accept(List.of(new AbandonTask(call.task(), AbandonCause.FAULT)));
            throw e;
        }
    }

    private @Nullable String obstacle(ToolRecords.Call call, ToolName tool, Policy rules) {
        if (ToolDecision.grants(call.opened().agent(), tool.server(), tool.tool(), rules)
                .isEmpty()) {
            return "The agent is not granted the tool any more.";
        }
        ToolPin now = pin(call.opened().agent(), tool, rules);
        ToolFacts facts = call.requested().facts();
        boolean same = now != null
                && !now.changed()
                && facts != null
                && facts.pin() != null
                && now.digest().equals(facts.pin().digest());
        return same ? null : "The tool is not what it was when the call was asked for.";
    }

    /** What came of a call of the same agent, or how it stands; nothing for one who is stopped. */
    private Called result(Caller caller, ObjectNode arguments) {
        Refusal.Stopped stopped = underWay.stopped(caller);
        if (stopped != null) {
            return new Called(null, -1, failure(stopped.sentence(), stopped.code()), false);
        }
        String named = JsonRpc.text(arguments, "task");
        Optional<ToolRecords.Call> call = named != null && Id.isValid(named)
                ? records.of(new TaskId(named)).filter(c -> c.opened().agent().equals(caller.agent()))
                : Optional.empty();
        return call.map(this::standing)
                .orElseGet(() -> new Called(
                        null,
                        -1,
                        failure("You made no such call. Give 'task', as the held call named it.", "not_found"),
                        false));
    }

    private Called again(Caller caller, ToolRecords.Call before, ToolName tool, String arguments) {
        TaskId task = before.opened().task();
        Refusal.Stopped stopped = underWay.stopped(caller);
        if (stopped != null) {
            return new Called(task, before.position(), failure(stopped.sentence(), stopped.code()), false);
        }
        return records.isSame(before, tool, arguments)
                ? standing(before)
                : new Called(
                        task,
                        before.position(),
                        failure(
                                "This idempotency key stands for another call. Use a new one.",
                                "idempotency_key_reused"),
                        false);
    }

    private Called standing(ToolRecords.Call call) {
        TaskId task = call.opened().task();
        ObjectNode result = switch (call.last()) {
            case ToolCallHeld ignored -> held(task);
            case ToolCallApproved ignored -> running();
            case ToolCallAuthorized ignored -> running();
            case ToolCallRejected e -> failure("A person rejected the call: " + e.reason(), "call_rejected");
            case ToolCallDenied e -> failure(e.refusal().sentence(), e.refusal().code());
            case ToolCallFailed e -> failure(e.detail(), "tool_failed");
            case ToolCallCompleted e ->
                switch (call.passage()) {
                    case DELIVERED, FLAGGED -> kept(e, call.screened());
                    case HELD -> resultHeld(task);
                    case REFUSED -> refused(Objects.requireNonNull(call.screened()));
                };
            case ToolResultApproved ignored -> kept(Objects.requireNonNull(call.completed()), call.screened());
            case ToolResultRejected e -> failure("A person withheld the result: " + e.reason(), "result_rejected");
            default -> failure("What came of the call is not known; it is not made again.", "tool_failed");
        };
        result.withObject("/_meta").put(TASK, task.value());
        return new Called(task, call.position(), result, call.delivers());
    }

    private ObjectNode kept(ToolCallCompleted completed, @Nullable ToolResultScreened screened) {
        String text = records.text(completed.result());
        if (text == null) {
            return failure("The result was erased.", "content_erased");
        }
        ObjectNode result = (ObjectNode) JsonRpc.JSON.readTree(text);
        return screened == null || screened.passage() == Passage.DELIVERED
                ? result
                : withSigns(result, screened.screening());
    }

    private static ObjectNode withSigns(ObjectNode result, ResultScreening screening) {
        ArrayNode signs = result.withObject("/_meta").putArray(SIGNS);
        screening.signs().forEach(signs::add);
        return result;
    }

    private static ObjectNode refused(ToolResultScreened screened) {
        return failure(screened.sentence(), ToolResultScreened.REFUSED);
    }

    private static ObjectNode resultHeld(TaskId task) {
        return told(
                "The tool was called, and its result waits for a person: it looks as if it wanted to steer whoever reads it."
                        + " Do not make the call again; call " + RESULT_NAME + " with {\"task\": \"" + task.value()
                        + "\"} later to learn what came of it.",
                "result_held");
    }

    private static ObjectNode running() {
        return told("The call is being made. Call " + RESULT_NAME + " with its task to get the result.", "running");
    }

    private static ObjectNode held(TaskId task) {
        return told(
                "This call waits for a person, and was not made yet. Do not make it again; call " + RESULT_NAME
                        + " with {\"task\": \"" + task.value() + "\"} later to learn what came of it.",
                "held");
    }

    /** No failure, and no result yet. */
    private static ObjectNode told(String sentence, String code) {
        return failure(sentence, code).put("isError", false);
    }

    private Opening open(RequestToolCall request, Receipt receipt) {
        try {
            return commands.send(request, Opening.class, receipt);
        } catch (RecordUnavailable e) {
            // The commit may have happened all the same. Nothing was forwarded, and once the record is back it will say
            // so.
            unfinished.accept(List.of(new AbandonTask(request.task(), AbandonCause.COMMIT_UNKNOWN)));
            throw e;
        }
    }

    /** What is kept of an answer; there always is something, so that a recorded intent has its outcome. */
    private static Outcome screened(ToolServers.Answer answer, Redaction screening) {
        return switch (answer) {
            case ToolServers.Answer.Failed failed -> {
                String said = screening.sanitise(failed.detail());
                yield failed(ResultScreen.isSuspicious(said) ? SUSPICIOUS : said);
            }
            case ToolServers.Answer.NotMade not -> failed(screening.sanitise(not.detail()));
            case ToolServers.Answer.Answered answered -> {
                try {
                    String sanitised = screening.sanitiseJson(
                            deliverable(answered.result()).toString());
                    ObjectNode result = (ObjectNode) JsonRpc.JSON.readTree(sanitised);
                    yield new Outcome(sanitised, null, isError(answered.result()), result, ResultScreen.of(result));
                } catch (RuntimeException e) {
                    log.atError().addKeyValue("error", e.getClass().getName()).log("A tool's answer cannot be read");
                    yield failed("The answer of the tool could not be read.");
                }
            }
        };
    }

    private static Outcome failed(String sentence) {
        return new Outcome(null, sentence, true, failure(sentence, "tool_failed"), null);
    }

    private Called conclude(
            TaskId task, Outcome outcome, boolean forwarded, @Nullable SandboxClosed sandbox, long millis) {
        Content kept = outcome.kept == null ? null : content(outcome.kept);
        Receipt receipt = new Receipt();
        Passage passage = record(
                new RecordToolOutcome(
                        task, kept, outcome.error, outcome.failure, forwarded, millis, outcome.screening, sandbox),
                receipt);
        if (outcome.screening == null || passage == Passage.DELIVERED) {
            return called(task, receipt, outcome.result, kept != null);
        }
        return switch (passage) {
            case DELIVERED, FLAGGED -> called(task, receipt, withSigns(outcome.result, outcome.screening), true);
            case HELD -> called(task, receipt, resultHeld(task), false);
            case REFUSED -> called(task, receipt, refused(new ToolResultScreened(outcome.screening, passage)), false);
        };
    }

    private Passage record(RecordToolOutcome outcome, Receipt receipt) {
        try {
            return commands.send(outcome, Passage.class, receipt);
        } catch (RecordUnavailable e) {
            unfinished.accept(List.of(outcome, new RecordDelivery(outcome.task(), 0L, AWAY)));
            throw e;
        }
    }

    /**
     * What came of a forwarded call.
     *
     * @param kept of the tool's answer, null when there was none; then {@code failure} says why
     * @param result what the agent gets, unless its screening says otherwise
     * @param screening what was seen in it, null when the tool gave no answer
     */
    private record Outcome(
            @Nullable String kept,
            @Nullable String failure,
            boolean error,
            ObjectNode result,
            @Nullable ResultScreening screening) {}

    private Content content(String sanitised) {
        byte[] salt = new byte[Content.SALT_BYTES];
        random.nextBytes(salt);
        return Content.of(new ContentId(TaskIds.random()), salt, sanitised);
    }

    private static boolean granted(Caller caller, String server, String tool, Policy rules) {
        return !ToolDecision.grants(caller.agent(), server, tool, rules).isEmpty();
    }

    /** A tool that nobody was granted is not looked at. */
    private @Nullable ToolPin pin(AgentId agent, ToolName name, Policy rules) {
        if (ToolDecision.grants(agent, name.server(), name.tool(), rules).isEmpty()) {
            return null;
        }
        return servers.tools(rules.toolServer(name.server()).orElseThrow()).stream()
                .filter(tool -> tool.name().equals(name.tool()))
                .findFirst()
                .flatMap(tool -> see(name.server(), tool, rules))
                .orElse(null);
    }

    private Optional<ToolPin> see(String server, McpSchema.Tool tool, Policy rules) {
        return pins.see(
                server,
                tool,
                json -> vaults.once().redaction(scanner.apply(rules)).sanitiseJson(json));
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

    private static Called called(TaskId task, Receipt receipt, ObjectNode result, boolean answered) {
        result.withObject("/_meta").put(TASK, task.value());
        return new Called(task, receipt.position(), result, answered);
    }
}
