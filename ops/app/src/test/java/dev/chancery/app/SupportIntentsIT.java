package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.AtRest;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.app.process.Sdk;
import dev.chancery.app.process.SupportIntents;
import dev.chancery.app.process.SupportIntents.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Real questions of a bank's customers, answered by the embedded model, with personal data in a tenth of them. */
class SupportIntentsIT {

    private static final int EXAMPLES = 10;
    private static final int CLIENTS = 8;

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096, timeoutMillis: 30000}
            workflows:
              - id: support
                purpose: Tells what a customer wants
                gate: autonomous
                knowledge: {examples: support.csv}
            agents:
              - {id: desk, owner: Customer service, purpose: Sorts questions, workflows: [support], budgets: {day: "1.00"}}
            """;

    /** A question as it is sent, with the raw value in it or an empty text. */
    private record Asked(String text, String category, String raw) {}

    @TempDir
    private static Path directory;

    private static final List<Asked> QUESTIONS = new ArrayList<>();
    private static final List<Sdk.Answer> ANSWERS = new ArrayList<>();
    private static final Map<String, List<String>> TIMELINES = new TreeMap<>();
    private static final List<JsonNode> TASKS = new ArrayList<>();
    private static Path home;
    private static AuditPack pack;

    @BeforeAll
    static void askEverythingAndStop() throws Exception {
        List<Row> rows = SupportIntents.test();
        home = Files.createDirectories(directory.resolve("home"));
        Path policy = Files.createDirectories(home.resolve("policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY);
        Files.writeString(policy.resolve("support.csv"), examples(SupportIntents.train()));
        for (int i = 0; i < rows.size(); i++) {
            String raw = i % 10 == 0 ? raw(i / 10) : "";
            QUESTIONS.add(new Asked(
                    rows.get(i).text() + (raw.isEmpty() ? "" : " " + raw),
                    rows.get(i).category(),
                    raw));
        }
        try (ChanceryProcess chancery = ChanceryProcess.start(home);
                Sdk sdk = new Sdk(chancery, chancery.firstRun("agentKey"));
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Sdk.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < QUESTIONS.size(); i++) {
                var question = Sdk.question(QUESTIONS.get(i).text()).build();
                boolean streamed = i % 2 == 1;
                answers.add(clients.submit(() -> streamed ? sdk.streamed(question) : sdk.plain(question)));
            }
            collect(answers);
            // The lists follow the record a moment later, in its order: with the last task closed, all are there.
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.get("/api/tasks?state=OPENED").path("tasks").isEmpty()
                            && chancery.get("/api/spend?by=AGENT")
                                            .path("lines")
                                            .valueStream()
                                            .mapToLong(
                                                    line -> line.path("tasks").asLong())
                                            .sum()
                                    >= QUESTIONS.size());
            for (JsonNode page = chancery.get("/api/tasks?limit=200"); ; ) {
                page.path("tasks").forEach(TASKS::add);
                if (page.path("next").isNull()) {
                    break;
                }
                page = chancery.get(
                        "/api/tasks?limit=200&before=" + page.path("next").asLong());
            }
            for (Sdk.Answer answer : ANSWERS) {
                TIMELINES.put(answer.task(), names(chancery.get("/api/tasks/" + answer.task() + "/events")));
            }
            pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
        }
    }

    private static void collect(List<Future<Sdk.Answer>> answers) throws InterruptedException, ExecutionException {
        for (Future<Sdk.Answer> answer : answers) {
            ANSWERS.add(answer.get());
        }
    }

    @Test
    void labelsMostQuestionsRight() {
        // when
        int right = 0;
        for (int i = 0; i < QUESTIONS.size(); i++) {
            String label = ANSWERS.get(i).text().lines().findFirst().orElse("");
            right += label.equals(QUESTIONS.get(i).category()) ? 1 : 0;
        }

        // then
        double accuracy = (double) right / QUESTIONS.size();
        System.out.printf(
                Locale.ROOT, "support-intents: %d of %d labels right, %.3f%n", right, QUESTIONS.size(), accuracy);
        assertThat(QUESTIONS).hasSize(1540);
        assertThat(accuracy).isGreaterThanOrEqualTo(.80);
    }

    @Test
    void givesPersonalDataBackToThoseWhoSentIt() {
        for (int i = 0; i < QUESTIONS.size(); i++) {
            assertThat(ANSWERS.get(i).text()).contains("\"" + QUESTIONS.get(i).text() + "\"");
            assertThat(ANSWERS.get(i).finishReason()).isEqualTo("stop");
        }
    }

    @Test
    void hasACompleteTimelineOfEveryQuestion() {
        assertThat(TIMELINES).hasSize(QUESTIONS.size());
        for (int i = 0; i < QUESTIONS.size(); i++) {
            List<String> timeline = new ArrayList<>(List.of(
                    "task.opened",
                    "task.personal-data-redacted",
                    "task.routing-decided",
                    "task.spend-reserved",
                    "task.stream-permitted",
                    "task.inference-completed",
                    "task.output-screened",
                    "task.spend-settled",
                    "task.output-released"));
            if (QUESTIONS.get(i).raw().isEmpty()) {
                timeline.remove("task.personal-data-redacted");
            }
            if (i % 2 == 0) {
                timeline.remove("task.stream-permitted");
            }
            assertThat(TIMELINES.get(ANSWERS.get(i).task())).isEqualTo(timeline);
        }
        assertThat(TASKS)
                .hasSize(QUESTIONS.size())
                .allSatisfy(task -> assertThat(task.path("state").asString()).isEqualTo("RELEASED"));
        assertThat(TASKS.stream().filter(task -> !task.path("redactions").isEmpty()))
                .hasSize((int) QUESTIONS.stream()
                        .filter(asked -> !asked.raw().isEmpty())
                        .count());
    }

    @Test
    void keepsNoRawPersonalDataInAnyFile() {
        // given each value as it was sent, and its digits without what separates them
        List<String> values = new ArrayList<>();
        for (Asked asked : QUESTIONS) {
            if (!asked.raw().isEmpty()) {
                values.add(asked.raw());
                if (!asked.raw().contains("@")) {
                    String digits = asked.raw().replaceAll("[^0-9]", "");
                    values.add(digits);
                    values.add(digits.substring(digits.length() - 10));
                }
            }
        }
        assertThat(values).hasSizeGreaterThan(350);

        // when
        Path log = directory.resolve("home-process.log");
        AtRest.Seen seen = AtRest.search(values, home, log, pack.file());

        // then
        System.out.printf(Locale.ROOT, "Looked for %d values in %,d bytes%n", values.size(), seen.bytes());
        assertThat(seen.found()).isEmpty();
        // and what the events say of it is found, so the search would have found the rest
        assertThat(AtRest.search(List.of("CREDIT_CARD", "EMAIL_ADDRESS", "PHONE_NUMBER"), home)
                        .found())
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void exportsAPackThatVerifiesAndReplays() {
        // when
        AuditPack.Run verified = pack.verify();
        AuditPack.Run replayed = pack.replay();

        // then
        assertThat(verified.exit()).as(verified.said()).isZero();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains("of 1540 tasks", " 0 different");
    }

    /** Without what came of the delivery, which follows a moment after the answer. */
    private static List<String> names(JsonNode events) {
        return events.path("events")
                .valueStream()
                .map(event -> event.path("name").asString())
                .filter(name -> !name.equals("task.output-delivered"))
                .toList();
    }

    private static String examples(List<Row> train) {
        Map<String, Integer> taken = new TreeMap<>();
        StringBuilder csv = new StringBuilder("text,category\n");
        for (Row row : train) {
            if (taken.merge(row.category(), 1, Integer::sum) <= EXAMPLES) {
                csv.append('"')
                        .append(row.text().replace("\"", "\"\""))
                        .append("\",")
                        .append(row.category())
                        .append('\n');
            }
        }
        return csv.toString();
    }

    /** A different one for each number: a card, an e-mail address or a telephone number, written as people do. */
    private static String raw(int n) {
        return switch (n % 3) {
            case 0 -> card(n);
            case 1 -> "Anna.Kowalska" + n + "@mail" + n % 7 + ".example.com";
            default -> phone(n);
        };
    }

    private static String card(int n) {
        String digits =
                String.format(Locale.ROOT, "%s%011d", n % 2 == 0 ? "4929" : "5425", 20_260_000_000L + n * 7_919L);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 1 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }
        String valid = digits + (10 - sum % 10) % 10;
        return switch (n % 4) {
            case 0 -> valid;
            case 1 -> valid.replaceAll("(.{4})(?=.)", "$1-");
            default -> valid.replaceAll("(.{4})(?=.)", "$1 ");
        };
    }

    private static String phone(int n) {
        return switch (n % 4) {
            case 0 -> String.format(Locale.ROOT, "+49 30 2312%04d", 1000 + n);
            case 1 -> String.format(Locale.ROOT, "+1 212-736-%04d", 1000 + n);
            case 2 -> String.format(Locale.ROOT, "(212) 736-%04d", 1000 + n);
            default -> String.format(Locale.ROOT, "+44 20 7946 0%03d", n);
        };
    }
}
