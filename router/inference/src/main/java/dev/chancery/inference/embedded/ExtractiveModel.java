package dev.chancery.inference.embedded;

import dev.chancery.contracts.fact.Usage;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.embedded.Index.Hit;
import dev.chancery.inference.provider.DeltaSink;
import dev.chancery.inference.provider.ModelClient;
import dev.chancery.inference.provider.ProviderFailure;
import dev.chancery.inference.provider.Providers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code embedded/extractive}: writes nothing of its own, labels and quotes from what the workflow was given. */
final class ExtractiveModel implements ModelClient {

    private static final String VERSION = "embedded/extractive-1+" + Embedder.NAME;
    private static final int QUOTES = 3;

    /** Below this similarity MiniLM's neighbours have little to do with a question. */
    private static final float NEAR = 0.3f;

    private static final Pattern WORD = Pattern.compile("\\S+\\s*");

    private final EmbeddedModels models;
    private final @Nullable Workflow workflow;

    ExtractiveModel(EmbeddedModels models, @Nullable Workflow workflow) {
        this.models = models;
        this.workflow = workflow;
    }

    @Override
    public Reply call(Conversation conversation, int maxOutputTokens) throws ProviderFailure, InterruptedException {
        if (Providers.asksForJson(conversation)) {
            throw ProviderFailure.unsuited("The embedded model answers in plain text only");
        }
        String answer = answer(question(conversation));
        Embedder embedder = models.embedder();
        int input = Math.max(
                1,
                conversation.messages().stream()
                        .mapToInt(message -> embedder.tokens(text(message)))
                        .sum());
        int output = embedder.tokens(answer);
        if (output <= maxOutputTokens) {
            return reply(answer, "stop", input, output);
        }
        String cut = cut(answer, maxOutputTokens);
        return reply(cut, "length", input, embedder.tokens(cut));
    }

    @Override
    public Reply stream(Conversation conversation, int maxOutputTokens, DeltaSink sink)
            throws ProviderFailure, InterruptedException, IOException {
        Reply reply = call(conversation, maxOutputTokens);
        Matcher words = WORD.matcher(reply.text());
        while (words.find()) {
            sink.text(words.group());
        }
        return reply;
    }

    private static Reply reply(String text, String finishReason, int input, int output) {
        return new Reply(text, List.<ToolCall>of(), finishReason, VERSION, new Usage(input, output, false));
    }

    private String answer(String question) throws ProviderFailure, InterruptedException {
        Knowledge knowledge = workflow == null ? null : workflow.knowledge();
        String asked = "Question: \"" + question + "\"";
        if (knowledge == null
                || (knowledge.examples() == null && knowledge.documents().isEmpty())) {
            return """
                    I am embedded/extractive, a model inside Chancery that needs no key. I write nothing of my own: I label \
                    questions and quote documents. This workflow gives me neither examples nor documents, so there is nothing \
                    to extract an answer from.
                    %s
                    To get answers, name documents or examples under the workflow's knowledge in the policy, or add a \
                    deployment of a provider (openai, ollama, anthropic, gemini) to it.""".formatted(asked);
        }
        StringBuilder answer = new StringBuilder();
        Optional<EmbeddedModels.Label> label = models.label(knowledge, question);
        label.ifPresent(found -> answer.append(found.label()).append('\n'));
        answer.append(asked);
        label.ifPresent(found -> answer.append("\nNearest example: ").append(quoted(found.nearest())));
        if (!knowledge.documents().isEmpty()) {
            List<Hit> near = models.sentences(knowledge, question, QUOTES).stream()
                    .filter(hit -> hit.similarity() >= NEAR)
                    .toList();
            near.forEach(hit -> answer.append("\nFrom ")
                    .append(hit.passage().origin())
                    .append(": ")
                    .append(quoted(hit)));
            if (near.isEmpty()) {
                answer.append("\nNo sentence of the documents is near to this question.");
            }
        }
        return answer.toString();
    }

    private static String quoted(Hit hit) {
        return String.format(
                Locale.ROOT, "\"%s\" (similarity %.2f)", hit.passage().text(), hit.similarity());
    }

    /** As many whole words as the limit allows. */
    private String cut(String answer, int maxOutputTokens) {
        Matcher words = WORD.matcher(answer);
        int left = maxOutputTokens;
        int end = 0;
        while (words.find()) {
            left -= models.embedder().tokens(words.group());
            if (left < 0) {
                break;
            }
            end = words.end();
        }
        return answer.substring(0, end).stripTrailing();
    }

    private static String question(Conversation conversation) {
        return conversation.messages().reversed().stream()
                .filter(Message.User.class::isInstance)
                .map(ExtractiveModel::text)
                .findFirst()
                .orElse("");
    }

    private static String text(Message message) {
        return switch (message) {
            case Message.System system -> system.text();
            case Message.User user -> user.text();
            case Message.Assistant assistant -> assistant.text() == null ? "" : assistant.text();
            case Message.ToolResult result -> result.text();
        };
    }
}
