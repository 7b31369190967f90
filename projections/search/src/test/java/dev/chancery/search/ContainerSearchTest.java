package dev.chancery.search;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.elasticsearch.ElasticsearchContainer;

/** Elasticsearch as it is shipped, where there is Docker. */
class ContainerSearchTest extends ElasticsearchSearchTest {

    private static ElasticsearchContainer container;

    @BeforeAll
    static void start() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "There is no Docker here, so Elasticsearch's image is not tested; NodeSearchTest runs its jars");
        container = new ElasticsearchContainer("docker.elastic.co/elasticsearch/elasticsearch:9.5.3")
                .withEnv("xpack.security.enabled", "false")
                .withEnv("action.destructive_requires_name", "true");
        container.start();
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    URI uri() {
        return URI.create("http://" + container.getHttpHostAddress());
    }
}
