package dev.chancery.inference.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chancery.contracts.fact.AttemptFailure;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.Policy.FileRef;
import dev.chancery.decisions.policy.Policy.Knowledge;
import dev.chancery.decisions.policy.Policy.Workflow;
import dev.chancery.inference.embedded.Index.Hit;
import dev.chancery.inference.provider.ModelClient;
import dev.chancery.inference.provider.ProviderFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedding model and the knowledge of workflows, read in the background and kept by the digest of each file. */
public final class EmbeddedModels implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedModels.class);
    private static final int NEIGHBOURS = 10;

    /** Of the weights {@code exp(similarity / temperature)}, as in Wu et al., CVPR 2018, "Non-Parametric Instance Discrimination". */
    private static final double TEMPERATURE = 0.07;

    private static final int REMEMBERED = 20_000;

    private final Path policyDirectory;
    private final VectorCache cache;
    private final Duration wait;
    private final Embedder embedder = new Embedder();
    private final Map<Source, CompletableFuture<Index>> indexes = new ConcurrentHashMap<>();
    private final Cache<Asked, Label> labels =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("knowledge").factory());

    private record Source(FileRef file, boolean examples) {}

    private record Asked(Source source, String digest) {}

    /**
     * What the nearest examples say.
     *
     * @param share of the votes, 0 to 1
     */
    record Label(String label, double share, Hit nearest) {}

    /**
     * Loads nothing yet.
     *
     * @param policyDirectory where the files of a policy are
     * @param cacheDirectory where vectors are kept between runs
     * @param wait how long a request waits for knowledge that is still being read
     */
    public EmbeddedModels(Path policyDirectory, Path cacheDirectory, Duration wait) {
        this.policyDirectory = policyDirectory;
        this.cache = new VectorCache(cacheDirectory);
        this.wait = wait;
    }

    /** Begins to read the knowledge that a policy names and forgets what it does not. */
    public void prepare(Policy policy) {
        List<Source> wanted = policy.workflows().stream()
                .flatMap(workflow -> sources(workflow.knowledge()))
                .distinct()
                .toList();
        indexes.keySet().retainAll(wanted);
        indexes.values().removeIf(CompletableFuture::isCompletedExceptionally);
        wanted.forEach(source ->
                indexes.computeIfAbsent(source, s -> CompletableFuture.supplyAsync(() -> read(s), background)));
    }

    /** The model {@code embedded/extractive} with the knowledge of a workflow, null for none. */
    public ModelClient extractive(@Nullable Workflow workflow) {
        return new ExtractiveModel(this, workflow);
    }

    @Override
    public void close() {
        background.shutdownNow();
        embedder.close();
    }

    Embedder embedder() {
        return embedder;
    }

    /** The label of a text by the examples, empty when there are none or the text has no words. */
    Optional<Label> label(@Nullable Knowledge knowledge, String text) throws ProviderFailure, InterruptedException {
        if (knowledge == null || knowledge.examples() == null || embedder.tokens(head(text)) == 0) {
            return Optional.empty();
        }
        Source source = new Source(knowledge.examples(), true);
        Asked asked = new Asked(source, Digest.sha256(text));
        Label known = labels.getIfPresent(asked);
        if (known == null) {
            List<Hit> neighbours = index(source).nearest(embedder.embed(text), NEIGHBOURS);
            if (neighbours.isEmpty()) {
                return Optional.empty();
            }
            known = vote(neighbours);
            labels.put(asked, known);
        }
        return Optional.of(known);
    }

    /** Sentences of the documents near a text, nearest first. */
    List<Hit> sentences(@Nullable Knowledge knowledge, String text, int limit)
            throws ProviderFailure, InterruptedException {
        List<Hit> hits = new ArrayList<>();
        if (knowledge != null && embedder.tokens(head(text)) > 0) {
            for (FileRef document : knowledge.documents()) {
                hits.addAll(index(new Source(document, false)).nearest(embedder.embed(text), limit));
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::similarity).reversed());
        return hits.subList(0, Math.min(limit, hits.size()));
    }

    static String scorer() {
        return "knn-" + NEIGHBOURS + "/1+" + Embedder.NAME;
    }

    private static String head(String text) {
        return text.substring(0, Math.min(text.length(), Embedder.MAX_CHARACTERS));
    }

    /** Votes weighted by closeness; of equal labels the one whose nearest example is nearer. */
    private static Label vote(List<Hit> neighbours) {
        Map<String, Double> votes = new LinkedHashMap<>();
        double all = 0;
        for (Hit hit : neighbours) {
            double weight = Math.exp((hit.similarity() - 1) / TEMPERATURE);
            votes.merge(hit.passage().origin(), weight, Double::sum);
            all += weight;
        }
        Map.Entry<String, Double> winner = neighbours.stream()
                .map(hit -> Map.entry(
                        hit.passage().origin(), votes.getOrDefault(hit.passage().origin(), 0.0)))
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .orElseThrow();
        Hit nearest = neighbours.stream()
                .filter(hit -> hit.passage().origin().equals(winner.getKey()))
                .findFirst()
                .orElseThrow();
        return new Label(winner.getKey(), winner.getValue() / all, nearest);
    }

    private static Stream<Source> sources(@Nullable Knowledge knowledge) {
        return knowledge == null
                ? Stream.empty()
                : Stream.concat(
                        Stream.ofNullable(knowledge.examples()).map(file -> new Source(file, true)),
                        knowledge.documents().stream().map(file -> new Source(file, false)));
    }

    private Index index(Source source) throws ProviderFailure, InterruptedException {
        CompletableFuture<Index> index = indexes.get(source);
        if (index == null) {
            throw ProviderFailure.of(
                    AttemptFailure.PROVIDER_ERROR,
                    "The knowledge file " + source.file().path() + " is no longer part of the policy");
        }
        try {
            return index.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ProviderFailure.of(
                    AttemptFailure.PROVIDER_ERROR,
                    "The knowledge file " + source.file().path() + " cannot be read; the log says why");
        } catch (TimeoutException e) {
            throw ProviderFailure.of(
                    AttemptFailure.TIMED_OUT,
                    "The knowledge file " + source.file().path() + " is still being taken in");
        }
    }

    private Index read(Source source) {
        String path = source.file().path();
        try {
            byte[] bytes = Files.readAllBytes(policyDirectory.resolve(path));
            if (!Digest.sha256(bytes).equals(source.file().sha256())) {
                throw new IOException("The file changed since the policy was read");
            }
            List<Passage> passages = source.examples()
                    ? Passage.ofExamples(bytes)
                    : Passage.ofDocument(bytes, Path.of(path).getFileName().toString());
            String name = source.file().sha256().substring(0, 32)
                    + (source.examples() ? "-examples-" : "-document-")
                    + embedder.digest().substring(0, 16) + ".vectors";
            float[][] vectors = cache.read(name, passages.size());
            if (vectors == null) {
                vectors = embed(path, passages);
                cache.write(name, vectors);
            }
            LOG.atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("passages", passages.size())
                    .log("Knowledge is ready");
            return new Index(passages, vectors);
        } catch (IOException e) {
            LOG.atError().addKeyValue("file", path).setCause(e).log("Knowledge cannot be read");
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while taking in " + path, e);
        } catch (ExecutionException | RuntimeException e) {
            LOG.atError().addKeyValue("file", path).setCause(e).log("Knowledge cannot be taken in");
            throw new IllegalStateException(e);
        }
    }

    /** A few at a time, so that a request in between waits for milliseconds only. */
    private float[][] embed(String path, List<Passage> passages) throws InterruptedException, ExecutionException {
        int atOnce = Runtime.getRuntime().availableProcessors();
        float[][] vectors = new float[passages.size()][];
        List<Future<float[]>> under = new ArrayList<>();
        int logged = 0;
        for (int from = 0; from < vectors.length; from += atOnce) {
            int to = Math.min(vectors.length, from + atOnce);
            for (Passage passage : passages.subList(from, to)) {
                under.add(embedder.submit(head(passage.text())));
            }
            for (int i = from; i < to; i++) {
                vectors[i] = under.get(i - from).get();
            }
            under.clear();
            int tenths = to * 10 / vectors.length;
            if (tenths > logged && to < vectors.length) {
                logged = tenths;
                LOG.atInfo()
                        .addKeyValue("file", path)
                        .addKeyValue("done", to)
                        .addKeyValue("of", vectors.length)
                        .log("Taking knowledge in");
            }
        }
        return vectors;
    }
}
