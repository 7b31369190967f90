package dev.chancery.gateway.tools;

import dev.chancery.contracts.command.ToolPinCommand;
import dev.chancery.contracts.command.ToolPinCommand.ReportTool;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ToolPinEvent;
import dev.chancery.contracts.event.ToolPinEvent.ToolApproved;
import dev.chancery.contracts.event.ToolPinEvent.ToolChanged;
import dev.chancery.contracts.event.ToolPinEvent.ToolPinned;
import dev.chancery.contracts.fact.ToolPin;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.gateway.pipeline.Commands;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * To which definition each tool is held: folded from the record into memory, and written to it when a server shows another.
 * Only the tools that the policy names are held, and only definitions of at most {@value #LIMIT} characters.
 */
public final class ToolPins implements ToolCalls.Pins, AutoCloseable {

    /** Longest definition that is pinned; a tool with a longer one is not offered. */
    static final int LIMIT = 65_536;

    private static final Duration CATCHING_UP = Duration.ofSeconds(30);
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final EventLog log;
    private final Commands commands;
    private final Map<String, Pin> pins = new ConcurrentHashMap<>();
    private final EventLog.Following following;

    /**
     * A tool as the record has it.
     *
     * @param approved digest of the definition to which it is held
     * @param definition that one
     * @param seen digest of the definition that the server showed last
     * @param shown that one
     * @param by who approved last, null when nobody had to
     */
    public record Pin(
            String approved,
            String definition,
            String seen,
            String shown,
            @Nullable String by,
            @Nullable String reason) {

        /** Whether nobody has approved what the server shows. */
        public boolean changed() {
            return !approved.equals(seen);
        }
    }

    /** Reads the pins of the tools that a policy names and follows the record from then on. */
    public ToolPins(EventLog log, Commands commands, Policy policy) {
        this.log = log;
        this.commands = commands;
        long now = log.size();
        know(policy);
        following = log.follow("tool-pins", now, batch -> batch.forEach(recorded -> fold(recorded.event())));
    }

    /** Reads the pins of the tools that a new policy names. */
    public synchronized void know(Policy policy) {
        for (Policy.ToolServer server : policy.toolServers()) {
            for (String tool : server.tools()) {
                if (!pins.containsKey(ToolPinCommand.stream(server.id(), tool))) {
                    log.state(ToolPinCommand.stream(server.id(), tool)).forEach(this::fold);
                }
            }
        }
    }

    /** The pin of a tool, empty when it was never seen. */
    public Optional<Pin> of(String server, String tool) {
        return Optional.ofNullable(pins.get(ToolPinCommand.stream(server, tool)));
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.chancery.contracts.log.RecordUnavailable when a new definition cannot be recorded
     */
    @Override
    public Optional<ToolPin> see(String server, McpSchema.Tool tool, UnaryOperator<String> sanitise) {
        String definition = definition(tool);
        if (definition.length() > LIMIT) {
            return Optional.empty();
        }
        String digest = digest(definition);
        Pin known = pins.get(ToolPinCommand.stream(server, tool.name()));
        if (known == null || !known.seen.equals(digest)) {
            commands.send(new ReportTool(server, tool.name(), digest, sanitise.apply(definition)));
            catchUp();
            known = pins.get(ToolPinCommand.stream(server, tool.name()));
        }
        return known == null
                ? Optional.empty()
                : Optional.of(new ToolPin(digest, !digest.equals(known.approved), isReadOnly(tool)));
    }

    /** Waits until everything that is committed now is seen here. */
    public void catchUp() {
        try {
            if (!following.await(log.size(), CATCHING_UP)) {
                throw new IllegalStateException("The pins of tools do not follow the record");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the pins of tools caught up", e);
        }
    }

    private synchronized void fold(Event event) {
        if (!(event instanceof ToolPinEvent pin)) {
            return;
        }
        switch (pin) {
            case ToolPinned e ->
                pins.put(
                        ToolPinCommand.stream(e.server(), e.tool()),
                        new Pin(e.digest(), e.definition(), e.digest(), e.definition(), null, null));
            case ToolChanged e ->
                pins.computeIfPresent(
                        ToolPinCommand.stream(e.server(), e.tool()),
                        (stream, p) -> new Pin(p.approved, p.definition, e.digest(), e.definition(), p.by, p.reason));
            case ToolApproved e ->
                pins.computeIfPresent(
                        ToolPinCommand.stream(e.server(), e.tool()),
                        (stream, p) -> new Pin(e.digest(), p.shown, p.seen, p.shown, e.by(), e.reason()));
        }
    }

    /** What an agent is told of a tool, and its output schema. */
    private static String definition(McpSchema.Tool tool) {
        ObjectNode told = SORTED.valueToTree(tool);
        told.remove(List.of("_meta"));
        return SORTED.writeValueAsString(SORTED.treeToValue(told, Object.class));
    }

    private static String digest(String definition) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private static boolean isReadOnly(McpSchema.Tool tool) {
        return tool.annotations() != null
                && Boolean.TRUE.equals(tool.annotations().readOnlyHint());
    }

    @Override
    public void close() {
        following.close();
    }
}
