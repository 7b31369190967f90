package dev.chancery.query.web.chart;

import java.util.List;

/**
 * A chart as a page shows it, by the fragment {@code charts :: figure}.
 *
 * @param svg the picture; the only part that is markup, everything in it is escaped
 * @param keys the legend; empty where the picture names everything itself
 * @param note what is to be known of the axis; empty for nothing
 * @param head the table's columns
 * @param rows the table, the first cell names the row
 */
public record Drawn(
        String id,
        String title,
        String unit,
        boolean empty,
        String svg,
        List<Key> keys,
        String note,
        List<String> head,
        List<List<String>> rows) {

    /**
     * An entry of the legend.
     *
     * @param swatch how it is drawn, as markup
     * @param said the latest value; empty for none
     */
    public record Key(String swatch, String name, String said) {}
}
