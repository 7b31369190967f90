package dev.chancery.reports.document;

import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.record.RecordJson;
import dev.chancery.reports.document.TechnicalDocumentation.Point;
import dev.chancery.reports.document.TechnicalDocumentation.Statement;
import dev.chancery.reports.pack.PackSubject;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The technical documentation as a page that needs nothing else: no script, nothing loaded. */
final class AnnexFourPage {

    private static final String STYLE = """
            body { font: 11pt/1.45 "Liberation Sans", Arial, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1b1b1b; }
            h1 { font-size: 1.5em; } h2 { font-size: 1.05em; margin: 1.6em 0 .3em; }
            p, ul { margin: .3em 0; } li { margin: .4em 0; white-space: pre-wrap; overflow-wrap: anywhere; }
            .from { color: #555; font-size: .88em; white-space: normal; }
            .missing { border-left: 4px solid #8a5a00; padding-left: .7em; }
            .standing { font-weight: 400; font-size: .88em; border: 1px solid #777; border-radius: 3px; padding: 0 .4em; }
            @media print { h2 { break-after: avoid; } body { margin: 0; max-width: none; } }
            """;

    /** In characters, each of which may be three bytes: an entry of a pack has 16 MiB. */
    private static final int MOST = 5 << 20;

    private AnnexFourPage() {}

    static String html(AiSystem system, List<Point> points, PackSubject subject) {
        String name = Plain.html(Plain.line(system.description().name()));
        StringBuilder page = new StringBuilder()
                .append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Technical documentation: ")
                .append(name)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>Technical documentation: ")
                .append(name)
                .append("</h1>\n");
        paragraph(
                page,
                null,
                "Art. 11 and Annex IV of Regulation (EU) 2024/1689. " + TechnicalDocumentation.asked(system)
                        + " Titles of points are shorter than the words of the law.");
        paragraph(
                page,
                "from",
                "System " + system.system() + ", from the log " + subject.head().origin() + " before position "
                        + subject.range().to() + ", whose last event was recorded at "
                        + RecordJson.text(subject.last())
                        + ". Numbers after # are positions of events in the log.");
        points.forEach(point -> point(page, point));
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void point(StringBuilder page, Point point) {
        page.append("<h2>")
                .append(Plain.html(point.point() + " " + point.title()))
                .append(" <span class=\"standing\">")
                .append(
                        switch (point.standing()) {
                            case ON_RECORD -> "on record";
                            case IN_PART -> "in part";
                            case MISSING -> "missing";
                            case NOT_IN_SCOPE -> "not in this scope";
                        })
                .append("</span></h2>\n");
        if (point.leftOut() > 0) {
            paragraph(page, "from", point.leftOut() + " earlier statements are in the events and not listed here.");
        }
        if (!point.onRecord().isEmpty()) {
            page.append("<ul>\n");
            int written = 0;
            for (Statement statement : point.onRecord()) {
                String item = item(statement);
                if (page.length() + item.length() > MOST) {
                    break;
                }
                page.append(item);
                written++;
            }
            page.append("</ul>\n");
            if (written < point.onRecord().size()) {
                paragraph(
                        page,
                        "from",
                        (point.onRecord().size() - written)
                                + " statements do not fit on this page; they are in annex-iv.json or in the events.");
            }
        }
        if (point.notInScope() != null) {
            paragraph(page, "missing", point.notInScope());
        }
        if (point.missing() != null) {
            paragraph(page, "missing", point.missing());
        }
    }

    private static String item(Statement statement) {
        String positions = statement.positions().stream().map(p -> "#" + p).collect(Collectors.joining(", "));
        String from = statement.from() + ", " + RecordJson.text(statement.at())
                + (statement.by() == null ? "" : ", " + statement.by()) + ", " + positions;
        return "<li>" + Plain.html(statement.text()) + "\n<span class=\"from\">" + Plain.html(from) + "</span></li>\n";
    }

    private static void paragraph(StringBuilder page, @Nullable String style, String text) {
        page.append(style == null ? "<p>" : "<p class=\"" + style + "\">")
                .append(Plain.html(text))
                .append("</p>\n");
    }
}
