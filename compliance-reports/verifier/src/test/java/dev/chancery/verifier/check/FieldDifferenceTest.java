package dev.chancery.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldDifferenceTest {

    private static byte[] json(String text) {
        return ("{\"a\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLongValueIsCutBetweenCharactersAndNotWithinOne() {
        for (String before : new String[] {"", "x"}) {
            // when
            FieldDifference found = FieldDifference.between(json(before + "𝄞".repeat(1_200)), json("x"))
                    .getFirst();
            // then
            String told = String.valueOf(found.recorded()).replace("\\", "");
            assertThat(told).contains("𝄞…");
            assertThat(told.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        }
    }
}
