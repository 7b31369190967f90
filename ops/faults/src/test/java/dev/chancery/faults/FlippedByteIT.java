package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.faults.HeapFile.Flip;
import dev.chancery.faults.Receipt.Finding;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One bit of one byte is changed: in a pack, in a tile, in the files of the tables of events and contents. */
class FlippedByteIT {

    private static final int TAMPERED = 10;
    private static final int HASH = 32;
    private static final int TILE = 256;
    private static final int FLIPS_OF_A_PACK = 4 * Integer.getInteger("chancery.faults.rounds", 1);

    @TempDir
    private Path directory;

    @Test
    void isNoticedInAPackAndInATile() throws Exception {
        try (Subject subject = Subject.in(directory)) {
            try (Load load = subject.load()) {
                load.answersGoOn();
            }
            packs(subject);
            tiles(subject.chancery());
        }
    }

    private void packs(Subject subject) throws IOException {
        AuditPack pack = packed(subject, "pack.zip");
        assertThat(pack.verify().exit()).as("control: the pack as it was given").isZero();
        byte[] bytes = Files.readAllBytes(pack.file());
        Random random = new Random(6);
        for (int i = 0; i < FLIPS_OF_A_PACK; i++) {
            // The middle of the file is the middle of its by far longest entry, the events.
            int at = bytes.length * 2 / 5 + random.nextInt(bytes.length / 5);
            Path flipped = directory.resolve("flipped.zip");
            Receipt receipt = Receipt.of("one byte flipped in a pack, " + (i + 1))
                    .evidence("byte " + at, () -> changed(bytes, flipped, at))
                    .before();
            byte[] copy = bytes.clone();
            copy[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(flipped, copy);
            receipt.print();
            AuditPack.Run run = new AuditPack(flipped).verify();
            System.out.println("  verdict: " + firstLine(run));
            assertThat(run.exit()).as(run.said()).isEqualTo(TAMPERED);
        }
    }

    private static Finding changed(byte[] before, Path after, int at) {
        try {
            byte now = Files.exists(after) ? Files.readAllBytes(after)[at] : before[at];
            return new Finding(now != before[at], "%02x -> %02x".formatted(before[at], now));
        } catch (IOException e) {
            return new Finding(false, e.toString());
        }
    }

    private static String firstLine(AuditPack.Run run) {
        return "exit " + run.exit() + ", " + run.said().lines().findFirst().orElse("");
    }

    private AuditPack packed(Subject subject, String name) {
        HttpResponse<String> last = subject.chancery().chat(Load.question("the last one"));
        return AuditPack.of(subject.chancery(), ChanceryProcess.position(last), directory.resolve(name));
    }

    /** A stranger has a checkpoint, fetches the leaf hashes and computes the root. */
    private static void tiles(ChanceryProcess chancery) {
        Checkpoint head =
                Checkpoint.parse(chancery.api("GET", "/api/log/checkpoint", "").body());
        byte[] hashes = leafHashes(chancery, head.size());
        assertThat(root(hashes)).as("control: the tiles as they were given").isEqualTo(head.rootHash());
        int at = hashes.length / 2;
        hashes[at] ^= 1;
        System.out.println("FAULT RECEIPT  one byte flipped in a tile\n  byte " + at % (TILE * HASH) + " of tile 0/"
                + at / (TILE * HASH) + ": " + "%02x -> %02x".formatted((byte) (hashes[at] ^ 1), hashes[at]));
        assertThat(root(hashes)).as("a root of tiles with a flipped byte").isNotEqualTo(head.rootHash());
    }

    private static byte[] leafHashes(ChanceryProcess chancery, long size) {
        byte[] hashes = new byte[0];
        for (long first = 0; first < size; first += TILE) {
            long width = Math.min(TILE, size - first);
            byte[] tile = download(
                    chancery, "/api/log/tile/0/%03d".formatted(first / TILE) + (width < TILE ? ".p/" + width : ""));
            assertThat(tile).hasSize((int) width * HASH);
            hashes = Arrays.copyOf(hashes, hashes.length + tile.length);
            System.arraycopy(tile, 0, hashes, hashes.length - tile.length, tile.length);
        }
        return hashes;
    }

    private static byte[] root(byte[] hashes) {
        List<byte[]> leaves = new ArrayList<>();
        for (int at = 0; at < hashes.length; at += HASH) {
            leaves.add(Arrays.copyOfRange(hashes, at, at + HASH));
        }
        return Merkle.root(leaves);
    }

    private static byte[] download(ChanceryProcess chancery, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(chancery.url() + path))
                                    .header("Authorization", "Bearer " + chancery.firstRun("apiToken"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What is looked for in the database before it is stopped: where the rows of one task lie. */
    private record Rows(String task, long position, Row settled, Row content) {}

    /** A row, and what is before the byte that is to be flipped. */
    private record Row(HeapFile file, String ctid, byte[] prefix) {

        static Row of(Database database, String table, String where, byte[] prefix) {
            return new Row(
                    new HeapFile(database.data().resolve(database.ask("SELECT pg_relation_filepath('" + table + "')"))),
                    database.ask("SELECT ctid FROM " + table + " WHERE " + where),
                    prefix);
        }

        Flip flip() {
            return file.flip(ctid, prefix);
        }
    }

    @Test
    void isNoticedInTheFilesOfTheDatabase() {
        try (Subject subject = Subject.in(directory)) {
            // given
            Rows rows = rows(subject);
            subject.chancery().close();
            // when a page rots, then its checksum says so
            Flip rotten = rows.settled.flip();
            isReportedByItsChecksum(subject, rows, rotten);
            isServedWithoutChecksums(subject, rows, rotten);
            // when somebody who can compute checksums changes what was spent and said
            rows.settled.file.forgeChecksum(rotten.page());
            Flip said = forged(rows.content);
            subject.startAgain();
            // then
            System.out.println(
                    "FAULT RECEIPT  one byte flipped in two tables, checksums forged\n  " + rotten + "\n  " + said);
            theAuditNamesThePosition(subject.chancery(), rows.position);
            assertThat(packed(subject, "forged.zip").verify().exit()).isEqualTo(TAMPERED);
            assertThat(subject.chancery()
                            .api("GET", "/api/tasks/" + rows.task + "/output", "")
                            .statusCode())
                    .as("a sealed answer that cannot be opened")
                    .isNotEqualTo(200);
            // when the event is put right and the views are built again
            subject.chancery().close();
            rows.settled.file.undo(rotten);
            rows.settled.file.forgeChecksum(rotten.page());
            subject.startAgain("--chancery.rebuild-views=true");
            // then
            assertThat(subject.chancery()
                            .get("/api/tasks/" + rows.task)
                            .path("agent")
                            .asString())
                    .isEqualTo("ample");
            assertThat(packed(subject, "again.zip").verify().exit()).isZero();
        }
    }

    private static Flip forged(Row row) {
        Flip flip = row.flip();
        row.file.forgeChecksum(flip.page());
        return flip;
    }

    private static Rows rows(Subject subject) {
        ChanceryProcess chancery = subject.chancery();
        HttpResponse<String> answer = chancery.chat(Load.question("a question that is asked once only"));
        String task = answer.headers().firstValue("Chancery-Task").orElseThrow();
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.api("GET", "/api/tasks/" + task + "/output", "").statusCode() == 200);
        JsonNode settled = named(chancery, task, "task.spend-settled");
        String content = named(chancery, task, "task.inference-completed")
                .path("payload")
                .findParents("commitment")
                .getLast()
                .path("content")
                .asString();
        long position = settled.path("position").asLong();
        Database database = subject.database;
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> database.ask("SELECT (SELECT position FROM views.token) = (SELECT size FROM log_head)")
                        .equals("t"));
        String sealed = database.ask("SELECT column_name FROM information_schema.columns WHERE table_name = 'content'"
                + " AND column_name IN ('utf8', 'sealed')");
        String kept = database.ask(
                "SELECT encode(substr(" + sealed + ", 1, 12), 'hex') FROM content WHERE id = '" + content + "'");
        return new Rows(
                task,
                position,
                Row.of(
                        database,
                        "event",
                        "position = " + position,
                        "\"settled\":{\"amount\":".getBytes(StandardCharsets.UTF_8)),
                Row.of(
                        database,
                        "content",
                        "id = '" + content + "'",
                        HexFormat.of().parseHex(kept)));
    }

    private static JsonNode named(ChanceryProcess chancery, String task, String name) {
        return chancery.get("/api/tasks/" + task + "/events")
                .path("events")
                .valueStream()
                .filter(event -> event.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void isReportedByItsChecksum(Subject subject, Rows rows, Flip rotten) {
        HeapFile file = rows.settled.file;
        Receipt receipt = Receipt.of("one byte flipped in a heap file of the events")
                .evidence(
                        rotten.toString(),
                        () -> new Finding(!file.isSound(rotten.page()), "the page's checksum is wrong"))
                .evidence("server's log", () -> {
                    String line = subject.database.said("page verification failed");
                    return new Finding(!line.isEmpty(), line);
                });
        file.undo(rotten);
        assertThat(file.isSound(rotten.page()))
                .as("control: the checksum of the page as it was")
                .isTrue();
        receipt.before();
        rows.settled.flip();
        assertThatThrownBy(subject::startAgain).hasMessageContaining("invalid page in block " + rotten.page());
        receipt.print();
    }

    /** The control: PostgreSQL alone hands out the same page, in a copy of the database, once its checksums are off. */
    private void isServedWithoutChecksums(Subject subject, Rows rows, Flip rotten) {
        Path copy = directory.resolve("copy");
        Machine.must("cp", "-a", subject.database.data().toString(), copy.toString());
        String question = "SELECT substring(convert_from(payload, 'UTF8') from '\"settled\":.\"amount\":([0-9]+)')"
                + " AS spent FROM event WHERE position = " + rows.position;
        assertThat(Database.askAlone(copy, question)).as("with checksums").contains("invalid page in block");
        ControlFile.of(copy).disableChecksums();
        assertThat(Database.askAlone(copy, "SHOW data_checksums")).contains("data_checksums = \"off\"");
        String served = Database.askAlone(copy, question);
        System.out.println("  control, without checksums: "
                + served.lines().filter(line -> line.contains("spent = ")).toList());
        assertThat(served)
                .as("the forged amount, without a complaint")
                .contains("spent = \"" + (char) rotten.after())
                .doesNotContain("invalid page");
    }

    private static void theAuditNamesThePosition(ChanceryProcess chancery, long position) {
        chancery.api("POST", "/api/log/audit", "");
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> !chancery.get("/api/log/audit").path("state").asString().equals("RUNNING"));
        JsonNode audit = chancery.get("/api/log/audit");
        System.out.println("  audit: " + audit);
        assertThat(audit.path("state").asString()).isEqualTo("DIFFERENT");
        assertThat(audit.path("findings").toString()).contains("The event at " + position + " is not");
    }
}
