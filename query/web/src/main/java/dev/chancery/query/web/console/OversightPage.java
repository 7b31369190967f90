package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.TaskState;
import dev.chancery.query.contracts.OversightView.CalibrationView;
import dev.chancery.query.contracts.OversightView.DwellView;
import dev.chancery.query.contracts.OversightView.ReviewerView;
import dev.chancery.query.contracts.RegistryQuery.FindOversight;
import dev.chancery.query.contracts.RegistryQuery.FindWorkflows;
import dev.chancery.query.contracts.TaskQuery.FindReviews;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.chart.Chart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page of oversight: how people decide, how long they look, and what suggests that one does not look at all. */
@Controller
final class OversightPage {

    private static final int PAGE = 50;

    /** So many decisions before it says something that all went one way. */
    private static final int ENOUGH = 20;

    /** Of the decisions, within the shortest span. */
    private static final double HASTY = 0.5;

    private final Desk desk;

    OversightPage(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/oversight")
    String show(Model page) {
        List<ReviewerView> reviewers = desk.ask(new FindOversight()).reviewers();
        page.addAttribute("reviewers", reviewers);
        page.addAttribute("signals", signals(reviewers));
        page.addAttribute("enough", ENOUGH);
        page.addAttribute("hasty", HASTY);
        page.addAttribute("dwell", dwell(reviewers));
        page.addAttribute("calibration", calibration(reviewers));
        page.addAttribute("workflows", desk.ask(new FindWorkflows()).workflows());
        page.addAttribute(
                "sampled",
                desk.ask(new FindReviews(null, null, PAGE)).reviews().stream()
                        .filter(task -> task.state() != TaskState.HELD)
                        .toList());
        return "oversight";
    }

    /** What suggests rubber-stamping, by reviewer; nobody without a sign is in it. */
    static Map<String, List<String>> signals(List<ReviewerView> reviewers) {
        Map<String, List<String>> found = new TreeMap<>();
        for (ReviewerView reviewer : reviewers) {
            List<String> signs = new ArrayList<>();
            int decided = decided(reviewer);
            if (decided >= ENOUGH && reviewer.approved() == decided) {
                signs.add("Approved all " + decided + " as they were.");
            }
            int timed = timed(reviewer);
            int quick =
                    reviewer.dwell().isEmpty() ? 0 : reviewer.dwell().getFirst().decisions();
            if (timed >= ENOUGH && quick > HASTY * timed) {
                signs.add(quick + " of " + timed + " timed decisions came " + span(reviewer.dwell(), 0)
                        + " after the text was shown.");
            }
            if (reviewer.unseen() > 0) {
                signs.add(reviewer.unseen()
                        + (reviewer.unseen() == 1 ? " decision was" : " decisions were")
                        + " about what was not shown here to this person.");
            }
            CalibrationView known = reviewer.calibration();
            if (known != null && known.misses() > 0) {
                signs.add(known.misses() + " of " + (known.hits() + known.misses())
                        + " known cases were decided otherwise than is right.");
            }
            if (!signs.isEmpty()) {
                found.put(reviewer.reviewer(), signs);
            }
        }
        return found;
    }

    private static int decided(ReviewerView reviewer) {
        return reviewer.approved() + reviewer.edited() + reviewer.rejected();
    }

    private static int timed(ReviewerView reviewer) {
        return reviewer.dwell().stream().mapToInt(DwellView::decisions).sum();
    }

    private static String span(List<DwellView> spans, int i) {
        Long under = spans.get(i).underMillis();
        return under == null ? "later" : "in under " + time(under);
    }

    private static String time(long millis) {
        long seconds = millis / 1000;
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min";
    }

    /** Those who decided most, as far as there is room; null when nothing was timed. */
    private static @Nullable Chart dwell(List<ReviewerView> reviewers) {
        List<ReviewerView> drawn = reviewers.stream()
                .filter(each -> timed(each) > 0)
                .sorted(Comparator.comparingInt(OversightPage::timed).reversed())
                .limit(Chart.MOST_BARS)
                .toList();
        if (drawn.isEmpty()) {
            return null;
        }
        List<DwellView> spans = drawn.getFirst().dwell();
        List<ReviewerView> alike = drawn.stream()
                .filter(each -> each.dwell().stream()
                        .map(DwellView::underMillis)
                        .toList()
                        .equals(spans.stream().map(DwellView::underMillis).toList()))
                .toList();
        List<String> parts = new ArrayList<>();
        Long before = null;
        for (DwellView span : spans) {
            Long under = span.underMillis();
            parts.add(
                    under == null
                            ? (before == null ? "any time" : time(before) + " or longer")
                            : "under " + time(under));
            before = under;
        }
        return new Chart.Shares(
                "dwell",
                "Time from showing to decision",
                "decisions",
                parts,
                alike.stream()
                        .map(each -> new Chart.Divided(
                                each.reviewer(),
                                Integer.toString(timed(each)),
                                each.dwell().stream()
                                        .map(span ->
                                                new Chart.Value(span.decisions(), Integer.toString(span.decisions())))
                                        .toList()))
                        .toList());
    }

    /** Null when nobody has decided a known case. */
    private static @Nullable Chart calibration(List<ReviewerView> reviewers) {
        List<Chart.Interval> intervals = new ArrayList<>();
        for (ReviewerView reviewer : reviewers) {
            CalibrationView known = reviewer.calibration();
            if (known != null && intervals.size() < Chart.MOST_BARS) {
                int n = known.hits() + known.misses();
                double share = (double) known.hits() / n;
                intervals.add(new Chart.Interval(
                        reviewer.reviewer() + " (n = " + n + ")",
                        value(Math.min(known.lower(), share)),
                        value(share),
                        value(Math.max(known.upper(), share))));
            }
        }
        return intervals.isEmpty()
                ? null
                : new Chart.Intervals(
                        "calibration",
                        "Known cases decided as is right, with 95 % intervals",
                        "%",
                        Chart.Point.none(),
                        intervals);
    }

    private static Chart.Value value(double share) {
        return new Chart.Value(100 * share, Said.SAID.percent(share));
    }
}
