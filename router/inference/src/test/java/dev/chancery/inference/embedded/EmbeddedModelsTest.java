package dev.chancery.inference.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Classification;
import dev.chancery.contracts.fact.Gate;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.FileRef;
import dev.chancery.decisions.policy.Policy.GateThresholds;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Redaction;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.Sampling;
import dev.chancery.inference.provider.ProviderFailure;
import dev.chancery.inference.provider.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedModelsTest {

    private static final String EXAMPLES = """
            text,category
            Where is my card?,card_arrival
            "My card, which I ordered, has not come.",card_arrival
            "Why is it called ""top up""?",top_up
            How do I put money on my account?,top_up
            """;

    private static final String TERMS = """
            # Terms

            A lost card is replaced within five days. The replacement is free of charge.

            - Transfers abroad cost 1.50 francs.
            - Accounts can be closed at any time.
            """;

    @TempDir
    Path directory;

    private EmbeddedModels models;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("examples.csv"), EXAMPLES);
        Files.writeString(directory.resolve("terms.md"), TERMS);
        models = models();
    }

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void labelsAndQuotesFromTheWorkflowsKnowledge() throws Exception {
        // given
        Workflow workflow = workflow("examples.csv", "terms.md");
        models.prepare(policy(workflow));

        // when
        Reply reply = models.extractive(workflow).call(asking("I lost my card, what does a new one cost?"), 1000);

        // then
        assertThat(reply.text().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("card_arrival"),
                        line -> assertThat(line).isEqualTo("Question: \"I lost my card, what does a new one cost?\""),
                        line -> assertThat(line)
                                .matches(
                                        "Nearest example: \"(Where is my card|My card, which).*\" \\(similarity 0\\.\\d\\d\\)"),
                        line -> assertThat(line)
                                .startsWith(
                                        "From terms.md: \"A lost card is replaced within five days.\" (similarity 0."),
                        line -> assertThat(line).startsWith("From terms.md: \"The replacement is free of charge.\""));
        assertThat(reply.finishReason()).isEqualTo("stop");
        assertThat(reply.modelVersion()).isEqualTo("embedded/extractive-1+all-minilm-l6-v2-q");
        assertThat(Objects.requireNonNull(reply.usage()).estimated()).isFalse();
        assertThat(reply.usage().inputTokens()).isEqualTo(12);
    }

    @Test
    void saysPlainlyThatItKnowsNothingAndWhatToDo() throws Exception {
        // given
        Workflow workflow = workflow(null);
        models.prepare(policy(workflow));
        RecordingSink sink = new RecordingSink();

        // when
        Reply reply = models.extractive(workflow).stream(asking("Is [PERSON_1] right?"), 1000, sink);

        // then
        assertThat(reply.text())
                .contains("embedded/extractive", "Question: \"Is [PERSON_1] right?\"", "documents", "provider");
        assertThat(String.join("", sink.texts)).isEqualTo(reply.text());
        assertThat(sink.texts).hasSizeGreaterThan(20);
    }

    @Test
    void keepsToTheLimitOfOutput() throws Exception {
        // given
        Workflow workflow = workflow("examples.csv");
        models.prepare(policy(workflow));

        // when
        Reply reply = models.extractive(workflow).call(asking("Where is my card?"), 8);

        // then
        assertThat(reply.finishReason()).isEqualTo("length");
        assertThat(Objects.requireNonNull(reply.usage()).outputTokens()).isLessThanOrEqualTo(8);
        assertThat(reply.text()).startsWith("card_arrival\nQuestion:");
    }

    @Test
    void takesLongAndEmptyQuestions() throws Exception {
        // given
        Workflow workflow = workflow("examples.csv", "terms.md");
        models.prepare(policy(workflow));
        String endless = "card ".repeat(100_000);

        // when
        Reply empty = models.extractive(workflow).call(asking(" "), 1000);
        Reply longest = models.extractive(workflow).call(asking(endless), 1000);

        // then
        assertThat(empty.text()).startsWith("Question: \" \"");
        assertThat(new Classifier(models).classify(workflow, " ")).isEmpty();
        assertThat(longest.finishReason()).isEqualTo("length");
    }

    @Test
    void readsVectorsFromTheCacheAtTheNextStart() throws Exception {
        // given
        Workflow workflow = workflow("examples.csv", "terms.md");
        models.prepare(policy(workflow));
        Reply first = models.extractive(workflow).call(asking("Where is my card?"), 1000);
        List<Path> cached = cached();

        // when
        try (EmbeddedModels again = models()) {
            again.prepare(policy(workflow));
            Reply second = again.extractive(workflow).call(asking("Where is my card?"), 1000);

            // then
            assertThat(cached).hasSize(2);
            assertThat(second).isEqualTo(first);
        }

        // given
        for (Path file : cached) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[20] ^= 1;
            Files.write(file, bytes);
        }

        // when
        try (EmbeddedModels damaged = models()) {
            damaged.prepare(policy(workflow));

            // then
            assertThat(damaged.extractive(workflow).call(asking("Where is my card?"), 1000))
                    .isEqualTo(first);
        }
    }

    @Test
    void failsWithTheNameOfAFileThatChangedAndLeavesTheRequestUnlabelled() throws Exception {
        // given
        Workflow workflow = workflow("examples.csv");
        Files.writeString(directory.resolve("examples.csv"), EXAMPLES + "More,top_up\n");
        models.prepare(policy(workflow));

        // when // then
        assertThatThrownBy(() -> models.extractive(workflow).call(asking("Where is my card?"), 1000))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("examples.csv");
        assertThat(new Classifier(models).classify(workflow, "Where is my card?"))
                .isEmpty();
    }

    @Test
    void readsCsvByItsRfc() throws Exception {
        // given
        String csv = "\ufeffcategory,text\r\na,\"x, \"\"y\"\"\r\nz\"\r\nb,plain";

        // when
        List<Passage> passages = Passage.ofExamples(csv.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        // then
        assertThat(passages).containsExactly(new Passage("x, \"y\"\r\nz", "a"), new Passage("plain", "b"));
        assertThatThrownBy(() -> Passage.ofExamples("text,category\n\"open".getBytes()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Passage.ofExamples("question\nx".getBytes())).isInstanceOf(IOException.class);
    }

    @Test
    void labelsRealSupportQuestions() throws Exception {
        // given
        Path data = data().resolve("support-intents");
        assumeTrue(Files.exists(data), "The real data is not here");
        Map<String, List<String>> tenPerClass = new TreeMap<>();
        for (Passage example : Passage.ofExamples(Files.readAllBytes(data.resolve("train.csv")))) {
            List<String> texts = tenPerClass.computeIfAbsent(example.origin(), label -> new ArrayList<>());
            if (texts.size() < 10) {
                texts.add(example.text());
            }
        }
        StringBuilder csv = new StringBuilder("text,category\n");
        tenPerClass.forEach((label, texts) -> texts.forEach(text -> csv.append('"')
                .append(text.replace("\"", "\"\""))
                .append("\",")
                .append(label)
                .append('\n')));
        Files.writeString(directory.resolve("intents.csv"), csv);
        Workflow workflow = workflow("intents.csv");
        List<Passage> questions = Passage.ofExamples(Files.readAllBytes(data.resolve("test.csv")));
        Classifier classifier = new Classifier(models);

        // when
        long start = System.nanoTime();
        models.prepare(policy(workflow));
        classifier.classify(workflow, "Where is my card?");
        long ready = System.nanoTime();
        int right = 0;
        for (Passage question : questions) {
            Classification classification =
                    classifier.classify(workflow, question.text()).orElseThrow();
            right += classification.label().equals(question.origin()) ? 1 : 0;
        }
        long end = System.nanoTime();

        // then
        double accuracy = (double) right / questions.size();
        System.out.printf(
                "accuracy %.4f of %d questions with %d classes; %d examples taken in within %d ms; %.1f ms a question%n",
                accuracy,
                questions.size(),
                tenPerClass.size(),
                tenPerClass.size() * 10,
                (ready - start) / 1_000_000,
                (end - ready) / 1e6 / questions.size());
        assertThat(accuracy).isGreaterThan(0.80);
    }

    private static Path data() {
        String given = System.getenv("CHANCERY_DATA");
        if (given != null) {
            return Path.of(given);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root.resolveSibling("shared").resolve("data");
    }

    private EmbeddedModels models() {
        return new EmbeddedModels(directory, directory.resolve("cache"), Duration.ofMinutes(2));
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            return files.toList();
        }
    }

    private static Conversation asking(String question) {
        return new Conversation(List.of(new Message.User(question)), List.of(), null, Sampling.DEFAULT);
    }

    private Workflow workflow(@Nullable String examples, String... documents) throws IOException {
        List<FileRef> files = new ArrayList<>();
        for (String document : documents) {
            files.add(ref(document));
        }
        return new Workflow(
                new WorkflowId("support"),
                "Answers customers",
                Gate.AUTONOMOUS,
                List.of(),
                List.of(),
                null,
                examples == null && documents.length == 0
                        ? null
                        : new Knowledge(examples == null ? null : ref(examples), files),
                true,
                new TreeMap<>(),
                0);
    }

    private FileRef ref(String path) throws IOException {
        return new FileRef(path, Digest.sha256(Files.readAllBytes(directory.resolve(path))));
    }

    private static Policy policy(Workflow workflow) {
        return new Policy(
                new PolicyVersion("v1"),
                Currency.getInstance("USD"),
                List.of(),
                List.of(),
                List.of(workflow),
                List.of(),
                List.of(),
                List.of(),
                new Redaction(List.of(), List.of(), new TreeMap<>()),
                List.of(),
                new GateThresholds(1, 0.9),
                List.of(),
                Policy.Feedback.DEFAULT,
                new TreeMap<>(),
                null);
    }
}
