package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.eventstore.home.Home;
import dev.chancery.eventstore.ledger.KeyRing;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureVerifier;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.NoteVerifier.Verdict;
import dev.chancery.record.note.Rotations;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One Chancery witnesses the log of another; a stranger checks it from tiles; its key is replaced. */
class LedgerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path homes;

    private final HttpClient stranger = HttpClient.newHttpClient();

    @Test
    void oneVouchesForTheOtherAndAStrangerCanCheckIt() throws Exception {
        // given a log whose key is known before it starts, as its operator would hand it to a witness
        KeyRing keys;
        try (Home home = Home.open(homes.resolve("log"))) {
            keys = KeyRing.of(home, "log.example");
        }
        try (ChanceryProcess witness = ChanceryProcess.start(
                homes.resolve("witness"),
                "--chancery.witness.name=witness.example",
                "--chancery.witness.logs[0].origin=" + keys.origin(),
                "--chancery.witness.logs[0].key=" + keys.verifierKey())) {
            String witnessKey = read(witness.url() + "/witness/key").strip();
            try (ChanceryProcess log = ChanceryProcess.start(
                    homes.resolve("log"),
                    "--chancery.ledger.open=true",
                    "--chancery.ledger.witnesses[0].url=" + witness.url() + "/witness",
                    "--chancery.ledger.witnesses[0].key=" + witnessKey)) {
                // when, and the first head may be that of the empty log
                Eventually.holds(
                        PATIENCE,
                        () -> status(log, "/api/log/checkpoint/cosigned") == 200
                                && Checkpoint.parse(read(log.url() + "/api/log/checkpoint/cosigned"))
                                                .size()
                                        > 0);

                // then the witness's cosignature stands on a head
                String cosigned = read(log.url() + "/api/log/checkpoint/cosigned");
                assertThat(CosignatureVerifier.parse(witnessKey)
                                .verify(Note.parse(cosigned))
                                .verdict())
                        .isEqualTo(Verdict.VERIFIED);

                // and the witness shows the newest head that it cosigned, which the log has compared with itself
                String shown = read(witness.url() + "/witness/"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256")
                                        .digest(keys.origin().getBytes(StandardCharsets.UTF_8)))
                        + "/checkpoint");
                assertThat(NoteVerifier.parse(keys.verifierKey()).verify(Note.parse(shown)))
                        .isEqualTo(Verdict.VERIFIED);
                JsonNode heads = log.get("/api/log/status").path("heads");
                assertThat(heads.at("/witnesses/0/uncompared").asString("")).isEmpty();
                assertThat(heads.path("stopped").asString("")).isEmpty();

                // and a head that somebody signed otherwise gets none
                Checkpoint head = Checkpoint.parse(cosigned);
                assertThat(post(
                                        witness.url() + "/witness/add-checkpoint",
                                        "old 0\n\n" + read(log.url() + "/api/log/checkpoint"))
                                .statusCode())
                        .isEqualTo(409);
                assertThat(post(
                                        witness.url() + "/witness/add-checkpoint",
                                        "old " + head.size() + "\n\n"
                                                + cosigned.replace(
                                                        "\n" + head.size() + "\n", "\n" + (head.size() + 1) + "\n"))
                                .statusCode())
                        .isEqualTo(403);

                // and the root follows from tiles that a stranger read
                assertThat(Merkle.root(leaves(log, head.size()))).isEqualTo(head.rootHash());
                assertThat(status(log, "/api/log/tile/entries/000.p/1")).isEqualTo(401);

                // and when the key is replaced, every head verifies along the chain
                String first = keys.verifierKey();
                assertThat(log.api("POST", "/api/log/keys", "").statusCode()).isEqualTo(201);
                List<String> rotations = new ArrayList<>();
                log.get("/api/log/rotations").forEach((JsonNode note) -> rotations.add(note.asString()));
                assertThat(Rotations.follow(first, rotations))
                        .isEqualTo(read(log.url() + "/api/log/key").strip())
                        .isNotEqualTo(first);
                // a head that the older key signed stands until the next
                Eventually.holds(
                        PATIENCE,
                        () -> NoteVerifier.parse(Rotations.follow(first, rotations))
                                        .verify(Note.parse(read(log.url() + "/api/log/checkpoint")))
                                == Verdict.VERIFIED);

                // and the witness, which was not told, says so
                Eventually.holds(
                        PATIENCE,
                        () -> log.get("/api/log/status")
                                .path("heads")
                                .path("witnesses")
                                .path(0)
                                .path("error")
                                .asString("")
                                .contains("trusts another key"));
                assertThat(log.api("POST", "/api/log/audit", "").statusCode()).isEqualTo(202);
                Eventually.holds(
                        PATIENCE,
                        () -> log.get("/api/log/audit").path("state").asString().equals("EQUAL"));
            }
        }
    }

    private List<byte[]> leaves(ChanceryProcess log, long size) throws Exception {
        List<byte[]> leaves = new ArrayList<>();
        for (int index = 0; leaves.size() < size; index++) {
            int width = (int) Math.min(256, size - leaves.size());
            String path = String.format("/api/log/tile/0/%03d", index) + (width < 256 ? ".p/" + width : "");
            byte[] tile = stranger.send(
                            HttpRequest.newBuilder(URI.create(log.url() + path)).build(), BodyHandlers.ofByteArray())
                    .body();
            for (int i = 0; i < width; i++) {
                leaves.add(Arrays.copyOfRange(tile, i * 32, i * 32 + 32));
            }
        }
        return leaves;
    }

    private int status(ChanceryProcess log, String path) {
        return send(HttpRequest.newBuilder(URI.create(log.url() + path)).build())
                .statusCode();
    }

    private String read(String url) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(url)).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> post(String url, String body) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return stranger.send(request, BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
