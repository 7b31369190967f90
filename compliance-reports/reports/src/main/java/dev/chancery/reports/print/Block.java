package dev.chancery.reports.print;

import java.util.List;

/** A part of a section. Texts may come from anywhere: they are printed as text, cut where they are too long. */
public sealed interface Block {

    record Paragraph(String text) implements Block {}

    record Bullets(List<String> items) implements Block {
        public Bullets {
            items = List.copyOf(items);
        }
    }

    /** A remark that must not be overlooked, as a restatement with its reason. */
    record Note(String heading, String text) implements Block {}

    /** Figures that are read first, three to a row. */
    record KeyFigures(List<KeyFigure> figures) implements Block {
        public KeyFigures {
            figures = List.copyOf(figures);
        }
    }

    /**
     * One figure.
     *
     * @param value as it is printed, with its unit
     * @param remark below it, as the change against the last quarter; empty for none
     * @param source how the figure is found in the attached list of figures; empty for none
     */
    record KeyFigure(String label, String value, String remark, State state, String source) {}

    /**
     * Rows under headers. The first column says what a row is about.
     *
     * @param rows each with a cell for each column
     */
    record Table(String title, List<Column> columns, List<List<Cell>> rows) implements Block {

        static final int MOST_COLUMNS = 10;

        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
                throw new IllegalArgumentException("A table has from 1 to " + MOST_COLUMNS + " columns");
            }
            for (List<Cell> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException("A row of '" + title + "' has not a cell for each column");
                }
            }
        }
    }

    /**
     * @param share of the table's width, against the other columns' shares
     * @param number whether its cells are set to the right
     */
    record Column(String heading, int share, boolean number) {
        public Column {
            if (share < 1 || share > 100) {
                throw new IllegalArgumentException("A column's share is from 1 to 100");
            }
        }
    }

    record Cell(String text, State state) {
        public static Cell of(String text) {
            return new Cell(text, State.NONE);
        }
    }

    /** Two tables, side by side. */
    record Pair(Table left, Table right) implements Block {}

    /** A chart, drawn as wide as the page. */
    record Figure(Chart chart) implements Block {}
}
