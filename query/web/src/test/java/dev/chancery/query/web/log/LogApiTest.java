package dev.chancery.query.web.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.log.Witness;
import dev.chancery.contracts.log.Witness.Answer;
import dev.chancery.contracts.log.Witness.Reason;
import dev.chancery.query.web.MemoryLedger;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogApiTest {

    private static final int SIZE = 300;

    private final MemoryLedger ledger = new MemoryLedger(SIZE);
    private final MockMvcTester http = tester(new LogApi(ledger), new TilesApi(ledger));

    /** Problems as Spring writes them; of these alone, since the scan of other tests finds it too. */
    @ControllerAdvice(assignableTypes = {LogApi.class, TilesApi.class, WitnessApi.class})
    static final class Problems extends ResponseEntityExceptionHandler {}

    private static MockMvcTester tester(Object... controllers) {
        return MockMvcTester.create(MockMvcBuilders.standaloneSetup(controllers)
                .setControllerAdvice(new Problems())
                .build());
    }

    @Test
    void provesEveryEventAgainstTheSignedHead() {
        for (int index : List.of(0, 1, 255, 256, SIZE - 1)) {
            // when
            String text = get("/api/log/proof/" + index);
            String[] parts = text.split("\n\n", 2);
            Note note = Note.parse(parts[1]);

            // then
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            assertThat(rootFrom(index, checkpoint.size(), parts[0])).isEqualTo(checkpoint.rootHash());
            assertThat(NoteVerifier.parse(get("/api/log/key").strip()).verify(note))
                    .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        }
    }

    @Test
    void provesAnEventAgainstAnEarlierHeadThatTheCallerHas() {
        assertThat(rootFrom(3, 77, get("/api/log/proof/3?size=77").strip())).isEqualTo(ledger.root(77));
        assertThat(http.get().uri("/api/log/proof/77?size=77")).hasStatus(404);
        assertThat(http.get().uri("/api/log/proof/0?size=301")).hasStatus(404);
        assertThat(http.get().uri("/api/log/proof/0?size=x")).hasStatus(400);
    }

    private byte[] rootFrom(long index, long size, String proof) {
        List<String> lines = proof.lines().toList();
        assertThat(lines.subList(0, 2)).containsExactly("c2sp.org/tlog-proof@v1", "index " + index);
        List<byte[]> path = lines.subList(2, lines.size()).stream()
                .map(Base64.getDecoder()::decode)
                .toList();
        return Merkle.rootFromInclusion(
                index, size, ledger.leafHashes(index, index + 1).getFirst(), path);
    }

    @ParameterizedTest
    @CsvSource({"0, 300", "1, 2", "255, 257", "299, 300", "300, 300"})
    void provesThatAnOlderTreeIsTheBeginningOfALaterOne(int from, int to) {
        // when
        JsonNode proof = JsonMapper.shared().readTree(get("/api/log/consistency?from=" + from + "&to=" + to));

        // then
        List<byte[]> hashes = StreamSupport.stream(proof.get("hashes").spliterator(), false)
                .map(hash -> HexFormat.of().parseHex(hash.asString()))
                .toList();
        assertThat(Merkle.isConsistent(from, ledger.root(from), to, ledger.root(to), hashes))
                .isTrue();
    }

    @Test
    void saysWhichSizesThereAre() {
        assertThat(http.get().uri("/api/log/consistency?from=5&to=301")).hasStatus(404);
        assertThat(http.get().uri("/api/log/consistency?from=5&to=4")).hasStatus(400);
        assertThat(http.get().uri("/api/log/consistency?from=-1")).hasStatus(400);
        assertThat(http.get().uri("/api/log/proof/" + SIZE))
                .hasStatus(404)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyText()
                .contains("positions end before 300");
        for (String bad : List.of("x", "-1", "007", "9".repeat(30))) {
            assertThat(http.get().uri("/api/log/proof/" + bad)).hasStatus(400);
        }
    }

    @Test
    void givesTheCheckpointAsItWasSignedAndLetsNobodyKeepIt() {
        assertThat(get("/api/log/checkpoint")).isEqualTo(ledger.checkpoint());
        assertThat(http.get().uri("/api/log/checkpoint"))
                .hasHeader("Cache-Control", "no-cache")
                .hasContentType("text/plain;charset=UTF-8");
        assertThat(http.get().uri("/api/log/checkpoint/cosigned"))
                .hasStatus(404)
                .bodyText()
                .contains("chancery.ledger.witnesses");
    }

    @Test
    void givesTilesThatCachesMayKeepForEver() {
        // when
        MockHttpServletResponse full = exchange("/api/log/tile/0/000", null);

        // then
        byte[] tile = full.getContentAsByteArray();
        assertThat(tile).hasSize(8192).startsWith(ledger.leafHashes(0, 1).getFirst());
        assertThat(full.getContentType()).isEqualTo("application/octet-stream");
        assertThat(full.getHeader("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(exchange("/api/log/tile/0/000", full.getHeader("ETag")).getStatus())
                .isEqualTo(304);
        MockHttpServletResponse partial = exchange("/api/log/tile/0/001.p/44", null);
        assertThat(partial.getContentAsByteArray()).hasSize(44 * 32);
        assertThat(partial.getHeader("Cache-Control")).isEqualTo("max-age=60, public");
        assertThat(exchange("/api/log/tile/1/000.p/1", null).getContentAsByteArray())
                .isEqualTo(Merkle.root(ledger.leafHashes(0, 256)));
        MockHttpServletResponse bundle = exchange("/api/log/tile/entries/000", null);
        assertThat(bundle.getContentAsByteArray()).startsWith(0, 1, '0', 0, 1, '1');
        assertThat(bundle.getHeader("Cache-Control")).contains("private").doesNotContain("public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/001",
                "0/001.p/45",
                "1/000",
                "2/000.p/1",
                "0/x001/000",
                "0/x999/x999/x999/x999/x999/999",
                "63/000.p/1",
                "entries/x001/000",
                "entries/002.p/1"
            })
    void hasNoTileThatTheHeadDoesNotNeed(String path) {
        assertThat(http.get().uri("/api/log/tile/" + path)).hasStatus(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/0",
                "0/1000",
                "00/000",
                "64/000",
                "0/000.p/0",
                "0/000.p/256",
                "0/000.p/01",
                "0/x000/001",
                "0/001/000",
                "data/000",
                "0/000/",
                "0",
                "0/000.p",
                "entries",
                "0/x001/x234"
            })
    void saysWhatATilesPathIs(String path) {
        assertThat(http.get().uri("/api/log/tile/" + path))
                .hasStatus(400)
                .bodyText()
                .contains("bad-tile");
    }

    @Test
    void saysWhichEventIsTooLargeForABundle() {
        assertThat(http.get().uri("/api/log/tile/entries/001.p/44"))
                .hasStatus(404)
                .bodyText()
                .contains("entry-too-large", "257");
    }

    @Test
    void writesTheIndexOfATileAsTheSpecificationDoes() {
        assertThat(new TilePath(0, 1_234_067, 256).toString()).isEqualTo("0/x001/x234/067");
        assertThat(TilePath.parse("entries/x001/x234/067.p/9")).contains(new TilePath(TilePath.ENTRIES, 1_234_067, 9));
    }

    @Test
    void speaksTheWitnessProtocol() {
        // given
        Witness scripted = new Witness() {
            @Override
            public String verifierKey() {
                return "witness+01+key";
            }

            @Override
            public Answer addCheckpoint(String request) {
                return switch (request) {
                    case "good" -> new Answer.Cosigned("\u2014 witness abc\n");
                    case "late" -> new Answer.Conflict(42);
                    default -> new Answer.Refused(Reason.valueOf(request), "because");
                };
            }

            @Override
            public Optional<String> head(String originHash) {
                return originHash.startsWith("a") ? Optional.of("a head\n") : Optional.empty();
            }
        };

        // then
        assertThat(add(scripted, "good").getStatus()).isEqualTo(200);
        assertThat(new String(add(scripted, "good").getContentAsByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("\u2014 witness abc\n");
        assertThat(add(scripted, "late").getStatus()).isEqualTo(409);
        assertThat(add(scripted, "late").getContentType()).isEqualTo("text/x.tlog.size");
        assertThat(add(scripted, "late").getContentAsByteArray()).isEqualTo("42\n".getBytes(StandardCharsets.UTF_8));
        assertThat(add(scripted, "MALFORMED").getStatus()).isEqualTo(400);
        assertThat(add(scripted, "UNKNOWN_LOG").getStatus()).isEqualTo(404);
        assertThat(add(scripted, "UNSIGNED").getStatus()).isEqualTo(403);
        assertThat(add(scripted, "INCONSISTENT").getStatus()).isEqualTo(422);
        assertThat(add(scripted, "x".repeat(70_000)).getStatus()).isEqualTo(413);
        assertThat(add(null, "good").getStatus()).isEqualTo(404);
        assertThat(head(scripted, "a1".repeat(32)).getContentAsByteArray())
                .isEqualTo("a head\n".getBytes(StandardCharsets.UTF_8));
        assertThat(head(scripted, "b1".repeat(32)).getStatus()).isEqualTo(404);
        assertThat(head(scripted, "A1").getStatus()).isEqualTo(404);
    }

    private static MockHttpServletResponse add(Witness witness, String body) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (witness != null) {
            beans.addBean("witness", witness);
        }
        return tester(new WitnessApi(beans.getBeanProvider(Witness.class)))
                .post()
                .uri("/witness/add-checkpoint")
                .content(body)
                .exchange()
                .getResponse();
    }

    private static MockHttpServletResponse head(Witness witness, String hash) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("witness", witness);
        return tester(new WitnessApi(beans.getBeanProvider(Witness.class)))
                .get()
                .uri("/witness/" + hash + "/checkpoint")
                .exchange()
                .getResponse();
    }

    private MockHttpServletResponse exchange(String path, String etag) {
        var request = http.get().uri(path);
        return (etag == null ? request : request.header("If-None-Match", etag))
                .exchange()
                .getResponse();
    }

    private String get(String path) {
        return new String(exchange(path, null).getContentAsByteArray(), StandardCharsets.UTF_8);
    }
}
