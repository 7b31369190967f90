package dev.chancery.search;

import dev.chancery.elasticsearch.TestNode;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real node, in a process of its own. */
class NodeSearchTest extends ElasticsearchSearchTest {

    @TempDir
    private static Path home;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(home);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Override
    URI uri() {
        return node.uri();
    }
}
