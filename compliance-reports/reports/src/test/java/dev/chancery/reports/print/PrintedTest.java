package dev.chancery.reports.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.folds.figure.Figure;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.folds.figure.SampleFigures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTest {

    private static Printed printed(Figure figure) {
        return new FigureIndex(List.of(SampleFigures.sheet(figure))).print(figure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "tasks | 1234567 | - | 1,234,567 | 1,234,567 tasks",
                "tasks | 1 | - | 1 | 1 task",
                "losses | 1 | - | 1 | 1 loss",
                "tasks | 0 | - | 0 | 0 tasks",
                "USD | 0.000060 | - | 0.00006 USD | 0.00006 USD",
                "USD | 99.990000 | - | 99.99 USD | 99.99 USD",
                "USD | 100.005000 | - | 100.00 USD | 100.00 USD",
                "USD | 9223372036854.775807 | - | 9,223,372,036,854.78 USD | 9,223,372,036,854.78 USD",
                "EUR | -12.500000 | - | -12.50 EUR | -12.50 EUR",
                "s | 42 | - | 42 s | 42 s",
                "s | 200 | - | 3 min 20 s | 3 min 20 s",
                "s | 7200 | - | 2 h | 2 h",
                "s | 86400 | - | 24 h | 24 h",
                "s | - | - | none | none",
                "USD | - | - | none | none",
            })
    void countsMoneyAndTimesAreReadable(String unit, String value, String of, String text, String withUnit) {
        // when
        Printed printed = printed(SampleFigures.of(unit, value, of));

        // then
        assertThat(printed.text()).isEqualTo(text);
        assertThat(printed.withUnit()).isEqualTo(withUnit);
        assertThat(printed.detail()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks/tasks | 350 | 380 | 92.1 % | 350 of 380 tasks",
                "tasks/tasks | 1 | 1 | 100.0 % | 1 of 1 task",
                "tasks/tasks | 1 | 16 | 6.2 % | 1 of 16 tasks",
                "tasks/tasks | 0 | 0 | none | 0 of 0 tasks",
                "USD/USD | 12.100000 | 138.530000 | 8.7 % | 12.10 of 138.53 USD",
                "USD/USD | -5.000000 | 2.000000 | -250.0 % | -5.00 of 2.00 USD",
                "USD/tasks | 38.530000 | 935 | 0.04121 USD per task | 38.53 USD, 935 tasks",
                "USD/tasks | 50000.000000 | 2 | 25,000.00 USD per task | 50,000.00 USD, 2 tasks",
                "USD/tasks | 38.530000 | 0 | none | 38.53 USD, 0 tasks",
            })
    void quotientsAreDividedAndSayWhatTheyAreOf(String unit, String value, String of, String text, String detail) {
        // when
        Printed printed = printed(SampleFigures.of(unit, value, of));

        // then
        assertThat(printed.text()).isEqualTo(text);
        assertThat(printed.withUnit()).isEqualTo(text);
        assertThat(printed.detail()).isEqualTo(detail);
        assertThat(printed.isNone()).isEqualTo(text.equals("none"));
        assertThat(printed.at().isEmpty()).isEqualTo(text.equals("none"));
    }

    @Test
    void isFoundByItsPlaceAmongAllSheets() {
        // given
        Figure first = SampleFigures.of("tasks", "1", null);
        Figure second = SampleFigures.of("tasks", "1", null);
        Figure third = SampleFigures.of("tasks/tasks", "1", "4");
        FigureSheet sheet = SampleFigures.sheet(first, second);
        FigureIndex index = new FigureIndex(List.of(sheet, SampleFigures.sheet(third)));

        // when, then
        assertThat(index.print(second).number()).isEqualTo(2);
        assertThat(index.print(third).source().text()).isEqualTo("3");
        assertThat(index.print(third).value()).isEqualTo(new Chart.Value(25, "25.0 %"));
        assertThat(index.print(third).card("Share", "", State.NONE))
                .isEqualTo(new Block.KeyFigure("Share", "25.0 %", "1 of 4 tasks", State.NONE, "3"));
        assertThatThrownBy(() -> index.print(SampleFigures.of("tasks", "1", null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangesOfSourcesAreShort() {
        // given
        List<Figure> figures = List.of(
                SampleFigures.of("tasks", "1", null),
                SampleFigures.of("tasks", "2", null),
                SampleFigures.of("tasks", "3", null),
                SampleFigures.of("tasks", "4", null),
                SampleFigures.of("tasks", "5", null));
        FigureIndex index = new FigureIndex(List.of(SampleFigures.sheet(figures.toArray(Figure[]::new))));
        List<Printed> printed = figures.stream().map(index::print).toList();

        // when, then
        assertThat(Printed.sources(printed)).isEqualTo("figures 1–5");
        assertThat(Printed.sources(List.of(printed.get(4), printed.get(0), printed.get(1))))
                .isEqualTo("figures 1–2 and 5");
        assertThat(Printed.sources(List.of(printed.get(0), printed.get(2), printed.get(4))))
                .isEqualTo("figures 1, 3 and 5");
        assertThat(Printed.sources(List.of(printed.get(3)))).isEqualTo("figure 4");
    }
}
