package dev.chancery.query.web.console;

import dev.chancery.query.contracts.ToolsView;
import dev.chancery.query.contracts.ToolsView.Granted;
import dev.chancery.query.contracts.ToolsView.Server;
import dev.chancery.query.contracts.ToolsView.State;
import dev.chancery.query.contracts.ToolsView.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which agent may call which tool: a row for each agent, a column for each tool. */
record GrantMatrix(List<Column> columns, List<Row> rows, List<Entry> entries) {

    /** Most columns and rows of a picture; the list has all. */
    static final int MOST = 60;

    /** A tool. */
    record Column(String server, String tool, State state) {}

    /** An agent and what it may with each tool, null for nothing. */
    record Row(String agent, List<@Nullable Granted> cells) {}

    /** The same as a line of a list. */
    record Entry(String server, String tool, State state, Granted granted) {}

    /** Of several grants that name a tool the first counts first, and stands in the matrix; the list has every one. */
    static GrantMatrix of(ToolsView tools) {
        List<Column> columns = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        TreeSet<String> agents = new TreeSet<>();
        for (Server server : tools.servers()) {
            for (Tool tool : server.tools()) {
                columns.add(new Column(server.server(), tool.tool(), tool.state()));
                for (Granted granted : tool.grants()) {
                    agents.add(granted.agent());
                    entries.add(new Entry(server.server(), tool.tool(), tool.state(), granted));
                }
            }
        }
        List<Column> shown = columns.stream().limit(MOST).toList();
        List<Row> rows = agents.stream()
                .limit(MOST)
                .map(agent -> row(agent, shown, entries))
                .toList();
        return new GrantMatrix(shown, rows, List.copyOf(entries));
    }

    private static Row row(String agent, List<Column> columns, List<Entry> entries) {
        List<@Nullable Granted> cells = new ArrayList<>();
        for (Column column : columns) {
            cells.add(entries.stream()
                    .filter(entry -> entry.granted().agent().equals(agent)
                            && entry.server().equals(column.server())
                            && entry.tool().equals(column.tool()))
                    .map(Entry::granted)
                    .findFirst()
                    .orElse(null));
        }
        return new Row(agent, cells);
    }

    /** Whether the picture leaves something out. */
    boolean isCut(ToolsView tools) {
        int all = tools.servers().stream()
                .mapToInt(server -> server.tools().size())
                .sum();
        long agents = entries.stream()
                .map(entry -> entry.granted().agent())
                .distinct()
                .count();
        return all > columns.size() || agents > rows.size();
    }
}
