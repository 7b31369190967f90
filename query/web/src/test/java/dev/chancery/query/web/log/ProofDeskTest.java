package dev.chancery.query.web.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.query.web.MemoryLedger;
import dev.chancery.query.web.log.ProofDesk.Proof;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

class ProofDeskTest {

    @Test
    void everyLeafOfEverySmallTreeLeadsToItsRoot() {
        for (int size = 1; size < 40; size++) {
            MemoryLedger ledger = new MemoryLedger(size);
            ProofDesk desk = new ProofDesk(ledger, ledger);
            for (int position = 0; position < size; position++) {
                Proof proof = desk.look(position);
                assertThat(proof.holds()).as("%d of %d", position, size).isTrue();
                assertThat(proof.size()).isEqualTo(size);
                assertThat(proof.origin()).isEqualTo(MemoryLedger.ORIGIN);
            }
        }
    }

    @Test
    void hashesTheEventAgainAndTakesItsKeptHashWhereTheEventIsTooLarge() {
        // given a log whose second bundle holds an event that fits into none
        MemoryLedger ledger = new MemoryLedger(300);
        ProofDesk desk = new ProofDesk(ledger, ledger);

        // then
        assertThat(desk.look(255).holds()).isTrue();
        assertThat(desk.look(255).read()).isTrue();
        assertThat(desk.look(299).holds()).isTrue();
        assertThat(desk.look(299).read()).isFalse();
    }

    @Test
    void nothingElseLeadsThere() {
        // given
        MemoryLedger ledger = new MemoryLedger(21);
        byte[] leaf = ledger.leafHashes(13, 14).getFirst();
        byte[] other = ledger.leafHashes(12, 13).getFirst();
        List<byte[]> path = ledger.prove(13, 14, 21).auditPath();
        byte[] root = ledger.root(21);

        // then
        assertThat(ProofDesk.leads(leaf, 13, 21, path, root)).isTrue();
        assertThat(ProofDesk.leads(other, 13, 21, path, root)).isFalse();
        assertThat(ProofDesk.leads(leaf, 12, 21, path, root)).isFalse();
        assertThat(ProofDesk.leads(leaf, 13, 21, path, ledger.root(20))).isFalse();
        assertThat(ProofDesk.leads(leaf, 13, 21, path.subList(1, path.size()), root))
                .isFalse();
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(other);
        assertThat(ProofDesk.leads(leaf, 13, 21, longer, root)).isFalse();
        assertThat(ProofDesk.leads(leaf, 13, 40, path, root)).isFalse();
    }

    @Test
    void saysThatANewerEventIsNotInTheHeadYet() {
        // given
        MemoryLedger ledger = new MemoryLedger(5);

        // then
        assertThatThrownBy(() -> new ProofDesk(ledger, ledger).look(5))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        problem -> assertThat(problem.getStatusCode().value()).isEqualTo(404));
    }
}
