package dev.chancery.kibana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chancery.kibana.FakeKibana.Answer;
import dev.chancery.kibana.FakeKibana.Sent;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The install command against a stand-in for Kibana. */
class InstallTest {

    private static final String KEY = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==";

    private record Run(int exit, String output) {}

    @BeforeAll
    static void curlIsThere() {
        assumeTrue(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl"))));
    }

    @Test
    void installsTheDataViewsAndThenTheDashboards() throws Exception {
        try (FakeKibana kibana = new FakeKibana(request -> new Answer(200, "{}"))) {
            // when
            Run run = install(Map.of("KIBANA_URL", kibana.uri() + "/", "KIBANA_API_KEY", KEY));

            // then
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output())
                    .contains("installed dashboards/chancery-privacy.json")
                    .doesNotContain(KEY);
            assertThat(kibana.sent())
                    .extracting(request -> request.method() + " " + request.path())
                    .containsExactly(
                            "POST /api/data_views/data_view",
                            "POST /api/data_views/data_view",
                            "PUT /api/dashboards/chancery-ai-operations",
                            "PUT /api/dashboards/chancery-models-and-drift",
                            "PUT /api/dashboards/chancery-oversight",
                            "PUT /api/dashboards/chancery-privacy",
                            "PUT /api/dashboards/chancery-risk-posture");
            assertThat(kibana.sent()).allSatisfy(request -> {
                assertThat(request.authorization()).isEqualTo("ApiKey " + KEY);
                assertThat(request.xsrf()).isEqualTo("true");
                assertThat(request.contentType()).isEqualTo("application/json");
            });
            assertThat(kibana.sent())
                    .extracting(Sent::body)
                    .map(Folder.JSON::readTree)
                    .containsExactlyElementsOf(files());
        }
    }

    @Test
    void sendsTheSameWhenItIsRunAgain() throws Exception {
        try (FakeKibana kibana = new FakeKibana(request -> new Answer(200, "{}"))) {
            Map<String, String> environment = Map.of("KIBANA_URL", kibana.uri().toString(), "KIBANA_API_KEY", KEY);

            // when
            install(environment);
            List<Sent> first = List.copyOf(kibana.sent());
            Run again = install(environment);

            // then
            assertThat(again.exit()).as(again.output()).isZero();
            assertThat(kibana.sent().subList(first.size(), kibana.sent().size()))
                    .isEqualTo(first);
        }
    }

    @Test
    void installsInASpace() throws Exception {
        try (FakeKibana kibana = new FakeKibana(request -> new Answer(200, "{}"))) {
            // when
            Run run = install(
                    Map.of("KIBANA_URL", kibana.uri().toString(), "KIBANA_API_KEY", KEY, "KIBANA_SPACE", "governance"));

            // then
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(kibana.sent()).allMatch(request -> request.path().startsWith("/s/governance/api/"));
        }
    }

    @Test
    void stopsAtWhatKibanaRejectsAndSaysWhatItSaid() throws Exception {
        try (FakeKibana kibana = new FakeKibana(request -> request.path().endsWith("oversight")
                ? new Answer(400, "{\"message\":\"[panels.0.config]: unknown key\"}")
                : new Answer(200, "{}"))) {
            // when
            Run run = install(Map.of("KIBANA_URL", kibana.uri().toString(), "KIBANA_API_KEY", KEY));

            // then
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.output())
                    .contains("400")
                    .contains("PUT /api/dashboards/chancery-oversight (dashboards/chancery-oversight.json)")
                    .contains("[panels.0.config]: unknown key");
            assertThat(kibana.sent().getLast().path()).endsWith("chancery-oversight");
        }
    }

    @Test
    void saysThatTheKeyMayNotDoIt() throws Exception {
        try (FakeKibana kibana = new FakeKibana(request -> new Answer(403, "{\"message\":\"Forbidden\"}"))) {
            // when
            Run run = install(Map.of("KIBANA_URL", kibana.uri().toString(), "KIBANA_API_KEY", KEY));

            // then
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.output()).contains("403").contains("The API key may not do this");
            assertThat(kibana.sent()).hasSize(1);
        }
    }

    @Test
    void saysThatKibanaIsNotThere() throws Exception {
        // given
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        // when
        Run run = install(Map.of("KIBANA_URL", "http://127.0.0.1:" + closed, "KIBANA_API_KEY", KEY));

        // then
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("Kibana cannot be reached at http://127.0.0.1:" + closed);
    }

    @Test
    void asksForWhatIsMissing() throws Exception {
        assertThat(install(Map.of("KIBANA_API_KEY", KEY)).output()).contains("Set KIBANA_URL");
        assertThat(install(Map.of("KIBANA_URL", "http://127.0.0.1:1")).output()).contains("Set KIBANA_API_KEY");
        assertThat(install(Map.of("KIBANA_URL", "http://127.0.0.1:1", "KIBANA_API_KEY", "id:key\"\nurl = x"))
                        .output())
                .contains("not an encoded API key");
    }

    private static List<JsonNode> files() {
        List<JsonNode> files = new ArrayList<>(Folder.dataViews().values());
        files.addAll(Folder.dashboards().values());
        return files;
    }

    private static Run install(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Folder.install().toString()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("KIBANA_"));
        builder.environment().put("no_proxy", "127.0.0.1");
        builder.environment().putAll(new TreeMap<>(environment));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
