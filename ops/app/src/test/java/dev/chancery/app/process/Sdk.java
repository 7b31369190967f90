package dev.chancery.app.process;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.List;

/** An application that was written for OpenAI: their own SDK, told another address and key, and nothing else. */
public final class Sdk implements AutoCloseable {

    private final OpenAIClient client;

    public Sdk(ChanceryProcess chancery, String key) {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(chancery.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    /** What came back. Headers that were not there are empty. */
    public record Answer(String text, String finishReason, String task, String model, String position, String cost) {}

    public OpenAIClient client() {
        return client;
    }

    /** A question to whatever model the router chooses. */
    public static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder().model("auto").addUserMessage(text);
    }

    public Answer plain(ChatCompletionCreateParams question) {
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(question)) {
            ChatCompletion.Choice choice = response.parse().choices().getFirst();
            return answer(
                    response.headers(),
                    choice.message().content().orElse(""),
                    choice.finishReason().asString());
        }
    }

    public Answer streamed(ChatCompletionCreateParams question) {
        try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
                        client.chat().completions().withRawResponse().createStreaming(question);
                StreamResponse<ChatCompletionChunk> stream = response.parse()) {
            StringBuilder text = new StringBuilder();
            StringBuilder finish = new StringBuilder();
            stream.stream().flatMap(chunk -> chunk.choices().stream()).forEach(choice -> {
                choice.delta().content().ifPresent(text::append);
                choice.finishReason().ifPresent(reason -> finish.append(reason.asString()));
            });
            return answer(response.headers(), text.toString(), finish.toString());
        }
    }

    private static Answer answer(Headers headers, String text, String finish) {
        return new Answer(
                text,
                finish,
                first(headers, "Chancery-Task"),
                first(headers, "Chancery-Model"),
                first(headers, "Chancery-Log-Position"),
                first(headers, "Chancery-Cost-Micros"));
    }

    private static String first(Headers headers, String name) {
        List<String> values = headers.values(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    @Override
    public void close() {
        client.close();
    }
}
