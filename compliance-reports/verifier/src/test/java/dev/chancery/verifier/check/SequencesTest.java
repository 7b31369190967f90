package dev.chancery.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequencesTest {

    @Test
    void expectsWhatFollowsOfEachOfManyStreams() {
        // given
        Sequences sequences = new Sequences();
        for (int round = 0; round < 3; round++) {
            for (int stream = 0; stream < 5_000; stream++) {
                // when
                long expected = sequences.put("task/" + stream, round);
                // then
                assertThat(expected).isEqualTo(round == 0 ? -1 : round);
            }
        }
        assertThat(sequences.size()).isEqualTo(5_000);
        assertThat(sequences.put("task/17", 9)).isEqualTo(3);
        assertThat(sequences.put("task/17", 10)).isEqualTo(10);
    }
}
