package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.Sha256;
import dev.chancery.record.note.Note;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Trust;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Older heads, replaced keys, witnesses and time stamps. */
class PackSignersTest {

    private final MemoryLog log = SampleLog.of(4);
    private final String earlier = log.checkpoint();
    private final String firstKey = log.verifierKey();

    @TempDir
    private Path directory;

    PackSignersTest() {
        SampleLog.more(log, 4, 12);
    }

    private Path pack(long from, String previous) throws IOException {
        Path file = directory.resolve("pack.zip");
        log.write(new PackOrder(new PackRange(from, log.size(), null), log.checkpoint(), previous, null), file);
        return file;
    }

    private static void assertVerified(Report report, String sentence) {
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(String.join("\n", report.checked())).contains(sentence);
    }

    private Path without(Path pack, String... names) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        List.of(names).forEach(entries::remove);
        return Zips.write(directory.resolve("without.zip"), entries);
    }

    @Test
    void leadsFromAnOlderHeadByTheProofOrByTheLeaves() throws IOException {
        long size = SampleLog.of(4).size();
        assertVerified(
                Verification.verify(pack(size + 5, earlier)), "only grew since the earlier checkpoint in the pack");
        assertVerified(Verification.verify(pack(size + 5, earlier), Trust.NONE.since(earlier)), "that was given");
        for (long from : new long[] {0, 1, size}) {
            assertVerified(Verification.verify(pack(from, null), Trust.NONE.since(earlier)), "that was given");
        }
        assertVerified(Verification.verify(pack(3, null), Trust.NONE.since(log.checkpoint())), "that was given");
    }

    @Test
    void saysWhatToAskForWhenNothingLeadsFromTheOlderHead() throws IOException {
        Report report = Verification.verify(pack(log.size() - 3, null), Trust.NONE.since(earlier));
        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.findings().getFirst()).contains("'previous'");
    }

    @Test
    void aRewrittenLogIsFoundByTheOlderHead() throws IOException {
        // given a log whose owner changed an early event and signed again
        StoredEvent e = log.events.get(2);
        log.events.set(
                2,
                new StoredEvent(
                        e.position(),
                        e.id(),
                        e.stream(),
                        e.sequence(),
                        e.name(),
                        e.revision(),
                        e.at().plusSeconds(1),
                        e.payload(),
                        e.metadata()));
        for (long from : new long[] {0, 3}) {
            // when
            Path pack = pack(from, null);
            Report alone = Verification.verify(pack);
            Report compared = Verification.verify(pack, Trust.NONE.since(earlier));
            // then
            assertThat(alone.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(compared.verdict()).isEqualTo(Verdict.TAMPERED);
            assertThat(compared.findings().getFirst()).contains("rewritten");
        }
        // and when the owner puts the old head into the pack
        assertThat(Verification.verify(pack(0, earlier)).verdict()).isEqualTo(Verdict.TAMPERED);
        assertThatThrownBy(() -> request(earlier))
                .isInstanceOf(BadPackRequest.class)
                .hasMessageContaining("evidence");
    }

    @Test
    void anOlderHeadMustBeOlderAndOfThisLog() throws IOException {
        // given
        Path pack = pack(0, null);
        String newer = SampleLog.more(log, 12, 14).checkpoint();
        MemoryLog other = SampleLog.of(4);
        // when and then
        assertThat(Verification.verify(pack, Trust.NONE.since(newer)).verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        for (String foreign :
                List.of(other.checkpoint(), "", "nothing\n", earlier.replace(MemoryLog.ORIGIN, "example.org/other"))) {
            assertThat(Verification.verify(pack, Trust.NONE.since(foreign)).verdict())
                    .isEqualTo(Verdict.UNKNOWN_KEY);
            assertThatThrownBy(() -> request(foreign)).isInstanceOf(BadPackRequest.class);
        }
    }

    private PackOrder request(String previous) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("previous", previous));
        return PackRequest.parse(body).order(log, log, log.checkpoint(), "auditor", MemoryLog.START);
    }

    @Test
    void aProofWithoutItsHeadIsIncomplete() throws IOException {
        Path pack = pack(0, earlier);
        for (String name : List.of(PackFormat.PREVIOUS, PackFormat.CONSISTENCY)) {
            assertThat(Verification.verify(without(pack, name)).verdict()).isEqualTo(Verdict.INCOMPLETE);
        }
        assertThat(Verification.verify(without(pack, PackFormat.PREVIOUS, PackFormat.CONSISTENCY))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void followsTheKeyAlongItsReplacements() throws IOException {
        // given
        log.rotate();
        String secondKey = log.verifierKey();
        SampleLog.more(log, 12, 13);
        log.rotate();
        SampleLog.more(log, 13, 14);
        Path pack = pack(0, earlier);
        // when and then
        for (String key : List.of(firstKey, secondKey)) {
            assertVerified(
                    Verification.verify(pack, Trust.key(key).since(earlier)), "was replaced; those after it lead");
        }
        assertVerified(Verification.verify(pack, Trust.key(log.verifierKey())), "replaced 2 times");
        assertThat(Verification.verify(pack, Trust.key(SampleLog.of(1).verifierKey()))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN_KEY);
        // and without the proof of it
        Path plain = Seal.anew(without(pack(0, null), PackFormat.ROTATIONS));
        assertThat(Verification.verify(plain).verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(Verification.verify(plain, Trust.key(firstKey)).verdict()).isEqualTo(Verdict.UNKNOWN_KEY);
        // and with the replacements of another log, or in another order
        for (List<String> rotations :
                List.of(log.rotations().reversed(), log.rotations().subList(0, 1), foreignRotations())) {
            SequencedMap<String, byte[]> entries = Zips.read(pack);
            entries.put(PackFormat.ROTATIONS, JsonMapper.shared().writeValueAsBytes(rotations));
            assertThat(Verification.verify(Seal.anew(Zips.write(directory.resolve("other.zip"), entries)))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    private static List<String> foreignRotations() {
        MemoryLog other = SampleLog.of(1);
        other.rotate();
        return other.rotations();
    }

    @Test
    void countsTheWitnessesThatTheAuditorBelieves() throws IOException {
        // given
        String first = log.witnessed("witness.example/one");
        String second = log.witnessed("witness.example/two");
        Path pack = pack(0, null);
        log.witnessed("witness.example/three");
        String absent = log.witnesses().getLast();
        // when and then
        assertVerified(Verification.verify(pack), "cosigned by 2 witnesses");
        assertVerified(
                Verification.verify(pack, new Trust(firstKey, List.of(first, second), 2, null, List.of(), List.of())),
                "2 of the 2 witnesses");
        assertVerified(
                Verification.verify(pack, new Trust(firstKey, List.of(first, absent), 1, null, List.of(), List.of())),
                "1 of the 2 witnesses");
        assertThat(Verification.verify(pack, new Trust(firstKey, List.of(first, absent), 2, null, List.of(), List.of()))
                        .verdict())
                .isEqualTo(Verdict.INCOMPLETE);
        // and a signature that nobody vouches for
        assertThat(Verification.verify(without(pack, PackFormat.WITNESSES)).verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void comparesATimeStampWithTheHead() throws IOException {
        // given
        byte[] imprint =
                Sha256.digest().digest(Note.parse(log.checkpoint()).text().getBytes(StandardCharsets.UTF_8));
        log.timestamp = stamp(imprint, "608648016503040201");
        Report report = Verification.verify(pack(0, null));
        assertVerified(report, "says 20261105100000Z");
        assertThat(String.join("\n", report.notChecked()))
                .contains("unverifiable, no certificate of the authority was given");
        // and of something else, refused, of another hash, or cut short
        for (byte[] wrong : List.of(
                stamp(new byte[32], "608648016503040201"),
                stamp(imprint, "608648016503040203"),
                new byte[] {48, 3, 2},
                new byte[0])) {
            log.timestamp = wrong;
            assertThat(Verification.verify(pack(0, null)).verdict()).isEqualTo(Verdict.TAMPERED);
        }
    }

    private static byte[] stamp(byte[] imprint, String hash) {
        byte[] info = der(
                0x30,
                der(2, 1),
                der(6, 0x2a),
                der(0x30, der(0x30, oid(hash), der(5)), der(4, imprint)),
                der(2, 7),
                der(0x18, "20261105100000Z".getBytes(StandardCharsets.US_ASCII)));
        byte[] signed = der(
                0x30,
                der(2, 3),
                der(0x31),
                der(0x30, oid("2a864886f70d0109100104"), der(0xa0, der(4, info))),
                der(0x31));
        return der(0x30, der(0x30, der(2, 0)), der(0x30, oid("2a864886f70d010702"), der(0xa0, signed)));
    }

    private static byte[] oid(String hex) {
        return der(6, HexFormat.of().parseHex(hex));
    }

    private static byte[] der(int tag, int value) {
        return der(tag, new byte[] {(byte) value});
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List.of(parts).forEach(content::writeBytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() > 127) {
            out.write(0x81);
        }
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    @Test
    void anyChangedByteOfAFullPackIsTampering() throws IOException {
        // given a pack with everything that one may have
        log.rotate();
        log.witnessed("witness.example/one");
        SampleLog.more(log, 12, 13);
        Path pack = directory.resolve("pack.zip");
        log.write(
                new PackOrder(
                        new PackRange(0, log.size(), null),
                        log.checkpoint(),
                        earlier,
                        new Disclosure("auditor", "test")),
                pack);
        assertThat(Verification.verify(pack).findings()).isEmpty();
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        for (String name : List.copyOf(entries.keySet())) {
            byte[] content = entries.get(name);
            for (int i = 0; i < content.length; i += Math.max(1, content.length / 30)) {
                byte[] flipped = content.clone();
                flipped[i] ^= (byte) (1 << i % 7);
                Map<String, byte[]> changed = new LinkedHashMap<>(entries);
                changed.put(name, flipped);
                // when
                Report report = Verification.verify(Zips.write(directory.resolve("flipped.zip"), changed));
                // then
                assertThat(report.verdict())
                        .as("%s, byte %d: %s", name, i, report.findings())
                        .isIn(Verdict.TAMPERED, Verdict.INCOMPLETE);
            }
        }
    }

    @Test
    void anAlgorithmThatCameLaterIsUnverifiable() throws IOException {
        // given
        byte[] encoded = new byte[33];
        encoded[0] = 6;
        var id = Sha256.digest();
        id.update("name\n".getBytes(StandardCharsets.UTF_8));
        String key = "name+" + HexFormat.of().formatHex(id.digest(encoded), 0, 4) + "+"
                + java.util.Base64.getEncoder().encodeToString(encoded) + "\n";
        SequencedMap<String, byte[]> entries = Zips.read(pack(0, null));
        entries.put(PackFormat.KEY, key.getBytes(StandardCharsets.UTF_8));
        // when
        Report report = Verification.verify(Zips.write(directory.resolve("later.zip"), entries));
        // then
        assertThat(report.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(report.findings().getFirst()).contains("newer verifier");
    }
}
