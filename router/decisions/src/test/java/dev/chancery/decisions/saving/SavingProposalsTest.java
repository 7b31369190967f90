package dev.chancery.decisions.saving;

import static dev.chancery.decisions.Sample.POLICY;
import static dev.chancery.decisions.Sample.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.saving.SavingProposals.Change;
import dev.chancery.decisions.saving.SavingProposals.Decided;
import dev.chancery.decisions.saving.SavingProposals.Kind;
import dev.chancery.decisions.saving.SavingProposals.Measured;
import dev.chancery.decisions.saving.SavingProposals.Proposal;
import dev.chancery.decisions.saving.SavingProposals.Quality;
import dev.chancery.decisions.saving.SavingProposals.Use;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavingProposalsTest {

    private static final LocalDate TO = LocalDate.parse("2026-11-30");
    private static final Policy.Alias ALIAS = POLICY.models().stream()
            .filter(alias -> alias.deployments().size() > 1)
            .findFirst()
            .orElseThrow();
    private static final String FIRST = ALIAS.deployments().get(0);
    private static final String SECOND = ALIAS.deployments().get(1);

    private static Quality quality(String deployment, long tasks, long cost, long reviewed, long approved) {
        return new Quality("support", "fees", ALIAS.alias(), deployment, tasks, usd(cost), reviewed, approved, 0, 0);
    }

    private static Decided decide(Quality... qualities) {
        return SavingProposals.decide(
                POLICY, new Measured(TO.minusDays(29), TO, List.of(qualities), List.of(), List.of(), List.of()));
    }

    private static List<Proposal> downshifts(Decided decided) {
        return decided.proposals().stream()
                .filter(p -> p.kind() == Kind.DOWNSHIFT)
                .toList();
    }

    /** Newcombe's own table II, rows (a) and (b), method 10. */
    @Test
    void theBoundIsNewcombes() {
        assertThat(SavingProposals.lower(56, 70, 48, 80)).isCloseTo(0.0524, within(0.00005));
        assertThat(SavingProposals.lower(9, 10, 3, 10)).isCloseTo(0.1705, within(0.00005));
    }

    @Test
    void proposesTheCheaperWhereItIsNoWorseAndOffersTheOrderAsADraft() {
        // when
        Decided decided = decide(quality(FIRST, 400, 400_000, 400, 380), quality(SECOND, 400, 40_000, 400, 384));
        // then once for the workflow's label and once for the name, behind which a draft changes the order
        assertThat(downshifts(decided)).hasSize(2);
        Proposal byName = downshifts(decided).stream()
                .filter(p -> !p.draft().isEmpty())
                .findFirst()
                .orElseThrow();
        int alias = POLICY.models().indexOf(ALIAS);
        assertThat(byName.draft())
                .containsExactly(
                        new Change("/models/" + alias + "/deployments/0", '"' + SECOND + '"'),
                        new Change("/models/" + alias + "/deployments/1", '"' + FIRST + '"'));
        assertThat(byName.saving()).isEqualTo(usd(360_000));
        assertThat(byName.evidence()).containsEntry("approvedUnchanged." + SECOND, "384 of 400");
    }

    @Test
    void isSilentWhereItIsWorseOrHardlyCheaperAndSaysWhereItCannotTell() {
        assertThat(downshifts(decide(quality(FIRST, 400, 400_000, 400, 380), quality(SECOND, 400, 40_000, 400, 350))))
                .isEmpty();
        assertThat(downshifts(decide(quality(FIRST, 400, 400_000, 400, 380), quality(SECOND, 400, 380_000, 400, 390))))
                .isEmpty();
        // 60 outputs a side that all pass leave room for a difference of more than five points
        assertThat(downshifts(decide(quality(FIRST, 60, 60_000, 60, 60), quality(SECOND, 60, 6_000, 60, 60))))
                .isEmpty();
        Decided few = decide(quality(FIRST, 400, 400_000, 400, 380), quality(SECOND, 20, 2_000, 20, 20));
        assertThat(downshifts(few)).isEmpty();
        assertThat(few.insufficient()).isNotEmpty().allMatch(line -> line.contains("fewer than 50"));
    }

    @Test
    void whatWasNotUsedAndCapsThatStopNothingAreNamed() {
        // given the clerk spent 0.1 of his 5 a day, and only one deployment was used lately
        Use clerk = new Use("clerk", 10, usd(100_000), usd(100_000), usd(100_000), TO);
        Use used = new Use(FIRST, 10, usd(100_000), usd(100_000), usd(100_000), TO.minusDays(29));
        Use old = new Use(SECOND, 0, usd(0), null, null, TO.minusDays(30));
        // when
        List<Proposal> proposals = SavingProposals.decide(
                        POLICY,
                        new Measured(TO.minusDays(29), TO, List.of(), List.of(used, old), List.of(clerk), List.of()))
                .proposals();
        // then
        assertThat(proposals.stream().filter(p -> p.kind() == Kind.UNUSED).map(Proposal::about))
                .contains("deployment '" + SECOND + "'")
                .doesNotContain("deployment '" + FIRST + "'", "agent 'clerk'");
        assertThat(proposals.stream().filter(p -> p.kind() == Kind.WIDE_CAP).map(Proposal::about))
                .contains("cap of agent 'clerk' a day");
    }
}
