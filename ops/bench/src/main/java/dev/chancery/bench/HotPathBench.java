package dev.chancery.bench;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.gateway.privacy.Finding;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.StoredName;
import dev.chancery.record.merkle.Frontier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the pure parts of one request cost, each alone: what is decided, scanned, encoded and hashed when a task opens. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotPathBench {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final Currency USD = Currency.getInstance("USD");

    /** Three models of which a rule and the context bar one each. */
    private static final Policy POLICY = PolicyDocument.parse("""
            {"format": 1, "currency": "USD",
             "deployments": [
              {"id": "cloud/large", "provider": "openai", "model": "large", "tier": "architect", "location": "cloud",
               "inputPrice": "2.50", "outputPrice": "10", "contextTokens": 128000, "maxOutputTokens": 8000, "tools": true,
               "timeoutMillis": 60000},
              {"id": "cloud/small", "provider": "openai", "model": "small", "tier": "worker", "location": "cloud",
               "inputPrice": "0.25", "outputPrice": "2", "contextTokens": 64000, "maxOutputTokens": 4000, "tools": true,
               "timeoutMillis": 60000},
              {"id": "local/tiny", "provider": "ollama", "model": "tiny", "tier": "filter", "location": "local",
               "inputPrice": "0", "outputPrice": "0", "contextTokens": 300, "maxOutputTokens": 200, "tools": false,
               "timeoutMillis": 60000}],
             "models": [{"alias": "default", "deployments": ["cloud/small", "local/tiny"]}],
             "workflows": [{"id": "support", "purpose": "Answers customers", "gate": "autonomous",
                            "tiers": ["worker", "filter", "architect"], "deployments": [], "classify": false}],
             "agents": [{"id": "clerk", "owner": "Support", "purpose": "Answers", "workflows": ["support"],
                         "budgets": {"task": "1", "session": "10", "day": "100"}, "tools": []}],
             "toolServers": [],
             "rules": [{"id": "personal-to-workers", "when": "sensitivity >= PERSONAL", "tiers": ["worker"],
                        "deployments": [], "local": false}],
             "redaction": {"restricted": [], "refused": [], "words": {}},
             "rubrics": [],
             "gates": {"minimumReviewed": 50, "minimumLowerBound": 0.9}}
            """);

    private static final OpenTask OPEN = new OpenTask(
            new TaskId("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6d"),
            new Asker(
                    new AgentId("clerk"),
                    new WorkflowId("support"),
                    new SessionId("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6d"),
                    null,
                    POLICY.version(),
                    null,
                    Gate.AUTONOMOUS),
            Content.of(new ContentId("0197a1c2-7b1e-7c3d-9a54-3f0b2f9f2b6e"), new byte[Content.SALT_BYTES], "{}"),
            new RequestFacts("auto", 1, 100, 450, 64, false, false),
            new RedactionFacts("structured/1", List.of(new TypeCount("EMAIL_ADDRESS", 1))),
            null,
            List.of(),
            NOON);

    private static final List<ScopeBalance> BALANCES = BudgetDecision.applicable(
                    POLICY,
                    new AgentId("clerk"),
                    OPEN.asker().workflow(),
                    OPEN.asker().session(),
                    OPEN.task(),
                    NOON)
            .stream()
            .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), Micros.zero(USD), Micros.zero(USD)))
            .toList();

    private final PersonalDataScanner scanner = new PersonalDataScanner(Map.of());
    private final EventCodec codec = new EventCodec();
    private final List<Event> events = TaskOpening.decide(OPEN, POLICY, BALANCES);
    private final List<StoredEvent> stored = stored();
    private final String plain = LoadClient.prompt(1);
    private final String withAddress = LoadClient.prompt(10);

    private List<StoredEvent> stored() {
        List<StoredEvent> all = new ArrayList<>();
        for (Event event : events) {
            StoredName name = codec.nameOf(event);
            all.add(new StoredEvent(
                    1_000_000 + all.size(),
                    UUID.randomUUID().toString(),
                    "task/" + OPEN.task().value(),
                    all.size(),
                    name.name(),
                    name.revision(),
                    NOON,
                    codec.encode(event),
                    "{}".getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    /** Routing over three models and a rule in CEL, redaction policy, budget in three scopes. */
    @Benchmark
    public List<Event> decideOpening() {
        return TaskOpening.decide(OPEN, POLICY, BALANCES);
    }

    /** A prompt of 400 characters without personal data. */
    @Benchmark
    public List<Finding> scanPlain() {
        return scanner.scan(plain);
    }

    /** The same with an e-mail address. */
    @Benchmark
    public List<Finding> scanWithAddress() {
        return scanner.scan(withAddress);
    }

    /** All events of an opening as JSON. */
    @Benchmark
    public int encodeEvents() {
        int bytes = 0;
        for (Event event : events) {
            bytes += codec.encode(event).length;
        }
        return bytes;
    }

    /** The same events read again. */
    @Benchmark
    public List<Event> decodeEvents() {
        List<Event> read = new ArrayList<>(stored.size());
        for (StoredEvent event : stored) {
            read.add(codec.decode(event.name(), event.revision(), event.payload()));
        }
        return read;
    }

    /** Their leaf hashes, and the frontier of the tree with them. */
    @Benchmark
    public Frontier hashLeaves() {
        Frontier frontier = new Frontier();
        for (StoredEvent event : stored) {
            frontier.append(LeafHash.of(event));
        }
        return frontier;
    }
}
