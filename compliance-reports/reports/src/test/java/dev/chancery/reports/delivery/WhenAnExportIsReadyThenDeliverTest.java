package dev.chancery.reports.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.command.ExportCommand.CompleteDelivery;
import dev.chancery.contracts.command.ExportCommand.FailDelivery;
import dev.chancery.contracts.command.ExportCommand.RequestDelivery;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.contracts.ExportsToDeliverView;
import dev.chancery.query.contracts.ExportsToDeliverView.ToDeliver;
import dev.chancery.record.Sha256;
import dev.chancery.reports.delivery.BucketServer.Fault;
import dev.chancery.reports.delivery.DeliverySettings.Bucket;
import dev.chancery.reports.delivery.DeliverySettings.Place;
import dev.chancery.reports.issue.ExportJournal;
import dev.chancery.reports.issue.Issuing;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenAnExportIsReadyThenDeliverTest {

    private static final String ID = "0b2f6f0e-8f4b-4f0a-9a4e-0c2a1d6b7e55";
    private static final String DELETED = "1b2f6f0e-8f4b-4f0a-9a4e-0c2a1d6b7e55";
    private static final String NAME = "audit-pack-2026-11-29-" + ID + ".zip";
    private static final byte[] FILE = "what a pack holds".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
    private static final String DIGEST =
            HexFormat.of().formatHex(Sha256.digest().digest(FILE));
    private static final String SIDE = DIGEST + "  " + NAME + "\n";

    private final List<ExportCommand> recorded = new ArrayList<>();
    private final List<ToDeliver> owed = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-29T10:00:00Z");
    private boolean away;

    @TempDir
    private Path directory;

    private BucketServer bucket;
    private Issuing issuing;
    private Destinations destinations;
    private WhenAnExportIsReadyThenDeliver watch;

    @BeforeEach
    void start() throws IOException {
        bucket = new BucketServer();
        ExportJournal journal = new ExportJournal() {
            @Override
            public void before(ExportCommand command) {
                if (away) {
                    throw new RecordUnavailable("away", null);
                }
                if (command.export().equals(DELETED)) {
                    throw new IllegalStateException("has no file");
                }
                recorded.add(command);
            }

            @Override
            public boolean after(ExportCommand command) {
                return recorded.add(command);
            }
        };
        issuing = new Issuing(journal, directory.resolve("packs"), false);
        Files.write(directory.resolve("packs/" + ID + ".zip"), FILE);
        destinations = new Destinations(new DeliverySettings(
                null,
                3,
                Map.of(
                        "share", new Place(directory.resolve("share"), null),
                        "bucket", new Place(null, settings(BucketServer.SECRET_KEY, "chancery/")))));
        watch = new WhenAnExportIsReadyThenDeliver(
                () -> true,
                () -> new ExportsToDeliverView(List.copyOf(owed)),
                journal,
                issuing,
                destinations,
                3,
                () -> now);
    }

    private Bucket settings(String secret, String prefix) {
        return new Bucket(
                bucket.endpoint(),
                BucketServer.REGION,
                BucketServer.BUCKET,
                prefix,
                BucketServer.ACCESS_KEY,
                secret,
                null);
    }

    @AfterEach
    void stop() {
        watch.close();
        destinations.close();
        issuing.close();
        bucket.close();
    }

    private void owe(String... names) {
        owed.clear();
        owed.add(new ToDeliver(
                ID, ExportKind.AUDIT_PACK, null, Instant.parse("2026-11-29T06:00:00Z"), DIGEST, Arrays.asList(names)));
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void bringsAFileToADirectoryWithItsDigestBesideIt() throws Exception {
        // given
        owe("share");
        // when
        watch.look();
        // then
        Path share = directory.resolve("share");
        assertThat(names(share)).containsExactly(NAME, NAME + ".sha256");
        assertThat(Files.readAllBytes(share.resolve(NAME))).isEqualTo(FILE);
        assertThat(Files.readString(share.resolve(NAME + ".sha256"))).isEqualTo(SIDE);
        String address = share.resolve(NAME).toUri().toString();
        assertThat(recorded)
                .containsExactly(
                        new RequestDelivery(ID, "share", address),
                        new CompleteDelivery(ID, "share", address, DIGEST, FILE.length));
    }

    @Test
    void bringsAFileToABucketThatChecksSignaturesAndChecksums() {
        // given
        owe("bucket");
        // when
        watch.look();
        // then
        assertThat(bucket.refused).isEmpty();
        assertThat(bucket.objects.get("chancery/" + NAME)).isEqualTo(FILE);
        assertThat(new String(bucket.objects.get("chancery/" + NAME + ".sha256"), StandardCharsets.US_ASCII))
                .isEqualTo(SIDE);
        String address = "s3://evidence/chancery/" + NAME;
        assertThat(recorded)
                .containsExactly(
                        new RequestDelivery(ID, "bucket", address),
                        new CompleteDelivery(ID, "bucket", address, DIGEST, FILE.length));
    }

    @Test
    void theServerOfThisTestRefusesAnotherKey() throws Exception {
        // given
        Path file = directory.resolve("packs/" + ID + ".zip");
        // when, then
        try (BucketDestination wrong = new BucketDestination(settings("another secret", ""))) {
            assertThatThrownBy(() -> wrong.deliver(file, NAME, DIGEST))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessage("The bucket does not permit it (403 SignatureDoesNotMatch). Look at the keys and the"
                            + " bucket's policy.");
        }
        assertThat(bucket.refused).singleElement().asString().startsWith("another signature");
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void sendsALargeFileInParts() throws Exception {
        // given parts of 100,000 bytes
        Path file = directory.resolve("packs/" + ID + ".zip");
        try (BucketDestination inParts = new BucketDestination(settings(BucketServer.SECRET_KEY, ""), 100_000)) {
            // when one part has to be sent again
            bucket.fail(Fault.NONE, Fault.NONE, Fault.NONE, Fault.UNAVAILABLE, Fault.NONE, Fault.CUT);
            inParts.deliver(file, NAME, DIGEST);
        }
        // then
        assertThat(bucket.refused).isEmpty();
        assertThat(bucket.requests.stream().filter(request -> request.contains("partNumber=")))
                .hasSize(7 + 2);
        assertThat(bucket.uploads).isEmpty();
        assertThat(bucket.objects.get(NAME)).isEqualTo(FILE);
    }

    @Test
    void leavesNoPartsWhereAnUploadFails() throws Exception {
        // given
        Path file = directory.resolve("packs/" + ID + ".zip");
        try (BucketDestination inParts = new BucketDestination(settings(BucketServer.SECRET_KEY, ""), 100_000)) {
            bucket.fail(Fault.NONE, Fault.NONE, Fault.NONE, Fault.FORBIDDEN);
            // when, then
            assertThatThrownBy(() -> inParts.deliver(file, NAME, DIGEST)).isInstanceOf(DeliveryException.class);
        }
        assertThat(bucket.uploads).isEmpty();
        assertThat(bucket.objects).containsOnlyKeys(NAME + ".sha256");
    }

    @Test
    void triesAgainAtOnceWhenABucketIsBusyOrAConnectionIsCut() {
        // given
        bucket.fail(Fault.UNAVAILABLE, Fault.NONE, Fault.CUT);
        owe("bucket");
        // when
        watch.look();
        // then
        assertThat(bucket.objects.get("chancery/" + NAME)).isEqualTo(FILE);
        assertThat(recorded).last().isInstanceOf(CompleteDelivery.class);
    }

    @Test
    void triesAgainAfterLongerAndLongerPausesAndThenGivesUp() {
        // given a bucket that does not come back
        bucket.fail(Stream.generate(() -> Fault.UNAVAILABLE).limit(50).toArray(Fault[]::new));
        owe("bucket", "share");
        // when
        watch.look();
        int asked = bucket.requests.size();
        watch.look();
        // then nothing before its time
        assertThat(bucket.requests).hasSize(asked).hasSize(3);
        assertThat(recorded).hasSize(1).first().isInstanceOf(RequestDelivery.class);
        // when
        now = now.plus(Duration.ofSeconds(5));
        watch.look();
        now = now.plus(Duration.ofSeconds(5));
        watch.look();
        assertThat(bucket.requests).hasSize(2 * asked);
        now = now.plus(Duration.ofSeconds(5));
        watch.look();
        // then the next destination has its turn
        assertThat(recorded)
                .contains(new FailDelivery(ID, "bucket", "The bucket could not take it now (503 SlowDown)."));
        assertThat(recorded)
                .last()
                .isInstanceOfSatisfying(
                        CompleteDelivery.class,
                        done -> assertThat(done.destination()).isEqualTo("share"));
    }

    @Test
    void givesUpAtOnceWhereOnlyAPersonCanHelp() throws Exception {
        // given
        bucket.fail(Fault.FORBIDDEN);
        owe("bucket", "gone");
        // when
        watch.look();
        // then
        assertThat(recorded)
                .contains(new FailDelivery(
                        ID,
                        "bucket",
                        "The bucket does not permit it (403 AccessDenied). Look at the keys and the bucket's policy."))
                .last()
                .isEqualTo(new FailDelivery(ID, "gone", "No destination 'gone' is configured any more."));
        assertThat(recorded.toString()).doesNotContain(BucketServer.SECRET_KEY, BucketServer.ACCESS_KEY);
        // and when the file is another, or there is none
        recorded.clear();
        Files.writeString(directory.resolve("packs/" + ID + ".zip"), "forged");
        owe("share");
        watch.look();
        Files.delete(directory.resolve("packs/" + ID + ".zip"));
        watch.look();
        assertThat(recorded)
                .filteredOn(FailDelivery.class::isInstance)
                .extracting(command -> ((FailDelivery) command).reason())
                .containsExactly(
                        "The file is not the one that was made: its digest is another. It was not delivered.",
                        "The file is not there any more.");
        assertThat(directory.resolve("share")).isEmptyDirectory();
    }

    @Test
    void oneThatFailsInAnyWayKeepsNoOtherBackAndIsTriedAfterAPause() {
        // given one that was deleted in this moment, and another
        owe("share");
        owed.addFirst(new ToDeliver(
                DELETED, ExportKind.AUDIT_PACK, null, Instant.parse("2026-11-29T06:00:00Z"), DIGEST, List.of("share")));
        // when
        for (int i = 0; i < 3; i++) {
            watch.look();
            now = now.plus(Duration.ofMinutes(1));
        }
        // then
        assertThat(directory.resolve("share").resolve(NAME)).exists();
        assertThat(recorded)
                .contains(new FailDelivery(DELETED, "share", "It could not be delivered; the server's log says why."));
    }

    @Test
    void bringsNothingThatTheRecordDoesNotHave() {
        // given
        owe("share", "bucket");
        away = true;
        // when
        watch.look();
        // then
        assertThat(directory.resolve("share")).doesNotExist();
        assertThat(bucket.requests).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithASetting() {
        assertWrong("is named by small letters", "Share", new Place(directory, null));
        assertWrong("has either a directory or s3", "share", new Place(null, null));
        assertWrong("s3.bucket is missing", "b", place(null, "", "a", "b"));
        assertWrong("both access-key and secret-key", "b", place(null, "bucket", "a", null));
        assertWrong("without a user", "b", place(URI.create("https://me:secret@host"), "bucket", null, null));
        assertWrong("is an http or https URL", "b", place(URI.create("ftp://host"), "bucket", null, null));
        assertThat(settings("hidden", "").toString()).doesNotContain("hidden", BucketServer.ACCESS_KEY);
    }

    private static Place place(
            @Nullable URI endpoint, String bucket, @Nullable String accessKey, @Nullable String secretKey) {
        return new Place(null, new Bucket(endpoint, "r", bucket, "", accessKey, secretKey, null));
    }

    private static void assertWrong(String words, String name, Place place) {
        assertThatThrownBy(() -> new DeliverySettings(null, 1, Map.of(name, place)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chancery.reports.destinations." + name)
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret@");
    }
}
