package dev.chancery.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * The node's own JVM: {@code NodeMain home modules}, where {@code modules} has a folder with the jars of each plugin. It lays the home out as
 * a distribution would, says on which port it answers, and ends when its standard input does.
 *
 * <p>It is among the test classes so that only a build that runs tests needs Elasticsearch's jars.
 */
final class NodeMain {

    private static final String DESCRIPTOR = "plugin-descriptor.properties";
    private static final int CLOSE_MILLIS = 20_000;

    private NodeMain() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        layOut(Path.of(args[1]), home.resolve("modules"));
        for (String folder : List.of("config", "data", "logs", "plugins")) {
            Files.createDirectories(home.resolve(folder));
        }
        Settings settings = Settings.builder()
                .put("path.home", home)
                .put("cluster.name", "chancery-test")
                .put("node.name", "test")
                .put("discovery.type", "single-node")
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .put("network.host", "127.0.0.1")
                .put("http.port", "0")
                .put("transport.port", "0")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        LogConfigurator.configureESLogging();
        LogConfigurator.configureWithoutConfig(settings);
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), home.resolve("config"), () -> "test");
        PluginsLoader loader = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(environment.modulesDir(), false),
                PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false),
                Map.of(),
                false);
        Node node = new Node(environment, loader);
        Thread parent = Thread.ofPlatform().daemon().name("parent").start(() -> endWithParent(node));
        node.start();
        System.out.println(TestNode.READY
                + node.injector()
                        .getInstance(HttpServerTransport.class)
                        .boundAddress()
                        .publishAddress()
                        .getPort());
        // Elasticsearch's own threads are daemons.
        parent.join();
    }

    private static void layOut(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> plugins = Files.newDirectoryStream(from)) {
            for (Path plugin : plugins) {
                layOutPlugin(plugin, Files.createDirectories(to.resolve(plugin.getFileName())));
            }
        }
    }

    private static void layOutPlugin(Path from, Path to) throws IOException {
        String entry = "META-INF/es-plugins/" + to.getFileName() + "/" + DESCRIPTOR;
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(from, "*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, to.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                try (JarFile file = new JarFile(jar.toFile())) {
                    ZipEntry descriptor = file.getEntry(entry);
                    if (descriptor != null) {
                        try (InputStream in = file.getInputStream(descriptor)) {
                            Files.writeString(to.resolve(DESCRIPTOR), onTheClassPath(in.readAllBytes()));
                        }
                    }
                }
            }
        }
    }

    /** As a named module the plugin would ask for the server as one, and that is on the class path. */
    private static String onTheClassPath(byte[] descriptor) {
        return new String(descriptor, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("modulename="))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static void endWithParent(Node node) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to the node this way.
            }
        } catch (IOException e) {
            // The pipe is broken: the parent is gone.
        }
        Thread.ofPlatform().daemon().name("end").start(NodeMain::endAnyway);
        try {
            node.close();
        } catch (IOException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void endAnyway() {
        try {
            Thread.sleep(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
