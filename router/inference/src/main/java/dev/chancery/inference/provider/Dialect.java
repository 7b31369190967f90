package dev.chancery.inference.provider;

import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a wire protocol differs. Tools, their choice and response formats are written by us: langchain4j's schema types
 * cannot hold every JSON Schema, and a caller's tool must reach the model as the caller wrote it.
 */
sealed interface Dialect permits OpenAiDialect, OllamaDialect, AnthropicDialect, GeminiDialect {

    /** langchain4j's two sides of one model. */
    record Models(ChatModel plain, StreamingChatModel streaming) {}

    /** Makes the models; nothing is sent. */
    Models connect(Deployment deployment, @Nullable String apiKey, HttpClientBuilder http) throws ProviderFailure;

    /** What langchain4j can say. */
    ChatRequestParameters parameters(Deployment deployment, Conversation conversation, int maxOutputTokens)
            throws ProviderFailure;

    /** What it cannot: JSON members without braces, empty for none. */
    String members(Conversation conversation) throws ProviderFailure;
}
