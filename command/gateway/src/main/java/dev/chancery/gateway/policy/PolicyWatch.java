package dev.chancery.gateway.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a policy directory at intervals and tells of each new bundle in it, good or bad. Looking is dependable where
 * notices of the file system are not: on network mounts, in containers, behind the symbolic links of mounted configuration.
 */
public final class PolicyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);
    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILES = 10_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("policy-watch").factory());
    private final Path directory;
    private final Consumer<PolicyBundle> reader;
    private final Function<Path, PolicyBundle> read;
    private PolicyBundle last;
    private String seen = "";
    private String taken = "";

    private PolicyWatch(
            Path directory, PolicyBundle last, Consumer<PolicyBundle> reader, Function<Path, PolicyBundle> read) {
        this.directory = directory;
        this.last = last;
        this.reader = reader;
        this.read = read;
    }

    /**
     * Begins to watch.
     *
     * @param last what was read of the directory before; told again only when it comes to something else
     * @param every how often to look; a change is taken once two looks agree, so that no file is read half-written
     * @param reader called on the watching thread; when it throws, the bundle comes again at the next look
     */
    public static PolicyWatch start(Path directory, PolicyBundle last, Duration every, Consumer<PolicyBundle> reader) {
        return start(directory, last, every, reader, PolicyBundle::read);
    }

    static PolicyWatch start(
            Path directory,
            PolicyBundle last,
            Duration every,
            Consumer<PolicyBundle> reader,
            Function<Path, PolicyBundle> read) {
        PolicyWatch watch = new PolicyWatch(directory, last, reader, read);
        watch.thread.scheduleWithFixedDelay(watch::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            String now = fingerprint();
            if (now.equals(taken)) {
                return;
            }
            if (!now.equals(seen)) {
                seen = now;
                return;
            }
            PolicyBundle bundle = read.apply(directory);
            if (!fingerprint().equals(now)) {
                return; // A file was replaced while it was read: what was read may be of neither bundle.
            }
            if (!bundle.equals(last)) {
                reader.accept(bundle);
                last = bundle;
            }
            taken = now;
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("A change of the policy could not be taken up; it is tried again");
        }
    }

    /** Names, sizes and times of all files, by which a change is noticed without reading them. */
    private String fingerprint() throws IOException {
        try (Stream<Path> files = Files.walk(directory, MAX_DEPTH)) {
            return files.filter(Files::isRegularFile)
                    .limit(MAX_FILES)
                    .sorted()
                    .map(PolicyWatch::fingerprint)
                    .collect(Collectors.joining("\n"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String fingerprint(Path file) {
        try {
            return file + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return ""; // It went away since it was listed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops to watch; a call of the reader that is under way is waited for. */
    @Override
    public void close() {
        thread.close();
    }
}
