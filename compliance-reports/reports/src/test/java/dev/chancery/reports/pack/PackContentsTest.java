package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackContentsTest {

    private static final Disclosure DISCLOSURE = new Disclosure("auditor", "audit pack for the yearly review");

    private final MemoryLog log = SampleLog.of(12);

    @TempDir
    private Path directory;

    private PackOrder order(Scope scope) {
        return new PackOrder(new PackRange(0, log.size(), scope), log.checkpoint(), null, DISCLOSURE);
    }

    private Path pack() {
        return directory.resolve("pack.zip");
    }

    private static String events(Path pack) throws IOException {
        return new String(Zips.read(pack).get(PackFormat.EVENTS), StandardCharsets.UTF_8);
    }

    private Report changed(UnaryOperator<String> change) throws IOException {
        SequencedMap<String, byte[]> entries = Zips.read(pack());
        String before = events(pack());
        String after = change.apply(before);
        assertThat(after.equals(before)).isFalse();
        entries.put(PackFormat.EVENTS, after.getBytes(StandardCharsets.UTF_8));
        return Verification.verify(Zips.write(directory.resolve("changed.zip"), entries));
    }

    @Test
    void showsTextsOnlyWhenAskedAndRecordsEachOne() throws IOException {
        // given
        long size = log.size();
        PackOrder order = order(new Scope("t-1", null, null));
        // when
        PackWriter.Contents contents = log.write(order, pack());
        Report report = Verification.verify(pack());
        // then
        assertThat(contents).isEqualTo(new PackWriter.Contents(2, 0));
        assertThat(report.verdict()).as("%s", report.findings()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.checked()).anyMatch(s -> s.startsWith("2 disclosed texts"));
        assertThat(events(pack())).contains("Sanitised, \\\"q-1\\\"").doesNotContain("q-2");
        assertThat(log.events.subList((int) size, (int) log.size()))
                .hasSize(2)
                .allMatch(e -> e.stream().equals("task/t-1") && e.name().equals("content.disclosed"))
                .allMatch(e -> new String(e.payload(), StandardCharsets.UTF_8).contains("yearly review"));
        // and without being asked
        log.write(PackOrder.of(order.range(), order.checkpoint()), pack());
        assertThat(events(pack())).doesNotContain("Sanitised");
        assertThat(Verification.verify(pack()).notes()).anyMatch(s -> s.startsWith("2 texts"));
    }

    @Test
    void holdsNothingWhoseDisclosureCouldNotBeRecorded() {
        // given
        PackWriter writer = new PackWriter(
                log,
                log,
                log,
                command -> {
                    throw new RecordUnavailable("The record is away", null);
                },
                Seal.SIGNER,
                List.of());
        // when and then
        assertThatThrownBy(() -> writer.write(order(null), pack(), done -> {})).isInstanceOf(RecordUnavailable.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysThatATextIsErased() throws IOException {
        // given
        log.erase(new ContentId("q-1"));
        PackOrder order = order(null);
        long size = log.size();
        // when
        PackWriter.Contents contents = log.write(order, pack());
        Report report = Verification.verify(pack());
        // then
        assertThat(contents.erased()).isEqualTo(1);
        assertThat(report.verdict()).as("%s", report.findings()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.notes()).anyMatch(s -> s.startsWith("1 texts") && s.contains("erased"));
        assertThat(log.size() - size).isEqualTo(contents.disclosed());
    }

    @Test
    void aTextThatIsNotTheRecordedOneIsTampering() throws IOException {
        // given
        log.write(order(null), pack());
        // when and then
        assertThat(changed(s -> s.replaceFirst("Sanitised, (..)q-1", "Sanitised, $1q-9"))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        Report text = changed(s -> s.replaceFirst("\"text\":\"Sanitised", "\"text\":\"Changed"));
        assertThat(text.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(text.findings().getFirst()).contains("salted hash");
        assertThat(changed(s -> s.replaceFirst("\"salt\":\"71", "\"salt\":\"72"))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
        assertThat(changed(s -> s.replaceFirst(
                                "\"contents\":\\[\\{\"content\":\"q-1\"", "\"contents\":[{\"content\":\"q-2\""))
                        .findings()
                        .getFirst())
                .contains("does not refer");
        assertThat(changed(s -> s.replaceFirst(",\"contents\":\\[\\{\"content\":\"q-1\"[^\\]]*\\]", ""))
                        .verdict())
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aUniformTextIsNoBomb() throws IOException {
        // given
        Content text = log.keep(Content.of(new ContentId("long"), new byte[Content.SALT_BYTES], "a".repeat(5 << 20)));
        log.append("task/t-1", new OutputEdited("ada", "Too short", text.ref()));
        // when
        log.write(order(null), pack());
        // then
        assertThat(Verification.verify(pack()).findings()).isEmpty();
    }
}
