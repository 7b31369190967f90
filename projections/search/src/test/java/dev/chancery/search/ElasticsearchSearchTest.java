package dev.chancery.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against an Elasticsearch that somebody else starts. */
abstract class ElasticsearchSearchTest extends SearchTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    abstract URI uri();

    @Override
    void empty() throws Exception {
        for (String index : List.of(
                "chancery-events-1", "chancery-events-2", "chancery-tasks-1", "chancery-tasks-2", "chancery-search")) {
            call("DELETE", "/" + index + "?ignore_unavailable=true", null);
        }
    }

    @Override
    Indexing indexing(RecordInMemory log, Map<String, List<TaskId>> erasures, Runnable settled, byte[] secret) {
        return Indexing.of(
                new ElasticsearchSettings(uri().toString(), null, null),
                null,
                log,
                log,
                erasure -> erasures.getOrDefault(erasure, List.of()),
                settled,
                secret);
    }

    @Override
    String kept() throws Exception {
        return call("GET", "/chancery-tasks/_search?size=100", null);
    }

    @Test
    void refusesAFieldThatIsNotInTheMappings() throws Exception {
        ready();
        assertThat(call("POST", "/chancery-tasks-1/_doc", "{\"prompt\":\"in the clear\"}"))
                .contains("strict_dynamic_mapping_exception");
    }

    @Test
    void isBuiltAgainWhenNobodyKnowsHowFarItIs() throws Exception {
        // given
        ready();
        leave();
        call("DELETE", "/chancery-search", null);
        // when
        ready();
        // then
        assertThat(call("GET", "/_alias/chancery-events", null))
                .contains("chancery-events-2")
                .doesNotContain("chancery-events-1");
    }

    @Test
    void removesWhatAProcessLeftThatDiedWhileItBuilt() throws Exception {
        // given
        ready();
        leave();
        call("PUT", "/chancery-tasks-2", null);
        assertThat(call("GET", "/chancery-tasks-2", null)).contains("mappings");
        // when
        ready();
        // then
        eventually(() -> isMissing("/chancery-tasks-2"));
    }

    private boolean isMissing(String index) {
        try {
            return call("GET", index, null).contains("index_not_found_exception");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String call(String method, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(uri() + path))
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        body == null
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
