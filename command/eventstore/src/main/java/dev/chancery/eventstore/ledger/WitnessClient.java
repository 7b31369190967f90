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

/** Asks one witness to cosign heads: {@code add-checkpoint} of C2SP tlog-witness. For one thread. */
final class WitnessClient {

    private static final Duration TIME_OUT = Duration.ofSeconds(5);
    private static final int ANSWER_LIMIT = 16 * 1024;

    /** An answer of 409 tells the size to prove from; more of them for one head mean that somebody else sends heads too. */
    private static final int TRIES = 3;

    /** A witness whose clock is further off says nothing about when it saw the head. */
    private static final long CLOCK_SKEW_SECONDS = 300;

    /** Proves that the log of one size is the beginning of that of another. */
    interface Consistency {
        List<byte[]> proof(long from, long to);
    }

    /** What came of it. */
    sealed interface Answer {

        /** A line that was verified, and its time. */
        record Cosigned(String line, long seconds) implements Answer {}

        record Failed(String why) implements Answer {}
    }

    private final URI addCheckpoint;
    private final CosignatureVerifier key;
    private final Consistency consistency;
    private final HttpClient http;
    private final InstantSource clock;

    /** Size of the largest head that the witness is known to have cosigned. */
    private long seen;

    WitnessClient(AskedWitness witness, Consistency consistency, HttpClient http, InstantSource clock) {
        String prefix = witness.url().toString();
        this.addCheckpoint = URI.create((prefix.endsWith("/") ? prefix : prefix + "/") + "add-checkpoint");
        this.key = CosignatureVerifier.parse(witness.key());
        this.consistency = consistency;
        this.http = http;
        this.clock = clock;
    }

    String name() {
        return key.name();
    }

    /** Asks for a cosignature of a head. */
    Answer cosign(String note, long size) throws InterruptedException {
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                if (seen > size) {
                    return new Answer.Failed(
                            "The witness has cosigned a head of " + seen + " events, and this has " + size
                                    + ". If it stays so, an older copy of the log may have been restored, or two logs use one key");
                }
                HttpResponse<String> answer = send(note, size);
                switch (answer.statusCode()) {
                    case 200 -> {
                        return verified(note, size, answer.body());
                    }
                    case 409 -> {
                        long told = size(answer);
                        if (told == seen) {
                            return new Answer.Failed("The witness has cosigned another head of " + told
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
        return new Answer.Failed(
                switch (answer.statusCode()) {
                    case 403 -> "403: the witness trusts another key of this log; was it replaced?";
                    case 404 -> "404: the witness does not know this log";
                    case 422 -> "422: the witness says that this head does not continue the one that it cosigned";
                    default -> answer.statusCode() + " " + firstLine(answer.body());
                });
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200)).replaceAll("\\p{Cntrl}", " ");
    }
}
