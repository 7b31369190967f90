package dev.chancery.reports.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

    @Test
    void anAxisHasRoundValues() {
        // when
        Scale scale = Scale.around(0, 0.081);

        // then
        assertThat(scale.ticks().stream().map(scale::printed).toList())
                .isEqualTo(List.of("0.00", "0.02", "0.04", "0.06", "0.08", "0.10"));
        assertThat(scale.place(0.05)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"5000, 5000", "20000, 20 k", "3000000, 3000 k", "1e15, 1000 tn", "4e9, 4000 m"})
    void largeValuesAreShort(double most, String printed) {
        // when
        Scale scale = Scale.around(0, most);

        // then
        assertThat(scale.printed(scale.to())).isEqualTo(printed);
        assertThat(scale.printed(scale.from())).startsWith("0");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5, 5",
        "-3, -3",
        "-7.2, 12.9",
        "0, 1e15",
        "-1e15, 1e15",
        "0.8999999, 0.9",
        "1e-12, 2e-12",
        "0, 4.9e-324",
        "999999999999999, 1e15",
        "1, 1.0000000000000002"
    })
    void everyValueIsOnItsAxisAndTheTicksAreFew(double least, double most) {
        // when
        Scale scale = Scale.around(least, most);

        // then
        assertThat(scale.place(least)).isBetween(-0.001, 1.001);
        assertThat(scale.place(most)).isBetween(-0.001, 1.001);
        assertThat(scale.ticks()).hasSizeBetween(2, 8);
        assertThat(scale.from().compareTo(scale.to())).isNegative();
        assertThat(scale.step()).isGreaterThan(BigDecimal.ZERO);
        assertThat(scale.ticks())
                .allSatisfy(tick -> assertThat(Typeface.REGULAR.width(scale.printed(tick), 10))
                        .isLessThan(56));
    }
}
