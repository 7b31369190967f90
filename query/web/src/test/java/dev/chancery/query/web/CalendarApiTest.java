package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.DateReading;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarApiTest extends WebTest {

    private static final String INCIDENT =
            "{\"awareAt\":\"2026-11-20T09:30:00+01:00\",\"awareBy\":\"deployer\",\"category\":\"a\",\"death\":true,"
                    + "\"causal\":\"suspected\",\"memberStates\":[\"DE\"],\"description\":\"A wrong dose.\","
                    + "\"systems\":[\"hiring\"]}";

    private List<String> events() throws Exception {
        HttpResponse<String> answer = program().get("/api/calendar.ics");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("text/calendar;charset=UTF-8");
        String text = answer.body().replace("\r\n ", "");
        assertThat(text).startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n").endsWith("END:VCALENDAR\r\n");
        return Arrays.stream(text.split("BEGIN:VEVENT\r\n")).skip(1).toList();
    }

    private static String event(List<String> events, String summary) {
        List<String> found = events.stream()
                .filter(event -> event.contains("\r\nSUMMARY:" + summary))
                .toList();
        assertThat(found).as("%s in %s", summary, events).hasSize(1);
        return found.getFirst();
    }

    @Test
    void holdsFromWhenObligationsApply() throws Exception {
        assertThat(event(events(), "Art. 26(5) applies: Monitoring"))
                .contains(
                        "DTSTART;VALUE=DATE:20271202\r\n",
                        "STATUS:CONFIRMED\r\n",
                        "Systems: Hiring (hiring)",
                        "by Art. 113.");
    }

    @Test
    void aDisputedDateIsThereByEachReadingAndMarked() throws Exception {
        // given
        journal.readings = List.of(
                new DateReading(LocalDate.of(2026, 8, 2), "Art. 113"),
                new DateReading(LocalDate.of(2027, 12, 2), "Regulation (EU) 2026/1744"));

        // when
        List<String> disputed = events().stream()
                .filter(event -> event.contains("SUMMARY:Disputed: Art. 26(5)"))
                .toList();

        // then
        assertThat(disputed)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event)
                        .contains("STATUS:TENTATIVE", "is disputed: 2026-08-02 by Art. 113\\; 2027-12-02"));
        assertThat(disputed.getFirst()).contains("DTSTART;VALUE=DATE:20260802\r\n");
        assertThat(disputed.getLast()).contains("DTSTART;VALUE=DATE:20271202\r\n");
        assertThat(uid(disputed.getFirst())).isNotEqualTo(uid(disputed.getLast()));
    }

    private static String uid(String event) {
        return event.lines().filter(line -> line.startsWith("UID:")).findFirst().orElseThrow();
    }

    @Test
    void holdsTheDeadlinesOfIncidents() throws Exception {
        // given
        String incident = json(program().send("POST", "/api/incidents", INCIDENT))
                .at("/summary/incident")
                .asString();

        // when
        String event = event(events(), "Report of incident " + incident + " due\\, Art. 73(2)");

        // then
        assertThat(event).containsPattern("DTSTART:\\d{8}T\\d{6}Z").contains("BEGIN:VALARM", "Systems: hiring.");
        assertThat(event).doesNotContain("wrong dose");
    }

    @Test
    void holdsReviewsAndWhatEnds() throws Exception {
        // when
        List<String> events = events();

        // then
        assertThat(event(events, "Review of a risk of The hiring: bias")).contains("DTSTART;VALUE=DATE:20270301\r\n");
        assertThat(event(events, "Oversight of The hiring by hr lead ends")).contains("CATEGORIES:REVIEW\r\n");
        assertThat(event(events, "Bias finding due: workflow/card-support\\, sex f"))
                .contains("DTSTART:20261204T083000Z\r\n");
        assertThat(event(events, "Use of special categories ends: u-1")).contains("DTSTART:20270218T083000Z\r\n");
        assertThat(event(events, "Data set is deleted: October")).contains("DTSTART:20261220T083000Z\r\n");
        assertThat(events).noneMatch(event -> event.contains("u-0") || event.contains("September"));
    }

    @Test
    void aDateKeepsItsNameInEveryCalendar() throws Exception {
        assertThat(events().stream().map(CalendarApiTest::uid))
                .doesNotHaveDuplicates()
                .isEqualTo(events().stream().map(CalendarApiTest::uid).toList());
    }

    @Test
    void isReadByOperatorsOnly() throws Exception {
        assertThat(problem(stranger().get("/api/calendar.ics"))).isEqualTo("401 unauthenticated");
    }
}
