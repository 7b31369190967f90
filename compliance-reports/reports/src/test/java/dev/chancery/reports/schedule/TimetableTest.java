package dev.chancery.reports.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.fact.ScheduleCadence;
import dev.chancery.contracts.fact.ScheduleTime;
import dev.chancery.reports.schedule.Timetable.Due;
import dev.chancery.reports.schedule.Timetable.Period;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {

    private static final String BERLIN = "Europe/Berlin";

    private static Timetable every(ScheduleCadence cadence, int hour) {
        return new Timetable(new ScheduleTime(cadence, hour, null, BERLIN));
    }

    private static Timetable cron(String cron) {
        return new Timetable(new ScheduleTime(null, null, cron, BERLIN));
    }

    @ParameterizedTest
    @CsvSource({
        "DAY, 2026-11-29T10:00:00Z, 2026-11-30T05:00:00Z",
        "DAY, 2026-11-29T05:00:00Z, 2026-11-30T05:00:00Z",
        "DAY, 2026-11-29T04:59:59Z, 2026-11-29T05:00:00Z",
        "WEEK, 2026-11-29T10:00:00Z, 2026-11-30T05:00:00Z",
        "MONTH, 2026-11-29T10:00:00Z, 2026-12-01T05:00:00Z",
        "QUARTER, 2026-11-29T10:00:00Z, 2027-01-01T05:00:00Z",
        "QUARTER, 2027-01-01T05:00:00Z, 2027-04-01T04:00:00Z",
    })
    void isDueOnTheFirstDayOfEachAtItsHourInItsZone(ScheduleCadence cadence, Instant after, Instant next) {
        assertThat(every(cadence, 6).next(after)).contains(next);
    }

    @Test
    void isDueOnceWhenClocksRepeatAnHourAndNotForgottenWhenTheyLeaveOneOut() {
        // given clocks that go back on the 25th of October 2026 at three, and forward on the 28th of March 2027 at two
        Timetable atTwo = every(ScheduleCadence.DAY, 2);
        // then
        assertThat(atTwo.next(Instant.parse("2026-10-24T12:00:00Z"))).contains(Instant.parse("2026-10-25T00:00:00Z"));
        assertThat(atTwo.next(Instant.parse("2026-10-25T00:00:00Z"))).contains(Instant.parse("2026-10-26T01:00:00Z"));
        assertThat(atTwo.next(Instant.parse("2026-10-25T00:30:00Z"))).contains(Instant.parse("2026-10-26T01:00:00Z"));
        assertThat(atTwo.next(Instant.parse("2027-03-27T12:00:00Z"))).contains(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(atTwo.next(Instant.parse("2027-03-28T01:00:00Z"))).contains(Instant.parse("2027-03-29T00:00:00Z"));
    }

    @Test
    void tellsTheLastOneThatIsDueAndHowManyWereMissedBefore() {
        Timetable daily = every(ScheduleCadence.DAY, 6);
        Instant set = Instant.parse("2026-11-25T10:00:00Z");
        assertThat(daily.due(set, Instant.parse("2026-11-26T04:59:59Z"))).isEmpty();
        assertThat(daily.due(set, Instant.parse("2026-11-26T05:00:00Z")))
                .contains(new Due(Instant.parse("2026-11-26T05:00:00Z"), 0));
        assertThat(daily.due(set, Instant.parse("2026-11-29T10:00:00Z")))
                .contains(new Due(Instant.parse("2026-11-29T05:00:00Z"), 3));
    }

    @ParameterizedTest
    @CsvSource({
        "DAY, 2026-11-30T05:00:00Z, 2026-11-28T23:00:00Z, 2026-11-29T23:00:00Z",
        "WEEK, 2026-11-30T05:00:00Z, 2026-11-22T23:00:00Z, 2026-11-29T23:00:00Z",
        "MONTH, 2026-12-01T05:00:00Z, 2026-10-31T23:00:00Z, 2026-11-30T23:00:00Z",
        "QUARTER, 2027-01-01T05:00:00Z, 2026-09-30T22:00:00Z, 2026-12-31T23:00:00Z",
    })
    void isOfThePeriodThatIsOver(ScheduleCadence cadence, Instant due, Instant from, Instant to) {
        assertThat(every(cadence, 6).period(due)).isEqualTo(new Period(from, to));
    }

    @Test
    void isOfWhatLiesBetweenTwoTimesOfACronExpression() {
        Timetable weekdays = cron("0 30 6 * * MON-FRI");
        // a Monday: the one before is a Friday
        assertThat(weekdays.period(Instant.parse("2026-11-30T05:30:00Z")))
                .isEqualTo(new Period(Instant.parse("2026-11-27T05:30:00Z"), Instant.parse("2026-11-30T05:30:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "2027-01-01T05:00:00Z, 2026-Q4",
        "2026-12-31T22:59:59Z, 2026-Q3",
        "2026-12-31T23:00:00Z, 2026-Q4",
        "2026-11-29T10:00:00Z, 2026-Q3",
    })
    void namesTheQuarterThatIsOver(Instant due, String quarter) {
        assertThat(every(ScheduleCadence.QUARTER, 6).quarter(due)).isEqualTo(quarter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DAY |    |                | Europe/Berlin | Give either 'every'",
                "    | 6  |                | Europe/Berlin | Give either 'every'",
                "    |    |                | Europe/Berlin | Give either 'every'",
                "DAY | 6  | 0 0 6 * * *    | Europe/Berlin | Give either 'every'",
                "DAY | 24 |                | Europe/Berlin | hour' is from 0 to 23",
                "DAY | -1 |                | Europe/Berlin | hour' is from 0 to 23",
                "DAY | 6  |                | Europe/Atlantis | zone' is none",
                "DAY | 6  |                | ''            | zone' is none",
                "    |    | every morning  | UTC           | cron' has six fields",
                "    |    | 0 6 * * *      | UTC           | cron' has six fields",
                "    |    | 0 0 6 30 2 *   | UTC           | a time that never comes",
                "    |    | 0 * * * * *    | UTC           | twice within an hour",
                "    |    | 0 0,30 6 * * * | UTC           | twice within an hour",
            })
    void saysWhatIsWrongWithATime(
            @Nullable ScheduleCadence every, @Nullable Integer hour, @Nullable String cron, String zone, String words) {
        assertThatThrownBy(() -> new Timetable(new ScheduleTime(every, hour, cron, zone)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
