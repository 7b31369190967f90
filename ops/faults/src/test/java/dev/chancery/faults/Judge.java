package dev.chancery.faults;

import static java.util.stream.Collectors.groupingBy;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.faults.ClientLedger.Ack;
import dev.chancery.faults.ClientLedger.Head;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Frontier;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Decides whether the system kept what it promised. It reads nothing of the system but an audit pack of the whole log and what
 * the API says of the acknowledged answers, and it computes the tree itself.
 */
final class Judge {

    private static final Set<String> OUTCOMES = Set.of(
            "task.refused",
            "task.output-released",
            "task.output-held",
            "task.output-shadowed",
            "task.pair-judged",
            "task.failed",
            "task.abandoned");

    private static final Set<String> DELIVERIES =
            Set.of("task.output-delivered", "task.delivery-failed", "task.delivery-abandoned");

    /** Answers that are compared word by word; the newest are those that a fault endangers. */
    private static final int COMPARED = 40;

    private final List<String> findings = new ArrayList<>();
    private final List<StoredEvent> log;
    private final Map<String, List<StoredEvent>> tasks;

    private Judge(List<StoredEvent> log) {
        this.log = log;
        this.tasks = log.stream()
                .filter(event -> event.stream().startsWith("task/"))
                .collect(groupingBy(StoredEvent::stream, TreeMap::new, java.util.stream.Collectors.toList()));
    }

    /**
     * What was found.
     *
     * @param findings what is not as it should be; none when every promise was kept
     * @param acknowledged answers in the ledger
     * @param abandoned tasks that were closed because their process or its record went away
     * @param asked tasks that a provider may have been asked for
     * @param log all events
     */
    record Verdict(List<String> findings, int acknowledged, long abandoned, long asked, List<StoredEvent> log) {

        @Override
        public String toString() {
            return acknowledged + " acknowledged, " + abandoned + " abandoned, " + log.size() + " events: "
                    + (findings.isEmpty()
                            ? "every promise was kept"
                            : findings.size() + " broken, such as " + findings.getFirst());
        }
    }

    /** Judges a running system by the ledger of its client. */
    static Verdict judge(ClientLedger ledger, ChanceryProcess chancery, Path directory) {
        HttpResponse<String> last = answered(chancery);
        Eventually.holds(Duration.ofSeconds(30), () -> noTaskIsOpen(chancery));
        newest(ledger.acks()).forEach(ack -> Eventually.holds(Duration.ofSeconds(30), () -> isClosed(ack, chancery)));
        AuditPack pack = AuditPack.of(
                chancery, ChanceryProcess.position(last), directory.resolve("pack-" + System.nanoTime() + ".zip"));
        Judge judge = new Judge(read(pack));
        judge.demand(pack.verify().exit() == 0, "the verifier does not verify the pack");
        judge.demand(pack.replay().exit() == 0, "the verifier takes other decisions than the record says");
        judge.compareAnswers(ledger.acks(), chancery);
        return judge.verdict(ledger.acks(), ledger.heads());
    }

    /** Judges a log by what a client holds. */
    static Verdict judge(List<Ack> acks, List<Head> heads, List<StoredEvent> log) {
        return new Judge(log).verdict(acks, heads);
    }

    /** A system that has just come back may refuse for some seconds more. */
    private static HttpResponse<String> answered(ChanceryProcess chancery) {
        List<HttpResponse<String>> answers = new ArrayList<>();
        Eventually.holds(Duration.ofSeconds(60), () -> {
            answers.add(chancery.chat(Load.question("is it over?")));
            return answers.getLast().statusCode() == 200;
        });
        return answers.getLast();
    }

    private static boolean noTaskIsOpen(ChanceryProcess chancery) {
        HttpResponse<String> open = chancery.api("GET", "/api/tasks?state=OPENED", "");
        return open.statusCode() == 200
                && ChanceryProcess.JSON.readTree(open.body()).path("tasks").isEmpty();
    }

    private static List<Ack> newest(List<Ack> acks) {
        return acks.subList(Math.max(0, acks.size() - COMPARED), acks.size());
    }

    /** What came of a delivery is recorded a moment after it; a task that is not there at all is found lost later. */
    private static boolean isClosed(Ack ack, ChanceryProcess chancery) {
        HttpResponse<String> events = chancery.api("GET", "/api/tasks/" + ack.task() + "/events", "");
        return events.statusCode() == 404
                || events.statusCode() == 200
                        && (events.body().contains("task.abandoned")
                                || DELIVERIES.stream()
                                        .anyMatch(outcome -> events.body().contains(outcome)));
    }

    static List<StoredEvent> read(AuditPack pack) {
        return new String(pack.entries().get("events.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .map(ChanceryProcess.JSON::readTree)
                .map(Judge::event)
                .toList();
    }

    private static StoredEvent event(JsonNode line) {
        return new StoredEvent(
                line.path("position").asLong(),
                line.path("id").asString(),
                line.path("stream").asString(),
                line.path("sequence").asLong(),
                line.path("name").asString(),
                line.path("revision").asInt(),
                Instant.parse(line.path("at").asString()),
                line.path("payload").asString().getBytes(StandardCharsets.UTF_8),
                line.path("metadata").asString().getBytes(StandardCharsets.UTF_8));
    }

    private void demand(boolean kept, String otherwise) {
        if (!kept) {
            findings.add(otherwise);
        }
    }

    private Verdict verdict(List<Ack> acks, List<Head> heads) {
        isGapless();
        acks.forEach(this::holds);
        hasTheHeads(heads);
        tasks.forEach((task, events) ->
                demand(events.stream().anyMatch(event -> OUTCOMES.contains(event.name())), task + " has no outcome"));
        staysWithinItsBudgets();
        return new Verdict(
                findings,
                acks.size(),
                count("task.abandoned"),
                tasks.values().stream().filter(Judge::mayHaveBeenAsked).count(),
                log);
    }

    private long count(String name) {
        return log.stream().filter(event -> event.name().equals(name)).count();
    }

    private static boolean mayHaveBeenAsked(List<StoredEvent> task) {
        return task.stream().anyMatch(event -> event.name().equals("task.spend-reserved"));
    }

    private void isGapless() {
        Map<String, Long> sequences = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            StoredEvent event = log.get(i);
            demand(event.position() == i, "the log has position " + event.position() + " where " + i + " should be");
            demand(
                    event.sequence() == sequences.merge(event.stream(), 1L, Long::sum) - 1,
                    event.stream() + " does not continue with sequence " + event.sequence());
        }
    }

    private void holds(Ack ack) {
        List<StoredEvent> task = tasks.get("task/" + ack.task());
        if (task == null) {
            findings.add("lost: " + ack.task() + ", acknowledged at position " + ack.position());
            return;
        }
        demand(
                task.stream().anyMatch(event -> event.position() == ack.position()),
                "moved: " + ack.task() + " is not at the position " + ack.position() + " that was acknowledged");
        demand(
                task.stream().anyMatch(event -> event.name().equals("task.output-released")),
                "without outcome: " + ack.task() + ", which was acknowledged");
        demand(
                task.stream().anyMatch(event -> DELIVERIES.contains(event.name())),
                "without an outcome of its delivery: " + ack.task());
    }

    /** The tree at each size that the client saw signed must have the root that was signed. */
    private void hasTheHeads(List<Head> heads) {
        Map<Long, byte[]> seen = new TreeMap<>();
        for (Head head : heads) {
            byte[] before = seen.putIfAbsent(head.size(), head.root());
            demand(before == null || Arrays.equals(before, head.root()), "two heads of size " + head.size());
        }
        Frontier tree = new Frontier();
        compare(tree, seen);
        for (StoredEvent event : log) {
            tree.append(LeafHash.of(event));
            compare(tree, seen);
        }
        seen.keySet().forEach(size -> findings.add("the log does not reach the signed head of " + size + " events"));
    }

    private void compare(Frontier tree, Map<Long, byte[]> seen) {
        byte[] root = seen.remove(tree.size());
        demand(
                root == null || Arrays.equals(root, tree.root()),
                "the first " + tree.size() + " events are not those of the signed head");
    }

    /** Every reservation names its budgets with their caps; what was settled in each must not exceed it. */
    private void staysWithinItsBudgets() {
        Map<String, Long> settled = new TreeMap<>();
        Map<String, Long> caps = new TreeMap<>();
        for (List<StoredEvent> task : tasks.values()) {
            List<String> budgets = new ArrayList<>();
            for (StoredEvent event : task) {
                JsonNode payload = ChanceryProcess.JSON.readTree(event.payload());
                if (event.name().equals("task.spend-reserved")) {
                    for (JsonNode balance : payload.path("balances")) {
                        String scope = balance.path("scope").toString();
                        budgets.add(scope);
                        caps.merge(scope, balance.path("cap").path("amount").asLong(), Math::max);
                    }
                } else if (event.name().equals("task.spend-settled")) {
                    long amount = payload.path("settled").path("amount").asLong();
                    budgets.forEach(scope -> settled.merge(scope, amount, Long::sum));
                }
            }
        }
        settled.forEach((scope, spent) ->
                demand(spent <= caps.get(scope), scope + " overran its cap of " + caps.get(scope) + ": " + spent));
    }

    private void compareAnswers(List<Ack> acks, ChanceryProcess chancery) {
        for (Ack ack : newest(acks)) {
            HttpResponse<String> kept = chancery.api("GET", "/api/tasks/" + ack.task() + "/output", "");
            demand(
                    kept.statusCode() == 200
                            && Load.sha256(ChanceryProcess.JSON
                                            .readTree(kept.body())
                                            .path("output")
                                            .asString())
                                    .equals(ack.digest()),
                    "another answer: " + ack.task() + " says " + kept.statusCode());
        }
    }
}
