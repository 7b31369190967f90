package dev.chancery.inference.embedded;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.inference.provider.ProviderFailure;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * MiniLM (all-MiniLM-L6-v2, quantised, 384 dimensions) in this process. It runs on one platform thread per core, first
 * come, first served: native code holds its carrier, so virtual threads that ran it would stop all others.
 */
final class Embedder implements AutoCloseable {

    static final String NAME = "all-minilm-l6-v2-q";

    /** Longer texts are cut: the model was made for a few sentences, and a request must not buy unbounded work. */
    static final int MAX_CHARACTERS = 2_000;

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int MAX_WAITING = 4_096;
    private static final int REMEMBERED = 4_096;

    static {
        // DJL, which wraps the tokenizer, calls home on some clouds unless it is told not to.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
    }

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            CORES,
            CORES,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING, true),
            Thread.ofPlatform().daemon().name("embedder-", 0).factory());
    private final Cache<String, float[]> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable HuggingFaceTokenizer tokenizer;
    private volatile @Nullable Model model;

    /** The vector of a text, of length 1; all zeros for a text without words. */
    float[] embed(String text) throws ProviderFailure, InterruptedException {
        String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
        String key = Digest.sha256(cut);
        float[] known = remembered.getIfPresent(key);
        if (known != null) {
            return known;
        }
        try {
            float[] vector = submit(cut).get();
            remembered.put(key, vector);
            return vector;
        } catch (ExecutionException | RejectedExecutionException e) {
            throw ProviderFailure.of(
                    e instanceof RejectedExecutionException
                            ? AttemptFailure.RATE_LIMITED
                            : AttemptFailure.PROVIDER_ERROR,
                    "The embedded model could not take the text in");
        }
    }

    /** The vector of a text that is not expected again. */
    Future<float[]> submit(String text) {
        return threads.submit(() -> tokens(text) == 0
                ? new float[Model.DIMENSIONS]
                : model().embed(text).content().vector());
    }

    /** Word pieces of a text, counted by the model's own tokenizer. */
    int tokens(String text) {
        return text.isBlank() ? 0 : tokenizer().encode(text, false, false).getIds().length;
    }

    /** SHA-256 of the model's weights. */
    String digest() {
        return model().digest;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private HuggingFaceTokenizer tokenizer() {
        HuggingFaceTokenizer loaded = tokenizer;
        if (loaded != null) {
            return loaded;
        }
        loading.lock();
        try (InputStream in = resource("-tokenizer.json")) {
            if (tokenizer == null) {
                tokenizer = HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
            }
            return Objects.requireNonNull(tokenizer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            loading.unlock();
        }
    }

    private Model model() {
        Model loaded = model;
        if (loaded != null) {
            return loaded;
        }
        loading.lock();
        try {
            if (model == null) {
                model = Model.load();
            }
            return Objects.requireNonNull(model);
        } finally {
            loading.unlock();
        }
    }

    private static InputStream resource(String ending) {
        return Objects.requireNonNull(
                AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream("/" + NAME + ending),
                "The jar of the embedded model is incomplete");
    }

    /** langchain4j's encoder, on one native thread per call and without a pool of its own. */
    private static final class Model extends AbstractInProcessEmbeddingModel {
        static final int DIMENSIONS = 384;

        private final OnnxBertBiEncoder encoder;
        private final String digest;

        private Model(OnnxBertBiEncoder encoder, String digest) {
            super(Runnable::run);
            this.encoder = encoder;
            this.digest = digest;
        }

        static Model load() {
            try (InputStream weights = resource(".onnx");
                    InputStream vocabulary = resource("-tokenizer.json");
                    OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                byte[] bytes = weights.readAllBytes();
                options.setIntraOpNumThreads(1);
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                return new Model(
                        new OnnxBertBiEncoder(
                                environment, environment.createSession(bytes, options), vocabulary, PoolingMode.MEAN),
                        Digest.sha256(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (OrtException e) {
                throw new IllegalStateException("The embedded model cannot be loaded", e);
            }
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return encoder;
        }

        @Override
        protected Integer knownDimension() {
            return DIMENSIONS;
        }
    }
}
