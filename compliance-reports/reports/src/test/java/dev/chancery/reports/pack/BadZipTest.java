package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that someone bent as a file, not as a log. */
class BadZipTest {

    private static final int END = 22;

    private final MemoryLog log = SampleLog.of(2);

    @TempDir
    private Path directory;

    private byte[] pack;

    @BeforeEach
    void writePack() throws IOException {
        pack = Files.readAllBytes(log.write(new PackRange(0, log.size(), null), directory.resolve("pack.zip")));
    }

    private Report verify(byte[] bytes) throws IOException {
        return Verification.verify(Files.write(directory.resolve("bent.zip"), bytes));
    }

    private static ByteBuffer view(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int central(byte[] zip) {
        return view(zip).getInt(zip.length - 6);
    }

    /** Where the header of the next entry in the central directory is. */
    private static int after(byte[] zip, int header) {
        ByteBuffer in = view(zip);
        return header + 46 + in.getShort(header + 28) + in.getShort(header + 30);
    }

    private static byte[] with(byte[] zip, int at, int value, int bytes) {
        byte[] changed = zip.clone();
        for (int i = 0; i < bytes; i++) {
            changed[at + i] = (byte) (value >>> 8 * i);
        }
        return changed;
    }

    private static byte[] insert(byte[] zip, int at, byte[] more) {
        return ByteBuffer.allocate(zip.length + more.length)
                .put(zip, 0, at)
                .put(more)
                .put(zip, at, zip.length - at)
                .array();
    }

    @Test
    void whatIsSaidTwiceMustBeTheSame() throws IOException {
        // The first entry, mimetype, is not packed and says its sizes at once; the others are all alike.
        int first = after(pack, central(pack));
        int local = view(pack).getInt(first + 42);
        int second = after(pack, first);
        int end = pack.length - END;
        int secondLocal = view(pack).getInt(second + 42);
        Map<String, byte[]> bent = new LinkedHashMap<>();
        bent.put("something before the first entry", insert(pack, 0, new byte[4]));
        bent.put("something after the end", Arrays.copyOf(pack, pack.length + 1));
        bent.put("a comment", insert(with(pack, pack.length - 2, 3, 2), pack.length, new byte[] {'a', 'b', 'c'}));
        bent.put("another name in the directory", with(pack, first + 46, 'r', 1));
        bent.put("another name at the entry", with(pack, local + 30, 'r', 1));
        bent.put("another size in the directory", with(pack, first + 24, 7, 4));
        bent.put("a size of 4 GiB", with(pack, first + 24, -2, 4));
        bent.put("a size that is elsewhere, and nowhere", with(pack, first + 24, -1, 4));
        bent.put("another packed size", with(pack, first + 20, 7, 4));
        bent.put("another check sum in the directory", with(pack, first + 16, 7, 4));
        bent.put("another check sum at the entry", with(pack, local + 14, 7, 4));
        bent.put("another size at the entry", with(pack, local + 22, 7, 4));
        bent.put("another descriptor", with(pack, secondLocal - 4, 7, 4));
        bent.put("another descriptor's check sum", with(pack, secondLocal - 12, 7, 4));
        bent.put("a descriptor without its mark", with(pack, secondLocal - 16, 7, 4));
        bent.put("encrypted", with(with(pack, first + 8, 9, 1), local + 6, 9, 1));
        bent.put("packed in another way", with(with(pack, first + 10, 12, 2), local + 8, 12, 2));
        bent.put("stored, it says", with(with(pack, first + 10, 0, 2), local + 8, 0, 2));
        bent.put("two that are one", with(pack, second + 42, 0, 4));
        bent.put("an entry beyond the file", with(pack, second + 42, pack.length, 4));
        bent.put("fewer entries than there are", with(with(pack, end + 8, 3, 2), end + 10, 3, 2));
        bent.put("more entries than there are", with(with(pack, end + 8, 99, 2), end + 10, 99, 2));
        bent.put("60,000 entries", with(with(pack, end + 8, 60_000, 2), end + 10, 60_000, 2));
        bent.put("a directory elsewhere", with(pack, end + 16, 0, 4));
        bent.put("a directory of 4 GiB", with(pack, end + 12, -2, 4));
        bent.put("a second disk", with(pack, end + 4, 1, 2));
        bent.put("ZIP64 without it", with(with(pack, end + 8, 0xFFFF, 2), end + 10, 0xFFFF, 2));
        bent.forEach((what, bytes) -> {
            try {
                assertThat(verify(bytes).verdict()).as(what).isEqualTo(Verdict.TAMPERED);
            } catch (IOException e) {
                throw new AssertionError(what, e);
            }
        });
    }

    @Test
    void aGapBetweenEntriesIsSeen() throws IOException {
        // given a hidden text between the first and the second entry, and a directory that knows of it
        byte[] hidden = "hidden".getBytes(StandardCharsets.US_ASCII);
        int secondLocal = view(pack).getInt(after(pack, central(pack)) + 42);
        byte[] bent = insert(pack, secondLocal, hidden);
        ByteBuffer view = view(bent);
        view.putInt(bent.length - 6, view.getInt(bent.length - 6) + hidden.length);
        for (int at = after(bent, central(bent)); at < bent.length - END; at = after(bent, at)) {
            view.putInt(at + 42, view.getInt(at + 42) + hidden.length);
        }
        // when and then
        assertThat(verify(bent).verdict()).isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void readsZip64AndItsLies() throws IOException {
        // given
        byte[] wide = zip64(pack, count(pack), 0);
        // when and then
        assertThat(verify(wide).findings()).isEmpty();
        assertThat(verify(zip64(pack, count(pack) + 1, 0)).verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(verify(zip64(pack, count(pack), 8)).verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(verify(zip64(pack, Long.MAX_VALUE, 0)).verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(verify(zip64(pack, -1, Long.MIN_VALUE)).verdict()).isEqualTo(Verdict.TAMPERED);
    }

    private static int count(byte[] zip) {
        return view(zip).getShort(zip.length - END + 10);
    }

    private static byte[] zip64(byte[] zip, long count, long shift) {
        int end = zip.length - END;
        ByteBuffer more = ByteBuffer.allocate(56 + 20).order(ByteOrder.LITTLE_ENDIAN);
        more.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        more.putLong(count).putLong(count).putLong(end - central(zip)).putLong(central(zip) + shift);
        more.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        byte[] wide = insert(zip, end, more.array());
        return with(wide, wide.length - 6, -1, 4);
    }

    @Test
    void twoEntriesOfOneNameAreTampering() throws IOException {
        // given
        SequencedMap<String, byte[]> entries = Zips.read(directory.resolve("pack.zip"));
        entries.put("kez", entries.get("key"));
        byte[] zip = Files.readAllBytes(Zips.write(directory.resolve("two.zip"), entries));
        for (int i = 0; i < zip.length - 2; i++) {
            zip[i + 2] = zip[i] == 'k' && zip[i + 1] == 'e' && zip[i + 2] == 'z' ? (byte) 'y' : zip[i + 2];
        }
        // when
        Report report = verify(zip);
        // then
        assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(report.findings().getFirst()).contains("two entries 'key'");
    }

    @Test
    void jsonHasOneForm() throws IOException {
        Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put("a member twice", s -> s.replaceFirst("\\{\"position\":0", "{\"position\":0,\"position\":0"));
        changes.put("another order", s -> s.replaceFirst("\\{(\"position\":0),(\"id\":\"[^\"]*\")", "{$2,$1"));
        changes.put("a space", s -> s.replaceFirst(":0,", ": 0,"));
        changes.put("an unknown member", s -> s.replaceFirst("\\{\"position\":0", "{\"more\":1,\"position\":0"));
        changes.put("another escape", s -> s.replaceFirst("policy", "\\\\u0070olicy"));
        changes.put("another number", s -> s.replaceFirst("\"position\":0", "\"position\":0.0"));
        changes.put("a number as text", s -> s.replaceFirst("\"position\":0", "\"position\":\"0\""));
        changes.put("another instant", s -> s.replaceFirst("10:00:00.000001Z", "10:00:00.0000010Z"));
        changes.put("carriage returns", s -> s.replace("\n", "\r\n"));
        changes.put("an empty line", s -> s.replaceFirst("\n", "\n\n"));
        changes.put("no last newline", s -> s.substring(0, s.length() - 1));
        changes.put("a mark of the byte order", s -> "\uFEFF" + s);
        changes.put("nothing", s -> "");
        changes.put("depth", s -> "[".repeat(100_000) + "\n");
        changes.put("half a character", s -> s.replaceFirst("policy", "\\\\ud800"));
        changes.put("a long number", s -> s.replaceFirst("\"position\":0", "\"position\":" + "9".repeat(100_000)));
        SequencedMap<String, byte[]> entries = Zips.read(directory.resolve("pack.zip"));
        String events = new String(entries.get(PackFormat.EVENTS), StandardCharsets.UTF_8);
        for (var change : changes.entrySet()) {
            String changed = change.getValue().apply(events);
            assertThat(changed.equals(events)).as(change.getKey()).isFalse();
            entries.put(PackFormat.EVENTS, changed.getBytes(StandardCharsets.UTF_8));
            Report report = Verification.verify(Zips.write(directory.resolve("bent.zip"), entries));
            assertThat(report.verdict())
                    .as(change.getKey())
                    .isEqualTo(change.getKey().equals("nothing") ? Verdict.INCOMPLETE : Verdict.TAMPERED);
        }
        // and bytes that are no UTF-8
        for (int invalid : new int[] {0xff, 0xc0, 0x80, 0xed}) {
            byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
            bytes[events.indexOf("policy")] = (byte) invalid;
            entries.put(PackFormat.EVENTS, bytes);
            assertThat(Verification.verify(Zips.write(directory.resolve("bent.zip"), entries))
                            .verdict())
                    .isEqualTo(Verdict.TAMPERED);
        }
    }

    /** Looks at every twenty-ninth byte; at all of them with {@code -Dchancery.fuzz.step=1}. */
    @Test
    void everyChangedBitIsSeenOrMeansNothing() throws IOException {
        // given
        Random random = new Random(42);
        BitSet free = new BitSet();
        BitSet packed = new BitSet();
        map(free, packed);
        Map<String, byte[]> contents = Zips.read(directory.resolve("pack.zip"));
        for (int i = 0; i < pack.length; i += Integer.getInteger("chancery.fuzz.step", 29)) {
            byte[] flipped = pack.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(8));
            // when
            Report report = verify(flipped);
            // then it is seen, or says nothing, or is another way to pack the same: a repetition found elsewhere, a
            // last byte half used
            if (report.verdict() == Verdict.VERIFIED) {
                assertThat(free.get(i) || (packed.get(i) && same(contents, directory.resolve("bent.zip"))))
                        .as("byte %d", i)
                        .isTrue();
            }
        }
    }

    /** Which bytes say nothing of a pack, and which are packed data; there are no extra fields. */
    private void map(BitSet free, BitSet packed) {
        for (int at = central(pack); at < pack.length - END; at = after(pack, at)) {
            free.set(at + 4, at + 8);
            free.set(at + 12, at + 16);
            free.set(at + 36, at + 42);
            int local = view(pack).getInt(at + 42);
            free.set(local + 4, local + 6);
            free.set(local + 10, local + 14);
            int data = local + 30 + view(pack).getShort(local + 26) + view(pack).getShort(local + 28);
            packed.set(data, data + view(pack).getInt(at + 20));
        }
    }

    private static boolean same(Map<String, byte[]> contents, Path zip) throws IOException {
        return Zips.read(zip).entrySet().stream().allMatch(e -> Arrays.equals(contents.get(e.getKey()), e.getValue()));
    }

    @Test
    void aFileOfSeveralEntriesCutAnywhereIsNoPack() throws IOException {
        for (int length : List.of(0, 1, 21, 22, 30, pack.length / 2, pack.length - END, pack.length - 1)) {
            assertThat(verify(Arrays.copyOf(pack, length)).verdict())
                    .as("%d bytes", length)
                    .isEqualTo(Verdict.TAMPERED);
        }
    }
}
