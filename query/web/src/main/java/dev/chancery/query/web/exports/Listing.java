package dev.chancery.query.web.exports;

import dev.chancery.contracts.Micros;
import dev.chancery.query.contracts.AgentRulesView;
import dev.chancery.query.contracts.BaselinesView;
import dev.chancery.query.contracts.BlastRadiusView;
import dev.chancery.query.contracts.ControlsView;
import dev.chancery.query.contracts.ExportsView;
import dev.chancery.query.contracts.ObligationsView;
import dev.chancery.query.contracts.ReconciliationView;
import dev.chancery.query.contracts.ToolsView;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * A list in an answer as a table. Its columns follow from the types of the answer, so that a list of no items has them too: a record
 * in a record becomes columns with dotted names, money an amount and a currency, and a list or a map stays one cell. A row of a list
 * in a list begins with what its owner says.
 */
final class Listing {

    /** The list that is meant where an answer has several, or has its items in a list of a list. */
    private static final Map<Class<?>, String> MEANT = Map.of(
            ObligationsView.class, "systems.obligations",
            ControlsView.class, "systems.controls",
            ToolsView.class, "servers.tools",
            BaselinesView.class, "workflows.baselines",
            ReconciliationView.class, "rows",
            BlastRadiusView.class, "page",
            ExportsView.class, "exports",
            AgentRulesView.class, "grants");

    private static final int DEEPEST = 4;

    /** Reads a cell of a row, which is the items on the way to it. */
    private interface Cell {
        @Nullable
        Object of(Object[] row);
    }

    private record Column(String name, Cell cell) {}

    /** Leads from an object to the next ones; those of a list are rows. */
    private interface Step {
        Stream<?> from(Object object);
    }

    /**
     * A way to a list.
     *
     * @param items what is on it, the outermost first
     * @param names of the lists on it
     */
    private record Way(String name, List<Step> steps, List<Boolean> lists, List<Type> items, List<String> names) {

        static final Way START = new Way("", List.of(), List.of(), List.of(), List.of());

        Way into(String component, Step step) {
            return new Way(dotted(name, component), and(steps, step), and(lists, false), items, names);
        }

        Way through(String component, Step step, Type item) {
            String whole = dotted(name, component);
            return new Way(whole, and(steps, step), and(lists, true), and(items, item), and(names, whole));
        }

        private static <T> List<T> and(List<T> list, T more) {
            return Stream.concat(list.stream(), Stream.of(more)).toList();
        }
    }

    private final Way way;
    private final boolean meant;
    private final List<Column> columns;

    private Listing(Way way, boolean meant) {
        this.way = way;
        this.meant = meant;
        this.columns = columns(way);
    }

    /** The lists that an answer has, by name. */
    static List<String> names(Type answer) {
        return ways(answer).stream()
                .map(Way::name)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * A list of an answer.
     *
     * @param name of the list; null for the one that is meant
     * @param one whether the answer is about one thing, which then is the one row
     * @return empty when there is no such list, or the answer is no record and no list
     */
    static Optional<Listing> of(Type answer, @Nullable String name, boolean one) {
        if (name != null) {
            return ways(answer).stream()
                    .filter(way -> way.name.equals(name))
                    .findFirst()
                    .map(way -> new Listing(way, false));
        }
        String meant = answer instanceof Class<?> type ? MEANT.get(type) : null;
        if (meant != null) {
            return of(answer, meant, false).map(listing -> new Listing(listing.way, true));
        }
        Optional<Way> first = one
                ? Optional.empty()
                : ways(answer).stream().filter(way -> way.steps.size() == 1).findFirst();
        return first.or(() ->
                        isRecord(answer) ? Optional.of(Way.START.through("", Stream::of, answer)) : Optional.empty())
                .map(way -> new Listing(way, true));
    }

    /** Its name in the answer; empty when the answer itself is the list, or the row. */
    String name() {
        return way.name;
    }

    /** Whether it is the one that the answer is about, which alone goes on over pages. */
    boolean isMeant() {
        return meant;
    }

    List<String> header() {
        return columns.stream().map(Column::name).toList();
    }

    /** The rows of an answer, one after the other. */
    Stream<List<@Nullable Object>> rows(Object answer) {
        return rows(answer, 0, new Object[0]).map(row -> {
            List<@Nullable Object> cells = new ArrayList<>(columns.size());
            for (Column column : columns) {
                cells.add(column.cell.of(row));
            }
            return cells;
        });
    }

    private Stream<Object[]> rows(Object from, int step, Object[] row) {
        if (step == way.steps.size()) {
            return Stream.of(new Object[][] {row});
        }
        return way.steps.get(step).from(from).flatMap(item -> {
            if (!way.lists.get(step)) {
                return rows(item, step + 1, row);
            }
            Object[] longer = Stream.concat(Stream.of(row), Stream.of(item)).toArray();
            return rows(item, step + 1, longer);
        });
    }

    /** What an answer says beside its lists, but where the next page begins. */
    static List<Map.Entry<String, Object>> beside(Object answer) {
        List<Column> columns = new ArrayList<>();
        addColumns("", answer.getClass(), row -> row[0], Set.of(), columns);
        List<Map.Entry<String, Object>> said = new ArrayList<>();
        for (Column column : columns) {
            Object value = column.cell.of(new Object[] {answer});
            if (value != null
                    && !isMany(value.getClass())
                    && isRecord(answer.getClass())
                    && !column.name.equals("next")) {
                said.add(Map.entry(column.name, value));
            }
        }
        return said;
    }

    // Ways

    private static List<Way> ways(Type answer) {
        List<Way> found = new ArrayList<>();
        Type item = item(answer);
        if (item != null) {
            Way whole = Way.START.through("", list -> ((Collection<?>) list).stream(), item);
            found.add(whole);
            addWays(item, whole, Set.of(), found);
        } else if (answer instanceof Class<?> type && Tabled.class.isAssignableFrom(type)) {
            Class<?> row =
                    ResolvableType.forClass(type).as(Tabled.class).getGeneric(0).toClass();
            found.add(Way.START.through("table", tabled -> ((Tabled<?>) tabled).table().stream(), row));
            addWays(answer, Way.START, Set.of(), found);
        } else {
            addWays(answer, Way.START, Set.of(), found);
        }
        return found;
    }

    private static void addWays(Type type, Way way, Set<Class<?>> open, List<Way> found) {
        if (!(type instanceof Class<?> record)
                || !isRecord(record)
                || open.size() == DEEPEST
                || open.contains(record)) {
            return;
        }
        Set<Class<?>> inside = with(open, record);
        for (RecordComponent component : record.getRecordComponents()) {
            Type of = component.getGenericType();
            Type item = item(of);
            Type keyed = keyed(of);
            if (item != null && isRecord(item)) {
                Way longer = way.through(component.getName(), owner -> each(read(component, owner)), item);
                found.add(longer);
                addWays(item, longer, inside, found);
            } else if (keyed != null) {
                found.add(way.through(component.getName(), owner -> entries(read(component, owner)), of));
            } else if (isRecord(of)) {
                addWays(
                        of,
                        way.into(component.getName(), owner -> Stream.ofNullable(read(component, owner))),
                        inside,
                        found);
            }
        }
    }

    private static Stream<?> each(@Nullable Object list) {
        return list == null ? Stream.empty() : ((Collection<?>) list).stream();
    }

    private static Stream<?> entries(@Nullable Object lists) {
        return lists == null
                ? Stream.empty()
                : ((Map<?, ?>) lists)
                        .entrySet().stream()
                                .flatMap(entry -> ((Collection<?>) entry.getValue())
                                        .stream().map(item -> Map.entry(entry.getKey(), item)));
    }

    // Columns

    private static List<Column> columns(Way way) {
        List<Column> columns = new ArrayList<>();
        int last = way.items.size() - 1;
        addColumns("", way.items.get(last), row -> row[last], Set.of(), columns);
        for (int i = last - 1; i >= 0; i--) {
            int at = i;
            List<Column> owner = new ArrayList<>();
            addColumns("", way.items.get(at), row -> row[at], Set.of(), owner);
            Set<String> taken = new HashSet<>(columns.stream().map(Column::name).toList());
            List<Column> said = new ArrayList<>();
            for (Column column : owner) {
                if (!isMany(way.items.get(at), column.name)) {
                    String name = taken.contains(column.name) ? dotted(way.names.get(at), column.name) : column.name;
                    said.add(new Column(name, column.cell));
                }
            }
            columns.addAll(0, said);
        }
        return columns;
    }

    private static void addColumns(String name, Type type, Cell cell, Set<Class<?>> open, List<Column> columns) {
        Type keyed = keyed(type);
        if (name.isEmpty() && keyed != null) {
            columns.add(new Column("key", row -> ((Map.Entry<?, ?>) given(cell.of(row))).getKey()));
            addColumns(name, keyed, row -> ((Map.Entry<?, ?>) given(cell.of(row))).getValue(), open, columns);
        } else if (type == Micros.class) {
            columns.add(new Column(
                    name, row -> cell.of(row) instanceof Micros money ? BigDecimal.valueOf(money.amount(), 6) : null));
            columns.add(new Column(
                    dotted(name, "currency"),
                    row -> cell.of(row) instanceof Micros money
                            ? money.currency().getCurrencyCode()
                            : null));
        } else if (type instanceof Class<?> record && isRecord(record) && !open.contains(record)) {
            Set<Class<?>> inside = with(open, record);
            for (RecordComponent component : record.getRecordComponents()) {
                addColumns(
                        dotted(name, component.getName()),
                        component.getGenericType(),
                        row -> {
                            Object owner = cell.of(row);
                            return owner == null ? null : read(component, owner);
                        },
                        inside,
                        columns);
            }
        } else {
            columns.add(new Column(name.isEmpty() ? "value" : name, cell));
        }
    }

    private static Object given(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("An item of a list is null");
        }
        return value;
    }

    static @Nullable Object read(RecordComponent component, Object owner) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component, e);
        }
    }

    // Types

    private static boolean isRecord(Type type) {
        return type instanceof Class<?> some && some.isRecord();
    }

    /** Whether a column of a record holds a list or a map. */
    private static boolean isMany(Type type, String column) {
        Type at = type;
        for (String name : column.split("\\.", -1)) {
            if (!(at instanceof Class<?> record) || !record.isRecord()) {
                return false;
            }
            Type next = at;
            for (RecordComponent component : record.getRecordComponents()) {
                if (component.getName().equals(name)) {
                    next = component.getGenericType();
                }
            }
            at = next;
        }
        return at instanceof ParameterizedType many && isMany((Class<?>) many.getRawType());
    }

    private static boolean isMany(Class<?> type) {
        return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    }

    /** What a list holds; null for what is none. */
    private static @Nullable Type item(Type type) {
        return type instanceof ParameterizedType list && Collection.class.isAssignableFrom((Class<?>) list.getRawType())
                ? list.getActualTypeArguments()[0]
                : null;
    }

    /** What the lists in a map hold; null for what is no map of lists of records. */
    private static @Nullable Type keyed(Type type) {
        if (type instanceof ParameterizedType map && Map.class.isAssignableFrom((Class<?>) map.getRawType())) {
            Type item = item(map.getActualTypeArguments()[1]);
            return item != null && isRecord(item) ? item : null;
        }
        return null;
    }

    private static Set<Class<?>> with(Set<Class<?>> open, Class<?> more) {
        Set<Class<?>> all = new HashSet<>(open);
        all.add(more);
        return all;
    }

    private static String dotted(String first, String second) {
        return first.isEmpty() ? second : second.isEmpty() ? first : first + "." + second;
    }
}
