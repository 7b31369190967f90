package dev.chancery.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.GetResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chancery.query.contracts.SearchQuery.SearchEvents;
import dev.chancery.query.contracts.SearchQuery.SearchTasks;
import dev.chancery.query.contracts.SearchUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents in Elasticsearch, two indices for each generation, named by aliases when they answer. Events are created once; a task is
 * written over an older version of itself only. A field that is not in the mappings is refused.
 */
final class ElasticsearchIndex implements SearchIndex {

    static final String EVENTS = "chancery-events";
    static final String TASKS = "chancery-tasks";
    static final String TOKENS = "chancery-search";

    private static final int OPERATIONS = 1_000;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ElasticsearchClient client;

    /** The connection that there is to one. */
    ElasticsearchIndex(ElasticsearchSettings settings) {
        JsonMapper json = JsonMapper.builder()
                .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                .build();
        this.client = ElasticsearchClient.of(config -> {
            config.host(URI.create(Objects.requireNonNull(settings.url()))).jsonMapper(new Jackson3JsonpMapper(json));
            if (settings.apiKey() != null) {
                config.apiKey(settings.apiKey());
            }
            if (settings.certificate() != null) {
                config.sslContext(settings.trust());
            }
            return config;
        });
    }

    @Override
    public String name() {
        return "elasticsearch";
    }

    @Override
    public @Nullable Token token(Which which) {
        Optional<Token> found = on(() -> {
            long number = number(which);
            if (number == 0
                    || !client.indices().exists(index -> index.index(TOKENS)).value()) {
                return Optional.empty();
            }
            GetResponse<Token> token = client.get(get -> get.index(TOKENS).id(Long.toString(number)), Token.class);
            return token.found() ? Optional.ofNullable(token.source()) : Optional.empty();
        });
        return found.orElse(null);
    }

    /** Of the generation that answers, 0 when there is none; the next has the number behind it. */
    private long number(Which which) throws IOException {
        long live = 0;
        try {
            for (String index : client.indices()
                    .getAlias(alias -> alias.name(EVENTS))
                    .aliases()
                    .keySet()) {
                live = Math.max(live, Long.parseLong(index.substring(EVENTS.length() + 1)));
            }
        } catch (ElasticsearchException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
        return which == Which.LIVE ? live : live + 1;
    }

    private static String index(String alias, long number) {
        return alias + "-" + number;
    }

    @Override
    public Token begin(String edition) {
        return on(() -> {
            long number = number(Which.NEXT);
            if (!client.indices().exists(exists -> exists.index(TOKENS)).value()) {
                create(TOKENS, "token.json");
            }
            client.delete(delete -> delete.index(TOKENS).id(Long.toString(number)));
            recreate(index(EVENTS, number), "events.json");
            recreate(index(TASKS, number), "tasks.json");
            Token next = new Token(number, 0, "", edition);
            put(next);
            return next;
        });
    }

    @Override
    public void tidy() {
        on(() -> {
            long live = number(Which.LIVE);
            remove(live - 1);
            remove(live + 1);
            return true;
        });
    }

    private void remove(long number) throws IOException {
        client.indices()
                .delete(delete -> delete.index(index(EVENTS, number), index(TASKS, number))
                        .ignoreUnavailable(true));
        client.delete(delete -> delete.index(TOKENS).id(Long.toString(number)));
    }

    private void recreate(String index, String mappings) throws IOException {
        client.indices().delete(delete -> delete.index(index).ignoreUnavailable(true));
        create(index, mappings);
    }

    private void create(String index, String mappings) throws IOException {
        try (InputStream json = ElasticsearchIndex.class.getResourceAsStream(mappings)) {
            client.indices().create(create -> create.index(index).withJson(Objects.requireNonNull(json)));
        }
    }

    private boolean put(Token token) throws IOException {
        client.index(put -> put.index(TOKENS)
                .id(Long.toString(token.number()))
                .document(token)
                .refresh(Refresh.True));
        return true;
    }

    @Override
    public void write(Which which, Batch batch) {
        on(() -> {
            Token token = token(which);
            if (token == null || token.number() != batch.generation()) {
                throw new SearchUnavailable("Another generation of the search index is in the place of this one");
            }
            String events = index(EVENTS, token.number());
            String tasks = index(TASKS, token.number());
            List<BulkOperation> operations = new ArrayList<>();
            for (EventDocument event : batch.events()) {
                operations.add(BulkOperation.of(
                        op -> op.create(c -> c.index(events).id(event.id()).document(event))));
                send(operations, OPERATIONS);
            }
            for (TaskDocument task : batch.tasks()) {
                operations.add(BulkOperation.of(op -> op.index(i -> i.index(tasks)
                        .id(task.task())
                        .versionType(VersionType.External)
                        .version(task.position())
                        .document(task))));
                send(operations, OPERATIONS);
            }
            send(operations, 1);
            client.indices().refresh(refresh -> refresh.index(events, tasks));
            return token.position() >= batch.position()
                    || put(new Token(token.number(), batch.position(), batch.last(), token.edition()));
        });
    }

    private void send(List<BulkOperation> operations, int atLeast) throws IOException {
        if (operations.size() < atLeast) {
            return;
        }
        BulkResponse response = client.bulk(bulk -> bulk.operations(operations));
        response.items().stream()
                // What is there already, or newer, was written before.
                .filter(item -> item.error() != null && item.status() != CONFLICT)
                .findFirst()
                .ifPresent(item -> {
                    throw new SearchUnavailable("Elasticsearch refuses a document of " + item.index() + ": "
                            + Objects.requireNonNull(item.error()).type());
                });
        operations.clear();
    }

    @Override
    public void switchOver() {
        on(() -> {
            long live = number(Which.LIVE);
            client.indices().updateAliases(update -> {
                for (String alias : List.of(EVENTS, TASKS)) {
                    if (live > 0) {
                        update.actions(action -> action.remove(remove ->
                                remove.index(index(alias, live)).alias(alias).mustExist(true)));
                    }
                    update.actions(action ->
                            action.add(add -> add.index(index(alias, live + 1)).alias(alias)));
                }
                return update;
            });
            if (live > 0) {
                remove(live);
            }
            return true;
        });
    }

    @Override
    public Counts count(Which which) {
        return on(() -> {
            long number = number(which);
            return new Counts(
                    client.count(count -> count.index(index(EVENTS, number))).count(),
                    client.count(count -> count.index(index(TASKS, number))).count());
        });
    }

    @Override
    public List<Long> events(SearchEvents search, Set<String> words) {
        List<Query> all = words(words);
        term(all, "event", search.event());
        term(all, "family", search.family());
        term(
                all,
                "workflow",
                search.workflow() == null ? null : search.workflow().value());
        term(all, "agent", search.agent() == null ? null : search.agent().value());
        between(all, "at", search.from(), search.to());
        before(all, "position", search.before());
        return on(() -> find(EVENTS, "position", SortOrder.Desc, all, search.limit()).stream()
                .map(ElasticsearchIndex::sortedBy)
                .toList());
    }

    @Override
    public List<SearchIndex.TaskHit> tasks(SearchTasks search, Set<String> words) {
        List<Query> all = words(words);
        term(
                all,
                "workflow",
                search.workflow() == null ? null : search.workflow().value());
        term(all, "agent", search.agent() == null ? null : search.agent().value());
        term(all, "state", search.state() == null ? null : search.state().name());
        term(all, "deployment", search.model());
        term(all, "subject", search.subject() == null ? null : search.subject().value());
        between(all, "openedAt", search.from(), search.to());
        before(all, "opened", search.before());
        return on(() -> hits(find(TASKS, "opened", SortOrder.Desc, all, search.limit())));
    }

    @Override
    public List<SearchIndex.TaskHit> withWords(Which which, String workflow, Instant before, long after, int limit) {
        List<Query> all = new ArrayList<>();
        term(all, "workflow", workflow);
        between(all, "openedAt", null, before);
        all.add(Query.of(q ->
                q.range(range -> range.number(n -> n.field("opened").gt((double) after)))));
        all.add(Query.of(q -> q.exists(exists -> exists.field("words"))));
        return on(() -> hits(find(index(TASKS, number(which)), "opened", SortOrder.Asc, all, limit)));
    }

    private List<Hit<Void>> find(String index, String by, SortOrder order, List<Query> all, int limit)
            throws IOException {
        return client.search(
                        search -> search.index(index)
                                .query(query -> query.bool(bool -> bool.filter(all)))
                                .sort(sort ->
                                        sort.field(field -> field.field(by).order(order)))
                                .source(source -> source.fetch(false))
                                .trackTotalHits(track -> track.enabled(false))
                                .size(limit),
                        Void.class)
                .hits()
                .hits();
    }

    private static List<SearchIndex.TaskHit> hits(List<Hit<Void>> found) {
        return found.stream()
                .map(hit -> new SearchIndex.TaskHit(Objects.requireNonNull(hit.id()), sortedBy(hit)))
                .toList();
    }

    private static long sortedBy(Hit<Void> hit) {
        return hit.sort().getFirst().longValue();
    }

    private static List<Query> words(Set<String> words) {
        List<Query> all = new ArrayList<>();
        words.forEach(word -> term(all, "words", word));
        return all;
    }

    private static void term(List<Query> all, String field, @Nullable String value) {
        if (value != null) {
            all.add(Query.of(q -> q.term(term -> term.field(field).value(value))));
        }
    }

    private static void between(List<Query> all, String field, @Nullable Instant from, @Nullable Instant to) {
        if (from != null) {
            all.add(Query.of(q ->
                    q.range(range -> range.date(d -> d.field(field).gte(from.toString())))));
        }
        if (to != null) {
            all.add(Query.of(q ->
                    q.range(range -> range.date(d -> d.field(field).lt(to.toString())))));
        }
    }

    private static void before(List<Query> all, String field, @Nullable Long position) {
        if (position != null) {
            all.add(Query.of(q ->
                    q.range(range -> range.number(n -> n.field(field).lt((double) (long) position)))));
        }
    }

    /** A document that was written over stays in its segment until that is merged. */
    @Override
    public void purge(Which which) {
        on(() -> {
            String tasks = index(TASKS, number(which));
            return client.indices().forcemerge(merge -> merge.index(tasks).onlyExpungeDeletes(true));
        });
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private static <T> T on(Work<T> work) {
        try {
            return work.done();
        } catch (ElasticsearchException e) {
            throw new SearchUnavailable(
                    "Elasticsearch answers " + e.status() + " " + e.error().type(), e);
        } catch (IOException e) {
            throw new SearchUnavailable("Elasticsearch cannot be reached", e);
        }
    }
}
