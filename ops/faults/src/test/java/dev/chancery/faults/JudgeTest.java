package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.faults.ClientLedger.Ack;
import dev.chancery.faults.ClientLedger.Head;
import dev.chancery.faults.Receipt.Finding;
import dev.chancery.record.LeafHash;
import dev.chancery.record.merkle.Merkle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge itself is judged: what it is to notice is put into a ledger or a log that was right. */
class JudgeTest {

    private static final List<StoredEvent> LOG = List.of(
            event(0, "task/a", 0, "task.opened", "{}"),
            event(1, "task/a", 1, "task.spend-reserved", """
                    {"balances":[{"scope":{"kind":"AGENT_DAY","id":"x"},"cap":{"amount":100}}]}"""),
            event(2, "task/a", 2, "task.spend-settled", "{\"settled\":{\"amount\":100}}"),
            event(3, "task/a", 3, "task.output-released", "{}"));
    private static final List<Ack> ACKS = List.of(new Ack("a", 3, "digest"));
    private static final List<Head> HEADS = List.of(new Head(2, root(LOG.subList(0, 2))), new Head(4, root(LOG)));

    @TempDir
    private Path directory;

    private static StoredEvent event(long position, String stream, long sequence, String name, String payload) {
        return new StoredEvent(
                position,
                "00000000-0000-7000-8000-00000000000" + position,
                stream,
                sequence,
                name,
                1,
                Instant.EPOCH,
                payload.getBytes(StandardCharsets.UTF_8),
                new byte[] {'{', '}'});
    }

    private static byte[] root(List<StoredEvent> events) {
        return Merkle.root(events.stream().map(LeafHash::of).toList());
    }

    private static List<StoredEvent> with(StoredEvent changed) {
        List<StoredEvent> log = new ArrayList<>(LOG);
        log.set((int) changed.position(), changed);
        return log;
    }

    private static List<String> findings(List<Ack> acks, List<Head> heads, List<StoredEvent> log) {
        return Judge.judge(acks, heads, log).findings();
    }

    @Test
    void findsNothingWhereEveryPromiseWasKept() {
        assertThat(findings(ACKS, HEADS, LOG)).isEmpty();
    }

    @Test
    void noticesAnAcknowledgedTaskThatIsNotInTheLog() {
        assertThat(findings(List.of(ACKS.getFirst(), new Ack("b", 9, "digest")), HEADS, LOG))
                .containsExactly("lost: b, acknowledged at position 9");
    }

    @Test
    void noticesAnAcknowledgedTaskAtAnotherPosition() {
        assertThat(findings(List.of(new Ack("a", 4, "digest")), HEADS, LOG))
                .containsExactly("moved: a is not at the position 4 that was acknowledged");
    }

    @Test
    void noticesALogThatEndsBeforeASignedHead() {
        assertThat(findings(List.of(), HEADS, LOG.subList(0, 3)))
                .contains("the log does not reach the signed head of 4 events", "task/a has no outcome");
    }

    @Test
    void noticesAnEventThatIsNotTheOneThatWasSigned() {
        assertThat(findings(ACKS, HEADS, with(event(1, "task/a", 1, "task.spend-reserved", "{}"))))
                .containsExactly(
                        "the first 2 events are not those of the signed head",
                        "the first 4 events are not those of the signed head");
    }

    @Test
    void noticesTwoHeadsOfOneSize() {
        assertThat(findings(ACKS, List.of(HEADS.getFirst(), new Head(2, root(LOG))), LOG))
                .containsExactly("two heads of size 2");
    }

    @Test
    void noticesAGapAndAnEventThatIsThereTwice() {
        assertThat(findings(
                        ACKS,
                        List.of(),
                        List.of(
                                LOG.get(0),
                                LOG.get(1),
                                LOG.get(2),
                                LOG.get(3),
                                event(5, "task/a", 3, "task.failed", "{}"))))
                .containsExactly(
                        "the log has position 5 where 4 should be", "task/a does not continue with sequence 3");
    }

    @Test
    void noticesABudgetThatWasOverrun() {
        assertThat(findings(
                        ACKS,
                        List.of(),
                        with(event(2, "task/a", 2, "task.spend-settled", "{\"settled\":{\"amount\":101}}"))))
                .singleElement()
                .asString()
                .endsWith("overran its cap of 100: 101");
    }

    @Test
    void readsBackWhatItsClientWroteDown() {
        // when
        try (ClientLedger ledger = new ClientLedger(directory.resolve("ledger.txt"))) {
            ledger.acknowledged(ACKS.getFirst());
            HEADS.forEach(ledger::shown);
            // then
            assertThat(ledger.acks()).isEqualTo(ACKS);
            assertThat(ledger.heads()).extracting(Head::size).containsExactly(2L, 4L);
            assertThat(ledger.heads().getLast().root()).isEqualTo(root(LOG));
        }
    }

    @Test
    void givesNoReceiptForAFaultThatDidNotHappenNorForOneThatWasThereBefore() {
        // given
        AtomicBoolean happened = new AtomicBoolean();
        Receipt receipt = Receipt.of("nothing").evidence("of it", () -> new Finding(happened.get(), "none"));
        // then
        assertThatThrownBy(receipt.before()::print).hasMessage("nothing did not happen: of it: none");
        happened.set(true);
        assertThatThrownBy(receipt::before).hasMessage("nothing had happened before: of it: none");
    }
}
