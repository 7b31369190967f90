package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.Usage;
import dev.chancery.contracts.fact.UsageDetails;
import dev.chancery.decisions.policy.Policy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider says that a call used, read from its own answer: langchain4j drops what is counted apart. Of a stream each event may
 * say more, and the last word about each count holds. Of one call and one thread.
 *
 * <p>Chat completions (OpenAI and compatible): {@code usage}, where details are part of the whole. Anthropic: {@code usage}, where cached
 * input is beside {@code input_tokens}; a stream begins with it in {@code message}. Gemini: {@code usageMetadata}, where thoughts and what
 * tools put into the prompt are beside the counts of candidates and prompt. Ollama: {@code prompt_eval_count} and {@code eval_count}.
 */
public final class UsageReading {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Policy.Provider provider;
    private final ObjectNode said = JSON.createObjectNode();

    /** Nothing has been said yet. */
    UsageReading(Policy.Provider provider) {
        this.provider = provider;
    }

    /** What a whole answer says; null when it does not say it. */
    public static @Nullable Usage of(Policy.Provider provider, String answer) {
        UsageReading reading = new UsageReading(provider);
        reading.take(answer);
        return reading.usage();
    }

    /** Takes an answer, or an event of a stream. What is no JSON says nothing here; whether it is an answer is for others to say. */
    void take(String json) {
        String root = provider == Policy.Provider.GEMINI ? "\"usageMetadata\"" : "\"usage\"";
        if (provider == Policy.Provider.OLLAMA ? !json.contains("_count\"") : !json.contains(root)) {
            return;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            members(parser);
        } catch (JacksonException e) {
            // langchain4j reads the same text and fails by it.
        }
    }

    private void members(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (provider) {
                case OPENAI, EMBEDDED -> take(name.equals("usage"), parser);
                case GEMINI -> take(name.equals("usageMetadata"), parser);
                case ANTHROPIC -> {
                    if (name.equals("message") && parser.currentToken() == JsonToken.START_OBJECT) {
                        JsonNode message = parser.readValueAsTree();
                        merge(message.path("usage"));
                    } else {
                        take(name.equals("usage"), parser);
                    }
                }
                case OLLAMA -> {
                    if (name.endsWith("eval_count")) {
                        said.set(name, parser.<JsonNode>readValueAsTree());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    private void take(boolean wanted, JsonParser parser) {
        if (wanted) {
            merge(parser.readValueAsTree());
        } else {
            parser.skipChildren();
        }
    }

    private void merge(JsonNode usage) {
        if (usage instanceof ObjectNode counts) {
            counts.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    said.set(name, value);
                }
            });
        }
    }

    /** What was said so far; null while input or output is not known. */
    @Nullable
    Usage usage() {
        return switch (provider) {
            case OPENAI, EMBEDDED -> chat();
            case ANTHROPIC -> anthropic();
            case GEMINI -> gemini();
            case OLLAMA ->
                has("prompt_eval_count") && has("eval_count")
                        ? usage(count(said, "prompt_eval_count"), count(said, "eval_count"), UsageDetails.NONE)
                        : null;
        };
    }

    private @Nullable Usage chat() {
        if (!has("prompt_tokens") || !has("completion_tokens")) {
            return null;
        }
        JsonNode input = said.path("prompt_tokens_details");
        JsonNode output = said.path("completion_tokens_details");
        // Some say what was cached beside the details.
        int cached = input.has("cached_tokens") ? count(input, "cached_tokens") : count(said, "cached_tokens");
        int reasoning = count(output, "reasoning_tokens");
        long completion = count(said, "completion_tokens");
        // Some count reasoning beside the completion, which their total tells.
        boolean beside =
                reasoning > 0 && count(said, "total_tokens") == count(said, "prompt_tokens") + completion + reasoning;
        return usage(
                count(said, "prompt_tokens"),
                beside ? completion + reasoning : completion,
                new UsageDetails(
                        cached,
                        count(input, "cache_write_tokens"),
                        count(input, "audio_tokens"),
                        0,
                        count(output, "audio_tokens"),
                        reasoning,
                        null));
    }

    private @Nullable Usage anthropic() {
        if (!has("input_tokens") || !has("output_tokens")) {
            return null;
        }
        int read = count(said, "cache_read_input_tokens");
        int written = count(said, "cache_creation_input_tokens");
        return usage(
                (long) count(said, "input_tokens") + read + written,
                count(said, "output_tokens"),
                new UsageDetails(
                        read, written, 0, 0, 0, count(said.path("output_tokens_details"), "thinking_tokens"), null));
    }

    private @Nullable Usage gemini() {
        if (!has("promptTokenCount")) {
            return null;
        }
        int thoughts = count(said, "thoughtsTokenCount");
        return usage(
                (long) count(said, "promptTokenCount") + count(said, "toolUsePromptTokenCount"),
                (long) count(said, "candidatesTokenCount") + thoughts,
                new UsageDetails(
                        count(said, "cachedContentTokenCount"),
                        0,
                        audio("promptTokensDetails") + audio("toolUsePromptTokensDetails"),
                        audio("cacheTokensDetails"),
                        audio("candidatesTokensDetails"),
                        thoughts,
                        null));
    }

    private int audio(String details) {
        int tokens = 0;
        for (JsonNode each : said.path(details)) {
            if (each.path("modality").asString("").equals("AUDIO")) {
                tokens = Math.addExact(tokens, count(each, "tokenCount"));
            }
        }
        return tokens;
    }

    private boolean has(String name) {
        return said.path(name).isIntegralNumber();
    }

    private static int count(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isIntegralNumber() && value.canConvertToInt() ? Math.max(0, value.intValue()) : 0;
    }

    /** No call has an empty input: a zero is what servers write that do not count. */
    private static @Nullable Usage usage(long input, long output, UsageDetails details) {
        return input <= 0 || input > Integer.MAX_VALUE || output > Integer.MAX_VALUE
                ? null
                : new Usage((int) input, (int) output, false, details.equals(UsageDetails.NONE) ? null : details);
    }
}
