package dev.chancery.inference.provider;

import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.decisions.policy.Policy.Deployment;
import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import dev.chancery.inference.conversation.Reply;
import dev.chancery.inference.conversation.ToolCall;
import dev.chancery.inference.provider.PooledHttp.TransportFailure;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.anthropic.internal.api.AnthropicStreamingException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One deployment spoken to through langchain4j. */
final class LangChainClient implements ModelClient {

    private static final Pattern FINISHED = Pattern.compile("\"finish_reason\"\\s*:\\s*\"");

    private final Deployment deployment;
    private final Dialect dialect;
    private final PooledHttp http;
    private volatile Dialect.@Nullable Models models;

    LangChainClient(Deployment deployment, Dialect dialect, PooledHttp http) {
        this.deployment = deployment;
        this.dialect = dialect;
        this.http = http;
    }

    @Override
    public Reply call(Conversation conversation, int maxOutputTokens) throws ProviderFailure, InterruptedException {
        Dialect.Models connected = connected();
        ChatRequest request = request(conversation, maxOutputTokens);
        try {
            UsageReading usage = new UsageReading(deployment.provider());
            ChatResponse response =
                    withMembers(conversation, usage, () -> connected.plain().chat(request));
            return checked(reply(response, usage, new Ids()));
        } catch (ContentFilteredException e) {
            return new Reply(
                    Objects.requireNonNullElse(e.getMessage(), ""),
                    List.of(),
                    "content_filter",
                    Reply.UNREPORTED,
                    null);
        } catch (RuntimeException e) {
            throw failed(e, false);
        }
    }

    @Override
    public Reply stream(Conversation conversation, int maxOutputTokens, DeltaSink sink)
            throws ProviderFailure, InterruptedException, IOException {
        Dialect.Models connected = connected();
        ChatRequest request = request(conversation, maxOutputTokens);
        Relay relay = new Relay(sink);
        UsageReading usage = new UsageReading(deployment.provider());
        try {
            withMembers(conversation, usage, () -> {
                connected.streaming().chat(request, relay);
                return relay;
            });
        } catch (RuntimeException e) {
            relay.onError(e);
        }
        if (relay.gone != null) {
            throw relay.gone;
        }
        if (relay.error != null) {
            throw failed(relay.error, true);
        }
        // A connection that closes in good order in the middle looks like an end; only a finish reason makes an answer
        // whole.
        if (relay.whole == null || !finished(relay.whole)) {
            throw ProviderFailure.of(AttemptFailure.CUT_OFF, "The stream ended without a finish reason");
        }
        return checked(reply(relay.whole, usage, relay.ids));
    }

    private Dialect.Models connected() throws ProviderFailure {
        Dialect.Models connected = models;
        if (connected == null) {
            connected = dialect.connect(deployment, ApiKey.resolve(deployment.apiKey()), http.builder());
            models = connected;
        }
        return connected;
    }

    private ChatRequest request(Conversation conversation, int maxOutputTokens) throws ProviderFailure {
        return ChatRequest.builder()
                .messages(messages(conversation.messages()))
                .parameters(dialect.parameters(deployment, conversation, maxOutputTokens))
                .build();
    }

    private <T> T withMembers(Conversation conversation, UsageReading usage, Callable<T> call) throws ProviderFailure {
        String members = dialect.members(conversation);
        ScopedValue.Carrier carrier = ScopedValue.where(PooledHttp.USAGE, usage);
        try {
            return (members.isEmpty() ? carrier : carrier.where(PooledHttp.EXTRA_MEMBERS, members)).call(call::call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ChatMessage> messages(List<Message> messages) {
        List<ChatMessage> all = new ArrayList<>(messages.size());
        Map<String, String> toolNames = new HashMap<>();
        for (Message message : messages) {
            switch (message) {
                case Message.System system -> {
                    // langchain4j takes no blank instruction, and a blank one says nothing.
                    if (!system.text().isBlank()) {
                        all.add(SystemMessage.from(system.text()));
                    }
                }
                case Message.User user -> all.add(UserMessage.from(user.text()));
                case Message.Assistant assistant -> {
                    assistant.toolCalls().forEach(call -> toolNames.put(call.id(), call.name()));
                    all.add(AiMessage.builder()
                            .text(assistant.text())
                            .toolExecutionRequests(assistant.toolCalls().stream()
                                    .map(call -> ToolExecutionRequest.builder()
                                            .id(call.id())
                                            .name(call.name())
                                            .arguments(call.argumentsJson())
                                            .build())
                                    .toList())
                            .build());
                }
                case Message.ToolResult result ->
                    all.add(ToolExecutionResultMessage.from(
                            result.toolCallId(),
                            toolNames.getOrDefault(result.toolCallId(), result.toolCallId()),
                            result.text()));
            }
        }
        return all;
    }

    private static boolean finished(ChatResponse response) {
        if (response.metadata().finishReason() != null) {
            return true;
        }
        // Some compatible servers end with a reason that OpenAI does not know; langchain4j then gives none.
        return response.metadata() instanceof OpenAiChatResponseMetadata openAi
                && openAi.rawServerSentEvents().stream()
                        .anyMatch(event -> FINISHED.matcher(event.data()).find());
    }

    private static Reply checked(Reply reply) throws ProviderFailure {
        if (reply.text().isEmpty()
                && reply.toolCalls().isEmpty()
                && reply.finishReason().equals("stop")) {
            throw ProviderFailure.of(AttemptFailure.GARBAGE, "The provider's answer is empty");
        }
        return reply;
    }

    private static Reply reply(ChatResponse response, UsageReading usage, Ids ids) {
        AiMessage message = response.aiMessage();
        List<ToolCall> calls = new ArrayList<>();
        for (ToolExecutionRequest request : message.toolExecutionRequests()) {
            calls.add(new ToolCall(ids.of(calls.size(), request.id()), request.name(), arguments(request.arguments())));
        }
        String version = response.metadata().modelName();
        return new Reply(
                message.text() == null ? "" : message.text(),
                calls,
                finishReason(response.metadata().finishReason(), !calls.isEmpty()),
                version == null || version.isBlank() ? Reply.UNREPORTED : version,
                usage.usage());
    }

    private static String arguments(@Nullable String json) {
        return json == null || json.isBlank() ? "{}" : json;
    }

    private static String finishReason(@Nullable FinishReason reason, boolean toolCalls) {
        return switch (reason) {
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
            case TOOL_EXECUTION -> "tool_calls";
            case STOP, OTHER -> toolCalls ? "tool_calls" : "stop";
            case null -> toolCalls ? "tool_calls" : "stop";
        };
    }

    private ProviderFailure failed(Throwable error, boolean stream) throws InterruptedException {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case HttpException http -> {
                    if (http.statusCode() == 401 || http.statusCode() == 403) {
                        models = null; // The key may have been renewed where it is kept.
                    }
                    return ProviderFailure.ofStatus(http.statusCode());
                }
                case TransportFailure transport -> {
                    if (transport.failure == AttemptFailure.CLIENT_GONE) {
                        Thread.interrupted();
                        throw new InterruptedException(transport.getMessage());
                    }
                    return ProviderFailure.of(transport.failure, Objects.requireNonNull(transport.getMessage()));
                }
                case UnsupportedFeatureException ignored -> {
                    return ProviderFailure.unsuited("The provider's API cannot express this request");
                }
                default -> {}
            }
        }
        // langchain4j hands an error event of the OpenAI and Ollama streams on as a bare RuntimeException.
        boolean reported = error instanceof AnthropicStreamingException
                || error.getClass().getSimpleName().equals("OllamaStreamingException")
                || (error.getClass() == RuntimeException.class && error.getCause() == null);
        return stream && reported
                ? ProviderFailure.of(AttemptFailure.PROVIDER_ERROR, "The provider reported an error within the stream")
                : ProviderFailure.of(AttemptFailure.GARBAGE, "The provider's answer cannot be read");
    }

    /** Some providers give no ids; the same call must have the same one in the stream and in the reply. */
    private static final class Ids {
        private final TreeMap<Integer, String> byIndex = new TreeMap<>();

        String of(int index, @Nullable String given) {
            return byIndex.computeIfAbsent(
                    index, i -> given == null || given.isBlank() ? "call_" + UUID.randomUUID() : given);
        }

        boolean has(int index) {
            return byIndex.containsKey(index);
        }
    }

    /** Hands deltas on and keeps what the stream came to. All on the calling thread. */
    private static final class Relay implements StreamingChatResponseHandler {
        private final DeltaSink sink;
        private final Ids ids = new Ids();
        private @Nullable ChatResponse whole;
        private @Nullable Throwable error;
        private @Nullable IOException gone;

        Relay(DeltaSink sink) {
            this.sink = sink;
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            hand(context.streamingHandle(), () -> sink.text(partial.text()));
        }

        @Override
        public void onPartialToolCall(PartialToolCall partial, PartialToolCallContext context) {
            boolean first = !ids.has(partial.index());
            String id = ids.of(partial.index(), partial.id());
            hand(
                    context.streamingHandle(),
                    () -> sink.toolCall(
                            partial.index(),
                            first ? id : null,
                            first ? partial.name() : null,
                            partial.partialArguments()));
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall complete) {
            if (!ids.has(complete.index())) {
                ToolExecutionRequest request = complete.toolExecutionRequest();
                String id = ids.of(complete.index(), request.id());
                hand(null, () -> sink.toolCall(complete.index(), id, request.name(), arguments(request.arguments())));
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse completeResponse) {
            whole = completeResponse;
        }

        @Override
        public void onError(Throwable throwable) {
            if (error == null) {
                error = throwable;
            }
        }

        private void hand(@Nullable StreamingHandle stream, Delivery delivery) {
            if (gone == null) {
                try {
                    delivery.deliver();
                } catch (IOException e) {
                    gone = e;
                    if (stream != null) {
                        stream.cancel();
                    }
                }
            }
        }

        private interface Delivery {
            void deliver() throws IOException;
        }
    }
}
