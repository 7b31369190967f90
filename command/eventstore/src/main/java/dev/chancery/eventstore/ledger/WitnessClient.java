package dev.chancery.eventstore.ledger;

import dev.chancery.eventstore.ledger.LedgerSettings.AskedWitness;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.CosignatureVerifier.Cosigned;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one witness to cosign heads: {@code add-checkpoint} of C2SP tlog-witness. For one thread. */
final class WitnessClient {

    private static final Duration TIME_OUT = Duration.ofSeconds(5);
    private static final int ANSWER_LIMIT = 16 * 1024;

    /** An answer of 409 tells the size to prove from; more of them for one head mean that somebody else sends heads too. */
    private static final int TRIES = 3;

    /** A start waits no longer than this for the newest head that a witness shows. */
    private static final int COMPARE_SECONDS = 3;

    private static final Duration COMPARE_AGAIN = Duration.ofSeconds(5);

    /** A witness whose clock is further off says nothing about when it saw the head. */
    private static final long CLOCK_SKEW_SECONDS = 300;

    /** Proves that the log of one size is the beginning of that of another. */
    interface Consistency {
        List<byte[]> proof(long from, long to);
    }

    /** Compares a head that somebody shows with the log. */
    interface Comparison {

        /**
         * How it contradicts the log; empty when it is of the log's beginning.
         *
         * @throws NoteException when it is no head that the log's key signed
         */
        Optional<String> contradiction(String note, String shownBy);
    }

    /**
     * A head of this log that it signed, and that it does not continue.
     *
     * @param note the head
     * @param why what it shows, and what to do
     */
    record Contradiction(String note, String why) {}

    /** What came of it. */
    sealed interface Answer {

        /** A line that was verified, and its time. */
        record Cosigned(String line, long seconds) implements Answer {}

        /**
         * No cosignature.
         *
         * @param doubtful whether the witness says of the log that it is not what it was, without a proof
         */
        record Failed(String why, boolean doubtful) implements Answer {

            Failed(String why) {
                this(why, false);
            }

            static Failed doubtful(String why) {
                return new Failed(why, true);
            }
        }

        /** The witness proves that this is not the log as it was. */
        record Contradicted(Contradiction what) implements Answer {}
    }

    private final URI addCheckpoint;
    private final URI newestHead;
    private final CosignatureVerifier key;
    private final Consistency consistency;
    private final Comparison comparison;
    private final HttpClient http;
    private final InstantSource clock;

    /** Size of the largest head that the witness is known to have cosigned. */
    private long seen;

    private volatile @Nullable String uncompared = "it was not asked yet";
    private long compareNotBefore = System.nanoTime();

    WitnessClient(
            AskedWitness witness,
            String origin,
            Consistency consistency,
            Comparison comparison,
            HttpClient http,
            InstantSource clock) {
        URI monitoring = witness.monitoring() == null ? witness.url() : witness.monitoring();
        this.addCheckpoint = below(witness.url(), "add-checkpoint");
        this.newestHead = below(monitoring, PostgresWitness.hash(origin) + "/checkpoint");
        this.key = CosignatureVerifier.parse(witness.key());
        this.consistency = consistency;
        this.comparison = comparison;
        this.http = http;
        this.clock = clock;
    }

    private static URI below(URI prefix, String path) {
        String text = prefix.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + path);
    }

    String name() {
        return key.name();
    }

    /** Why the newest head that it shows was not compared with the log since the start; null when it was. */
    @Nullable
    String uncompared() {
        return uncompared;
    }

    /**
     * Asks for the newest head that the witness cosigned, and compares it with the log. What it shows counts when the log's own
     * key signed it, whoever shows it; a witness that shows nothing, or nothing that counts, keeps nobody from anything.
     */
    @Nullable
    Contradiction compare() throws InterruptedException {
        compareNotBefore = System.nanoTime() + COMPARE_AGAIN.toNanos();
        try {
            HttpRequest request = HttpRequest.newBuilder(newestHead).GET().build();
            CompletableFuture<HttpResponse<String>> asked =
                    http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_LIMIT));
            HttpResponse<String> answer =
                    asked.orTimeout(COMPARE_SECONDS, TimeUnit.SECONDS).get();
            if (answer.statusCode() != 200 && answer.statusCode() != 404) {
                throw new IOException("it answered " + answer.statusCode());
            }
            String why = answer.statusCode() == 404
                    ? null
                    : comparison.contradiction(answer.body(), name()).orElse(null);
            uncompared = null;
            return why == null ? null : new Contradiction(answer.body(), why);
        } catch (ExecutionException | IOException | RuntimeException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            uncompared = "There was no usable answer: " + cause.getClass().getSimpleName()
                    + (cause.getMessage() == null ? "" : ", " + firstLine(cause.getMessage()));
            return null;
        }
    }

    /**
     * Asks for a cosignature of a head; and before, until it was done once, for the newest head that the witness shows. It is asked
     * for that again when it says something that such a head would explain.
     */
    Answer cosign(String note, long size) throws InterruptedException {
        boolean isDue = uncompared != null && System.nanoTime() - compareNotBefore >= 0;
        Contradiction found = isDue ? compare() : null;
        Answer answer = found == null ? ask(note, size) : new Answer.Contradicted(found);
        if (answer instanceof Answer.Failed failed && failed.doubtful()) {
            found = compare();
        }
        return found == null ? answer : new Answer.Contradicted(found);
    }

    private Answer ask(String note, long size) throws InterruptedException {
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                if (seen > size) {
                    return Answer.Failed.doubtful(
                            "The witness has cosigned a head of " + seen + " events, and this has " + size
                                    + ". That number is not signed, so it stops nothing; but if it stays so, an older copy of the log may have been restored,"
                                    + " or two logs use one key");
                }
                HttpResponse<String> answer = send(note, size);
                switch (answer.statusCode()) {
                    case 200 -> {
                        return verified(note, size, answer.body());
                    }
                    case 409 -> {
                        long told = size(answer);
                        if (told == seen) {
                            return Answer.Failed.doubtful("The witness has cosigned another head of " + told
                                    + " events: this log has been forked, or two logs use one key");
                        }
                        seen = told;
                    }
                    default -> {
                        return refused(answer);
                    }
                }
            }
            return new Answer.Failed("The witness names another size each time: does somebody else send it heads?");
        } catch (IOException | RuntimeException e) {
            return new Answer.Failed("There was no usable answer: "
                    + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ", " + firstLine(e.getMessage())));
        }
    }

    private HttpResponse<String> send(String note, long size) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("old ").append(seen).append('\n');
        for (byte[] hash : consistency.proof(seen, size)) {
            body.append(Base64.getEncoder().encodeToString(hash)).append('\n');
        }
        body.append('\n').append(note);
        HttpRequest request = HttpRequest.newBuilder(addCheckpoint)
                .timeout(TIME_OUT)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_LIMIT));
    }

    private static long size(HttpResponse<String> answer) {
        String told = answer.body().strip();
        if (!told.matches("0|[1-9][0-9]{0,17}")) {
            throw new NoteException("A conflict without a size");
        }
        return Long.parseLong(told);
    }

    private Answer verified(String note, long size, String lines) {
        String text = Note.parse(note).text();
        long now = clock.instant().getEpochSecond();
        for (String line : lines.lines().limit(Note.MAX_SIGNATURES).toList()) {
            Cosigned cosigned = key.verify(Note.parse(text + "\n" + line + "\n"));
            if (cosigned.verdict() == Verdict.VERIFIED) {
                if (Math.abs(cosigned.seconds() - now) > CLOCK_SKEW_SECONDS) {
                    return new Answer.Failed("The witness's clock says " + cosigned.seconds() + " and ours " + now);
                }
                seen = size;
                return new Answer.Cosigned(line + "\n", cosigned.seconds());
            }
        }
        return new Answer.Failed("The answer has no cosignature of this head by the witness's key");
    }

    private static Answer refused(HttpResponse<String> answer) {
        String why = switch (answer.statusCode()) {
            case 403 -> "403: the witness trusts another key of this log; was it replaced?";
            case 404 -> "404: the witness does not know this log";
            case 422 -> "422: the witness says that this head does not continue the one that it cosigned";
            default -> answer.statusCode() + " " + firstLine(answer.body());
        };
        return answer.statusCode() == 422 ? Answer.Failed.doubtful(why) : new Answer.Failed(why);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200)).replaceAll("\\p{Cntrl}", " ");
    }
}
