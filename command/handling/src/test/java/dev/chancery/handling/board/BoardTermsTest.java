package dev.chancery.handling.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.BoardCommand;
import dev.chancery.contracts.command.BoardCommand.SetBoardThresholds;
import dev.chancery.contracts.event.BoardEvent.BoardThresholdsSet;
import dev.chancery.contracts.fact.BoardThreshold;
import dev.chancery.contracts.fact.BoardThreshold.Worse;
import dev.chancery.handling.Office;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardTermsTest {

    private static final List<BoardThreshold> FIRST =
            List.of(new BoardThreshold("vendor-share", Worse.FROM, "0.6", "0.8"));
    private static final List<BoardThreshold> OTHERS =
            List.of(new BoardThreshold("vendor-share", Worse.FROM, "0.5", "0.8"));

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void setsThresholdsThatAreOthers() {
        // when
        office.send(new SetBoardThresholds("2026-Q4", FIRST, "agreed", "ada"));
        office.send(new SetBoardThresholds("2026-Q4", FIRST, "agreed again", "ada"));
        office.send(new SetBoardThresholds("2027-Q1", OTHERS, "stricter", "ada"));
        // then
        assertThat(office.record.of(BoardCommand.STREAM))
                .containsExactly(
                        new BoardThresholdsSet(1, "2026-Q4", FIRST, "agreed", "ada"),
                        new BoardThresholdsSet(2, "2027-Q1", OTHERS, "stricter", "ada"));
    }
}
