package dev.chancery.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNodeTest {

    private static final String STRICT = """
            {"settings": {"number_of_replicas": 0},
             "mappings": {"dynamic": "strict", "properties": {"agent": {"type": "keyword"}, "latency": {"type": "long"}}}}
            """;

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void keepsAndFindsDocumentsAndRejectsAnUnmappedField() throws Exception {
        try (TestNode node = TestNode.start(home)) {
            // given
            assertThat(send(node, "PUT", "/tasks", STRICT).statusCode()).isEqualTo(200);

            // when
            HttpResponse<String> kept = send(node, "PUT", "/tasks/_doc/1", "{\"agent\": \"clerk\", \"latency\": 40}");
            HttpResponse<String> unmapped = send(node, "PUT", "/tasks/_doc/2", "{\"agnet\": \"clerk\"}");
            send(node, "POST", "/tasks/_refresh", "");
            HttpResponse<String> found =
                    send(node, "POST", "/tasks/_search?filter_path=hits.total.value,aggregations", """
                    {"query": {"term": {"agent": "clerk"}}, "size": 0,
                     "aggs": {"p50": {"percentiles": {"field": "latency", "percents": [50], "keyed": false}}}}
                    """);

            // then
            assertThat(kept.statusCode()).isEqualTo(201);
            assertThat(unmapped.statusCode()).isEqualTo(400);
            assertThat(unmapped.body()).contains("strict_dynamic_mapping_exception");
            assertThat(found.body())
                    .isEqualTo("{\"hits\":{\"total\":{\"value\":1}},"
                            + "\"aggregations\":{\"p50\":{\"values\":[{\"key\":50.0,\"value\":40.0}]}}}");
        }
    }

    @Test
    void aNodeKilledAndStartedAgainInItsHomeHasWhatItHad() throws Exception {
        // given
        try (TestNode node = TestNode.start(home)) {
            send(node, "PUT", "/tasks", STRICT);
            send(node, "PUT", "/tasks/_doc/1", "{\"agent\": \"clerk\"}");
            node.kill();
        }

        // when
        try (TestNode node = TestNode.start(home)) {
            HttpResponse<String> health =
                    send(node, "GET", "/_cluster/health/tasks?wait_for_status=green&timeout=60s", "");
            HttpResponse<String> document = send(node, "GET", "/tasks/_source/1", "");

            // then
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(document.body()).isEqualTo("{\"agent\": \"clerk\"}");
        }
    }

    @Test
    void itsProcessEndsWhenItIsClosed() throws Exception {
        // given
        TestNode node = TestNode.start(home);
        ProcessHandle process = ProcessHandle.of(node.pid()).orElseThrow();

        // when
        node.close();

        // then
        process.onExit().get(1, TimeUnit.SECONDS);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void itsProcessEndsWhenTheOneThatStartedItIsKilled() throws Exception {
        // given
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes(TestNode.class) + File.pathSeparator + classes(Starter.class),
                        Starter.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle node = ProcessHandle.of(
                        Long.parseLong(starter.inputReader().readLine()))
                .orElseThrow();

        // when
        starter.destroyForcibly();

        // then
        node.onExit().get(1, TimeUnit.MINUTES);
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void saysWhatItsLogSaidWhenItDoesNotStart() throws Exception {
        // given
        Files.writeString(home.resolve("data"), "a file where the node's folder should be");

        // when, then
        assertThatThrownBy(() -> TestNode.start(home))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FileAlreadyExistsException");
    }

    /** A process that starts a node, says which, and does nothing more. */
    static final class Starter {

        public static void main(String[] args) throws InterruptedException {
            System.out.println(TestNode.start(Path.of(args[0])).pid());
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    private static Path classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private HttpResponse<String> send(TestNode node, String method, String path, String body)
            throws IOException, InterruptedException {
        URI uri = node.uri().resolve(path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofMinutes(2))
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
