package dev.chancery.decisions.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.PairChoice;
import dev.chancery.contracts.fact.PairPreference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairVerdictTest {

    @ParameterizedTest
    @CsvSource({
        "FIRST, SECOND, OUTPUT",
        "SECOND, FIRST, CORRECTION",
        "TIE, TIE, TIE",
        "FIRST, FIRST, FLIPPED",
        "SECOND, SECOND, FLIPPED",
        "FIRST, TIE, FLIPPED",
        "TIE, SECOND, FLIPPED",
        "FIRST, MALFORMED, UNDECIDED",
        "MALFORMED, UNANSWERED, UNDECIDED",
        "UNANSWERED, UNANSWERED, UNDECIDED",
        "TIE, UNANSWERED, UNDECIDED"
    })
    void prefersATextOnlyWhicheverIsShownFirst(
            PairChoice outputFirst, PairChoice correctionFirst, PairPreference preference) {
        assertThat(PairVerdict.decide(outputFirst, correctionFirst)).isEqualTo(preference);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"choice":"A"}                  | FIRST
            {"choice":"B"}                  | SECOND
            {"choice":"tie"}                | TIE
            { "choice" : "A" }              | FIRST
            {"choice":"a"}                  | MALFORMED
            {"choice":"Tie"}                | MALFORMED
            {"choice":"C"}                  | MALFORMED
            {"choice":1}                    | MALFORMED
            {"choice":["A"]}                | MALFORMED
            {"choice":"A","choice":"B"}     | MALFORMED
            {"choice":"A","reason":"Good"}  | MALFORMED
            {"choice":"A"} {"choice":"A"}   | MALFORMED
            {"choice":"A"}, I think         | MALFORMED
            Sure: {"choice":"A"}            | MALFORMED
            ["A"]                           | MALFORMED
            "A"                             | MALFORMED
            A                               | MALFORMED
            {}                              | MALFORMED
            ``                              | MALFORMED
            """)
    void takesNothingForAChoiceButOne(String reply, PairChoice choice) {
        assertThat(PairReply.read(reply)).isEqualTo(choice);
    }
}
