package dev.chancery.bench;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Micros;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.command.TaskCommand.Answer;
import dev.chancery.contracts.command.TaskCommand.Asker;
import dev.chancery.contracts.command.TaskCommand.OpenTask;
import dev.chancery.contracts.command.TaskCommand.RecordOutcome;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.SpendReserved;
import dev.chancery.contracts.event.WorkflowEvent.WorkflowRegistered;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.contracts.fact.RedactionFacts;
import dev.chancery.contracts.fact.RequestFacts;
import dev.chancery.contracts.fact.ScopeBalance;
import dev.chancery.contracts.fact.Screening;
import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.log.Content;
import dev.chancery.decisions.budget.BudgetDecision;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.decisions.task.TaskOpening;
import dev.chancery.decisions.task.TaskOutcome;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.pack.PackOrder;
import dev.chancery.reports.pack.PackRange;
import dev.chancery.reports.pack.PackWriter;
import dev.chancery.reports.signing.ContainerSigner;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.reports.signing.SigningSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a pack of the whole of a long log is written, verified and replayed with flat memory: fills a fresh store with
 * tasks that the real decisions opened and closed, then runs exporter and verifier as processes with {@value #HEAP}, and prints time and peak
 * resident memory of each. A process that needs more heap fails, and this with it.
 *
 * <p>Arguments: number of events, 1,000,001 by default; the verifier's jar, {@value #JAR} by default.
 */
public final class PackBench {

    static final String HEAP = "-Xmx96m";
    private static final String JAR = "compliance-reports/verifier/target/chancery-verifier.jar";
    private static final int WRITERS = 32;
    private static final int TASKS_PER_COMMIT = 16;
    private static final Currency USD = Currency.getInstance("USD");
    private static final AgentId AGENT = new AgentId("clerk");
    private static final WorkflowId WORKFLOW = new WorkflowId("support");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

    private static final String DOCUMENT =
            PolicyDocument.canonical(JsonMapper.shared().readTree("""
            {"format": 1, "currency": "USD",
             "deployments": [
              {"id": "cloud/small", "provider": "openai", "model": "small", "tier": "worker", "location": "cloud",
               "inputPrice": "0.25", "outputPrice": "2", "contextTokens": 64000, "maxOutputTokens": 4000, "tools": true,
               "timeoutMillis": 60000}],
             "models": [],
             "workflows": [{"id": "support", "purpose": "Answers customers", "gate": "autonomous",
                            "tiers": ["worker"], "deployments": [], "classify": false}],
             "agents": [{"id": "clerk", "owner": "Support", "purpose": "Answers", "workflows": ["support"],
                         "budgets": {"task": "1", "session": "10", "day": "100"}, "tools": []}],
             "toolServers": [],
             "rules": [{"id": "personal-to-workers", "when": "sensitivity >= PERSONAL", "tiers": ["worker"],
                        "deployments": [], "local": false}],
             "redaction": {"restricted": [], "refused": [], "words": {}},
             "rubrics": [],
             "gates": {"minimumReviewed": 50, "minimumLowerBound": 0.9}}
            """));

    private static final Policy POLICY = PolicyDocument.parse(DOCUMENT);

    private PackBench() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("export")) {
            export(Path.of(args[1]), Path.of(args[2]));
            return;
        }
        long events = args.length > 0 ? Long.parseLong(args[0]) : 1_000_001;
        Path jar = Path.of(args.length > 1 ? args[1] : JAR).toAbsolutePath();
        Path directory = Files.createTempDirectory("pack-bench");
        try {
            Path home = directory.resolve("home");
            Path pack = directory.resolve("pack.zip");
            long start = System.nanoTime();
            fill(home, events);
            System.out.printf("fill:   %,d events in %.1f s%n", events, (System.nanoTime() - start) / 1e9);
            run(
                    "export",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PackBench.class.getName(),
                    "export",
                    home,
                    pack);
            System.out.printf("pack:   %,.1f MB%n", Files.size(pack) / 1e6);
            run("verify", "-jar", jar, "verify", pack);
            run("replay", "-jar", jar, "replay", pack);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    static void fill(Path home, long events) throws InterruptedException {
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            List<DomainEventMessage<?>> first = List.of(
                    message("policy", 0, new PolicyActivated(POLICY.version(), DOCUMENT)),
                    message(
                            "workflow/" + WORKFLOW.value(),
                            0,
                            new WorkflowRegistered(WORKFLOW, "Answers customers", Gate.AUTONOMOUS)));
            store.engine().appendEvents(first);
            int perTask = task(0).size();
            int tasks = Math.toIntExact((events - first.size()) / perTask);
            AtomicInteger next = new AtomicInteger();
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int from = next.getAndAdd(TASKS_PER_COMMIT);
                            from < tasks;
                            from = next.getAndAdd(TASKS_PER_COMMIT)) {
                        List<DomainEventMessage<?>> commit = new ArrayList<>();
                        for (int i = from; i < Math.min(tasks, from + TASKS_PER_COMMIT); i++) {
                            commit.addAll(task(i));
                        }
                        store.engine().appendEvents(commit);
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            // The last task stays open, so that the number is exact.
            long left = events - first.size() - (long) tasks * perTask;
            if (left > 0) {
                store.engine().appendEvents(task(tasks).subList(0, (int) left));
            }
        }
    }

    private static List<DomainEventMessage<?>> task(int number) {
        TaskId task = new TaskId("bench-" + number);
        SessionId session = new SessionId("session-" + number / 5);
        OpenTask open = new OpenTask(
                task,
                new Asker(AGENT, WORKFLOW, session, null, POLICY.version(), null, Gate.AUTONOMOUS),
                content("question-" + number),
                new RequestFacts("auto", 1, 100, 400, 200, false, false),
                new RedactionFacts("structured/1", List.of()),
                null,
                List.of(),
                NOON);
        List<ScopeBalance> balances = BudgetDecision.applicable(POLICY, AGENT, WORKFLOW, session, task, NOON).stream()
                .map(cap -> new ScopeBalance(cap.scope(), cap.cap(), Micros.zero(USD), Micros.zero(USD)))
                .toList();
        List<Event> events = new ArrayList<>(TaskOpening.decide(open, POLICY, balances));
        Content answer = content("answer-" + number);
        Micros reserved = events.stream()
                .filter(SpendReserved.class::isInstance)
                .map(e -> ((SpendReserved) e).amount())
                .findFirst()
                .orElseThrow();
        events.addAll(TaskOutcome.decide(
                new RecordOutcome(
                        task,
                        List.of(),
                        new Answer(
                                new InferenceCompleted(
                                        "cloud/small",
                                        "small-2026-10",
                                        new Usage(90, 30, false),
                                        new Micros(60, USD),
                                        700,
                                        "stop",
                                        answer.ref()),
                                answer,
                                new Screening("structured/1", List.of(), "stop", 20),
                                List.of(),
                                Gate.AUTONOMOUS,
                                false),
                        null),
                POLICY,
                reserved,
                WORKFLOW,
                false));
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        for (Event event : events) {
            messages.add(message("task/" + task.value(), messages.size(), event));
        }
        return messages;
    }

    private static Content content(String id) {
        return Content.of(new ContentId(id), new byte[Content.SALT_BYTES], "sanitised " + id);
    }

    private static DomainEventMessage<?> message(String stream, long sequence, Event event) {
        return new GenericDomainEventMessage<>(stream.split("/")[0], stream, sequence, event);
    }

    private static void export(Path home, Path pack) throws IOException {
        try (Store store = Store.open(StoreSettings.embedded(home))) {
            String checkpoint = store.ledger().attested(Duration.ofSeconds(30));
            PackRange all = new PackRange(0, Checkpoint.parse(checkpoint).size(), null);
            SigningSettings signing = new SigningSettings(null, null, null, null, null, Duration.ofSeconds(10));
            SigningKey key = SigningKey.of(signing, () -> SigningKey.fresh("bench", NOON));
            ContainerSigner signer = new ContainerSigner(key, signing, HttpClient.newHttpClient());
            new PackWriter(store.log(), store.ledger(), store.contents(), none -> {}, signer, List.of())
                    .write(PackOrder.of(all, checkpoint), pack, read -> {});
        }
    }

    /** Runs a JVM and prints how long it took and how much memory it had at its peak. */
    private static void run(String what, Object... arguments) throws IOException, InterruptedException {
        run(what, ProcessBuilder.Redirect.DISCARD, arguments);
    }

    static void run(String what, ProcessBuilder.Redirect output, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long peak = 0;
        while (!process.waitFor(Duration.ofMillis(100))) {
            peak = Math.max(peak, peakKilobytes(process.pid()));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(what + " ended with " + process.exitValue());
        }
        System.out.printf(
                "%s: %.1f s, at most %,.0f MB resident (%s)%n",
                what, (System.nanoTime() - start) / 1e9, peak / 1e3, HEAP);
    }

    /** The kernel's own count, {@code VmHWM}; 0 where there is no {@code /proc} or the process is just gone. */
    private static long peakKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
