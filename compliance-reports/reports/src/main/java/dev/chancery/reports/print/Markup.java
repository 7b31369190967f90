package dev.chancery.reports.print;

import dev.chancery.record.Sha256;
import dev.chancery.reports.print.Block.Bullets;
import dev.chancery.reports.print.Block.Cell;
import dev.chancery.reports.print.Block.Column;
import dev.chancery.reports.print.Block.Figure;
import dev.chancery.reports.print.Block.KeyFigure;
import dev.chancery.reports.print.Block.KeyFigures;
import dev.chancery.reports.print.Block.Note;
import dev.chancery.reports.print.Block.Pair;
import dev.chancery.reports.print.Block.Paragraph;
import dev.chancery.reports.print.Block.Table;
import dev.chancery.reports.print.PrintDocument.Layout;
import dev.chancery.reports.print.PrintDocument.Section;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Builds the tree that is laid out. Texts become text nodes, so that nothing in them is markup. */
final class Markup {

    private static final String NAMESPACE = "http://www.w3.org/1999/xhtml";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'xxx", Locale.ROOT);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
    private static final int LINE = 200;
    /** More would not fit above the text. */
    private static final int RUNNING = 100;

    private static final int PARAGRAPH = 6000;
    private static final int CELL = 400;
    private static final int MOST_ROWS = 500;
    /** Layout takes some milliseconds for each. */
    private static final int MOST_ROWS_OF_ALL = 2000;

    private static final int MOST_ITEMS = 100;
    /** Rows of a table that is not divided among pages. */
    private static final int SHORT = 8;

    private final Document tree;
    private final Legible legible = new Legible();
    private final ChartPainter charts;
    private int rowsLeft = MOST_ROWS_OF_ALL;

    private Markup(Layout layout) {
        try {
            tree = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        charts = new ChartPainter(tree, legible, layout);
    }

    static Document of(PrintDocument document) {
        Markup markup = new Markup(document.layout());
        Element html = markup.element(markup.tree, "html");
        html.setAttribute("lang", "en");
        Element head = markup.element(html, "head");
        Element body = markup.element(html, "body");
        body.setAttribute("class", document.layout().name().toLowerCase(Locale.ROOT));
        markup.furniture(body, document);
        markup.line(body, "h1", document.title());
        markup.line(body, "p", document.subject()).setAttribute("class", "subject");
        Element bookmarks = markup.tree.createElementNS(NAMESPACE, "bookmarks");
        int number = 0;
        for (Section section : document.sections()) {
            markup.section(body, bookmarks, section, ++number);
        }
        markup.section(body, bookmarks, markup.about(document), ++number);
        markup.line(head, "title", document.title());
        Element subject = markup.element(head, "meta");
        subject.setAttribute("name", "subject");
        subject.setAttribute("content", markup.legible.text(document.subject(), LINE));
        markup.element(head, "style")
                .setTextContent(new String(Typeface.resource("print.css"), StandardCharsets.UTF_8));
        head.appendChild(bookmarks);
        return markup.tree;
    }

    static String time(ZonedDateTime at) {
        if (at.getOffset().equals(ZoneOffset.UTC)) {
            return UTC.format(at);
        }
        return TIME.format(at) + " (" + at.getZone().getId() + ")";
    }

    private Element element(Node parent, String name) {
        Element element = tree.createElementNS(NAMESPACE, name);
        parent.appendChild(element);
        return element;
    }

    private Element element(Element parent, String name, String kind) {
        Element element = element(parent, name);
        element.setAttribute("class", kind);
        return element;
    }

    private Element text(Element parent, String name, String text, int most) {
        Element element = element(parent, name);
        element.setTextContent(legible.text(text, most));
        return element;
    }

    private Element line(Element parent, String name, String text) {
        return text(parent, name, text, LINE);
    }

    private void furniture(Element body, PrintDocument document) {
        text(body, "div", document.title(), RUNNING).setAttribute("class", "running-title");
        line(body, "div", "As of " + time(document.made())).setAttribute("class", "running-time");
        line(body, "div", document.log()).setAttribute("class", "running-log");
    }

    private void section(Element body, Element bookmarks, Section section, int number) {
        String id = "section-" + number;
        Element block = element(body, "div", section.newPage() ? "section new-page" : "section");
        Element heading = line(block, "h2", section.heading());
        heading.setAttribute("id", id);
        Element bookmark = element(bookmarks, "bookmark");
        bookmark.setAttribute("name", heading.getTextContent());
        bookmark.setAttribute("href", "#" + id);
        for (Block each : section.blocks()) {
            block(block, each);
        }
    }

    private void block(Element parent, Block block) {
        switch (block) {
            case Paragraph paragraph -> text(parent, "p", paragraph.text(), PARAGRAPH);
            case Bullets bullets -> bullets(parent, bullets);
            case Note note -> {
                Element frame = element(parent, "div", "note");
                line(frame, "p", note.heading()).setAttribute("class", "note-heading");
                text(frame, "p", note.text(), PARAGRAPH);
            }
            case KeyFigures figures -> {
                Element frame = element(parent, "div", "cards");
                figures.figures().stream().limit(MOST_ITEMS).forEach(f -> card(frame, f));
                left(parent, figures.figures().size(), MOST_ITEMS, "figures");
            }
            case Table table -> table(parent, table);
            case Pair pair -> {
                Element frame = element(parent, "div", "pair");
                table(element(frame, "div", "half first"), pair.left());
                table(element(frame, "div", "half"), pair.right());
            }
            case Figure figure -> {
                Element frame = element(parent, "div", "chart");
                String unit = figure.chart().unit();
                line(frame, "h3", figure.chart().title() + (unit.isBlank() ? "" : " (" + unit + ")"));
                frame.appendChild(charts.paint(figure.chart()));
            }
        }
    }

    private void bullets(Element parent, Bullets bullets) {
        if (bullets.items().isEmpty()) {
            return;
        }
        Element list = element(parent, "ul");
        bullets.items().stream().limit(MOST_ITEMS).forEach(item -> text(list, "li", item, PARAGRAPH));
        left(parent, bullets.items().size(), MOST_ITEMS, "items");
    }

    private void card(Element parent, KeyFigure figure) {
        Element card = element(parent, "div", "card");
        line(card, "p", figure.label()).setAttribute("class", "card-label");
        Element value = element(card, "p", "card-value");
        value.appendChild(tree.createTextNode(legible.text(figure.value(), LINE)));
        state(value, figure.state());
        if (!figure.remark().isBlank()) {
            line(card, "p", figure.remark()).setAttribute("class", "card-remark");
        }
        if (!figure.source().isBlank()) {
            line(card, "p", "Figure " + figure.source()).setAttribute("class", "card-source");
        }
    }

    private void state(Element parent, State state) {
        if (state != State.NONE) {
            parent.appendChild(tree.createTextNode(" "));
            String word = state.name().toLowerCase(Locale.ROOT);
            Element mark = element(parent, "span", "state " + word);
            mark.setTextContent(word);
        }
    }

    private void table(Element parent, Table table) {
        Element frame = element(parent, "div", table.rows().size() <= SHORT ? "table short" : "table");
        line(frame, "h3", table.title());
        if (table.rows().isEmpty()) {
            line(frame, "p", "There is nothing to list.");
            return;
        }
        int printed = Math.min(Math.min(table.rows().size(), MOST_ROWS), rowsLeft);
        rowsLeft -= printed;
        left(frame, table.rows().size(), printed, "rows");
        if (printed > 0) {
            rows(frame, table, printed);
        }
    }

    private void rows(Element frame, Table table, int most) {
        Element element = element(frame, "table");
        Element head = element(element(element, "thead"), "tr");
        int all = table.columns().stream().mapToInt(Column::share).sum();
        for (Column column : table.columns()) {
            Element cell = text(head, "th", column.heading(), CELL);
            cell.setAttribute("scope", "col");
            cell.setAttribute("style", "width: " + Drawing.decimal(100.0 * column.share() / all) + "%");
            cell.setAttribute("class", column.number() ? "number" : "words");
        }
        Element body = element(element, "tbody");
        table.rows().stream().limit(most).forEach(row -> row(body, table.columns(), row));
    }

    private void row(Element body, List<Column> columns, List<Cell> cells) {
        Element row = element(body, "tr");
        for (int i = 0; i < cells.size(); i++) {
            Element cell = text(row, i == 0 ? "th" : "td", cells.get(i).text(), CELL);
            cell.setAttribute("class", columns.get(i).number() ? "number" : "words");
            if (i == 0) {
                cell.setAttribute("scope", "row");
            }
            state(cell, cells.get(i).state());
        }
    }

    private void left(Element parent, int there, int most, String what) {
        if (there > most) {
            line(parent, "p", most + " of " + there + " " + what + " are printed, the first ones.")
                    .setAttribute("class", "left");
        }
    }

    /** What this document is, after everything else was made legible. */
    private Section about(PrintDocument document) {
        var items = new ArrayList<String>();
        items.add("As of " + time(document.made()) + ", from: " + document.log());
        items.add(document.seal());
        for (Attachment each : document.attachments()) {
            items.add("Attached: " + each.name() + ", " + each.description() + ". SHA-256 "
                    + HexFormat.of().formatHex(Sha256.digest().digest(each.content())));
        }
        if (legible.replaced() > 0) {
            items.add(legible.replaced() + " characters that cannot be printed, or cannot be seen, are shown as "
                    + Character.toString(Legible.REPLACEMENT) + ".");
        }
        if (legible.cut() > 0) {
            items.add(legible.cut() + " texts are cut where they end with an ellipsis.");
        }
        return Section.of("About this document", new Bullets(items));
    }
}
