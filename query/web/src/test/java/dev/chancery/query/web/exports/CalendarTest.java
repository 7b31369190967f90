package dev.chancery.query.web.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.query.web.exports.Calendar.Entry;
import dev.chancery.query.web.exports.Calendar.When;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00.5Z");
    private static final When DAY = new When.Day(LocalDate.of(2027, 12, 2));

    private static Entry entry(String name, When when, String summary, boolean disputed) {
        return new Entry(name, when, summary, "said", "REVIEW", disputed, false);
    }

    private static List<String> lines(Entry... entries) {
        return Calendar.of(List.of(entries), NOW).lines().toList();
    }

    @Test
    void aDayEndsAtTheNextAndAnInstantIsOfUtc() {
        assertThat(lines(entry("a", DAY, "s", false)))
                .contains(
                        "DTSTAMP:20261129T100000Z",
                        "DTSTART;VALUE=DATE:20271202",
                        "DTEND;VALUE=DATE:20271203",
                        "STATUS:CONFIRMED");
        assertThat(lines(entry("a", new When.At(Instant.parse("2026-12-31T23:30:00.9Z")), "s", false)))
                .contains("DTSTART:20261231T233000Z");
    }

    @Test
    void whatIsDisputedIsCalledSo() {
        assertThat(lines(entry("a", DAY, "s", true)))
                .contains("SUMMARY:Disputed: s", "STATUS:TENTATIVE", "CATEGORIES:REVIEW,DISPUTED");
    }

    @Test
    void aNameKeepsItsUid() {
        // given
        List<String> first = uids(lines(entry("a", DAY, "s", false), entry("b", DAY, "s", false)));

        // when
        List<String> moved = uids(
                lines(entry("b", new When.Day(LocalDate.of(2028, 1, 1)), "t", false), entry("a", DAY, "other", false)));

        // then
        assertThat(first).doesNotHaveDuplicates().hasSize(2);
        assertThat(moved).containsExactly(first.getLast(), first.getFirst());
    }

    private static List<String> uids(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("UID:")).toList();
    }

    @Test
    void whatMeansSomethingInACalendarIsEscaped() {
        assertThat(lines(entry("a", DAY, "a,b;c\\d\r\nEND:VEVENT\nx\u0007", false)))
                .contains("SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\\nx")
                .filteredOn("END:VEVENT"::equals)
                .hasSize(1);
    }

    @Test
    void linesAreFoldedBetweenCharacters() {
        // given
        String summary = "Überprüfung 你好 🙂 ".repeat(20).strip();

        // when
        String text = Calendar.of(List.of(entry("a", DAY, summary, false)), NOW);

        // then
        assertThat(text.split("\r\n"))
                .allSatisfy(line ->
                        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75));
        assertThat(text.replace("\r\n ", "")).contains("SUMMARY:" + summary + "\r\n");
        assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void aCalendarWithoutDatesHasAComponentAllTheSame() {
        assertThat(lines()).contains("BEGIN:VTIMEZONE").doesNotContain("BEGIN:VEVENT");
    }

    @Test
    void whatNeverComesIsLeftOut() {
        assertThat(lines(
                        entry("a", new When.At(Instant.MAX), "s", false),
                        entry("b", new When.Day(LocalDate.MAX), "s", false)))
                .doesNotContain("BEGIN:VEVENT");
    }

    @Test
    void peopleAreRemindedADayBefore() {
        assertThat(lines(new Entry("a", DAY, "s", "d", "INCIDENT", false, true)))
                .containsSubsequence("BEGIN:VALARM", "TRIGGER:-P1D", "END:VALARM", "END:VEVENT");
    }
}
