package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.TypeCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

    @Test
    void tellsTheTypesOfWhatWasReplaced() {
        assertThat(
                        Placeholders.in(
                                List.of(
                                        "Dear [PERSON_1], write to [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_12].",
                                        "[PERSON_1] said [US_SSN_3], and [LITERAL_1] is nobody's. [PERSON] and [person_2] and [X_12345678] are words.")))
                .containsExactly(
                        new TypeCount("EMAIL_ADDRESS", 2), new TypeCount("PERSON", 1), new TypeCount("US_SSN", 1));
    }
}
