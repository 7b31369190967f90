package dev.chancery.gateway.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.decisions.policy.Destination;
import dev.chancery.gateway.sandbox.NetworkBook.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way out of one sandbox: an HTTP proxy at a Unix domain socket that goes with the sandbox. It connects to what the
 * policy allows this sandbox, and to nothing else. A name is looked up once, and what is connected to is the address that was
 * looked at; it has to be a public one, unless the policy names the address itself. What goes through a tunnel is not looked at.
 */
final class Egress implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Egress.class);

    private static final int HEAD = 16 << 10;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int ADDRESSES = 3;
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Path directory;
    private final ServerSocketChannel listening;
    private final List<Destination> allowed;
    private final Names names;
    private final SandboxSettings settings;
    private final ScheduledExecutorService clock;
    private final Semaphore free;

    /** Those that are served and those that are told that they are too many; more wait to be taken. */
    private final Semaphore slots;

    private final NetworkBook book;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    private Egress(
            Path directory,
            ServerSocketChannel listening,
            List<Destination> allowed,
            Names names,
            SandboxSettings settings,
            ScheduledExecutorService clock) {
        this.directory = directory;
        this.listening = listening;
        this.allowed = allowed;
        this.names = names;
        this.settings = settings;
        this.clock = clock;
        this.free = new Semaphore(settings.connections());
        this.slots = new Semaphore(together());
        this.book = new NetworkBook(allowed);
    }

    /**
     * Opens the way for a sandbox that is about to be made.
     *
     * @throws SandboxFailed when it cannot be
     */
    static Egress open(
            List<Destination> allowed, Names names, SandboxSettings settings, ScheduledExecutorService clock) {
        Path directory;
        try {
            directory = Files.createTempDirectory(Sandboxes.NEVER_GRANTED.resolve("shm"), "chancery-egress");
        } catch (IOException e) {
            throw new SandboxFailed("No directory for the sandbox's proxy can be made in /dev/shm.", e);
        }
        boolean opened = false;
        try {
            Path code = Files.createDirectories(
                    classes(directory).resolve(Relay.class.getPackageName().replace('.', '/')));
            String file = Relay.class.getSimpleName() + ".class";
            try (InputStream relay = Objects.requireNonNull(Relay.class.getResourceAsStream(file))) {
                Files.copy(relay, code.resolve(file));
            }
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Egress egress = new Egress(directory, listening, allowed, names, settings, clock);
            try {
                listening.bind(UnixDomainSocketAddress.of(egress.socket()));
                Bubblewrap.handOver(directory);
                egress.threads.execute(egress::accept);
                opened = true;
                return egress;
            } finally {
                if (!opened) {
                    listening.close();
                }
            }
        } catch (IOException e) {
            throw new SandboxFailed(
                    "The socket of the sandbox's proxy cannot be made in " + directory.getParent() + ".", e);
        } finally {
            if (!opened) {
                OpenSandbox.delete(directory);
            }
        }
    }

    private static Path classes(Path directory) {
        return directory.resolve("classes");
    }

    /** How many connections are taken at the same time, to be served or to be told that they are too many. */
    int together() {
        return 2 * settings.connections();
    }

    /** Where the class of the relay is. */
    Path classes() {
        return classes(directory);
    }

    /** Where programs are heard. */
    Path socket() {
        return directory.resolve("socket");
    }

    /** Takes the socket's name away once the sandbox has it: nobody else finds it, and nothing stays when Chancery dies. */
    void hide() {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            OpenSandbox.delete(directory);
        }
    }

    /** What was asked for so far. */
    NetworkUse use(UnaryOperator<String> sanitise) {
        return book.use(sanitise);
    }

    private void accept() {
        try {
            while (true) {
                slots.acquire();
                SocketChannel inner = listening.accept();
                keep(inner);
                threads.execute(() -> handle(inner));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RejectedExecutionException e) {
            if (!closed) {
                log.atWarn()
                        .addKeyValue("error", e.getClass().getName())
                        .log("A sandbox has lost its way to the network");
            }
        }
    }

    private void handle(SocketChannel inner) {
        try (inner) {
            if (free.tryAcquire()) {
                try {
                    serve(inner);
                } finally {
                    free.release();
                }
            } else {
                book.unlisted();
                refuse(
                        inner,
                        "503 Too many connections",
                        "No more connections of a sandbox to the network are served at a time than "
                                + settings.connections() + ". Close one of them first.");
            }
        } catch (IOException | RejectedExecutionException e) {
            // The program has gone, or its time for the head of a request is over, or Chancery ends.
            log.atTrace().log("A connection of a sandbox is broken");
        } finally {
            open.remove(inner);
            slots.release();
        }
    }

    private void serve(SocketChannel inner) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEAD);
        Future<?> alarm = closeAfter(settings.networkTimeout(), inner);
        int end;
        try {
            end = head(inner, buffer);
        } finally {
            alarm.cancel(false);
        }
        if (end < 0) {
            if (buffer.position() > 0) {
                book.unlisted();
                refuse(inner, "400 Bad request", "The head of a request has at most " + HEAD + " bytes, and an end.");
            }
            return;
        }
        String head = new String(buffer.array(), 0, end, ISO_8859_1);
        ByteBuffer rest = buffer.flip().position(end + END_OF_HEAD.length());
        switch (ProxyRequest.of(head)) {
            case ProxyRequest.Tunnel tunnel -> pass(inner, tunnel.to(), "", rest);
            case ProxyRequest.Plain plain -> pass(inner, plain.to(), plain.head(), rest);
            case ProxyRequest.Unusable unusable -> {
                book.unlisted();
                refuse(inner, "403 Not a request that is passed on", unusable.sentence());
            }
        }
    }

    /** Reads until the end of a head and tells where it is; less than 0 when there is none. */
    private static int head(SocketChannel inner, ByteBuffer buffer) throws IOException {
        int looked = 0;
        while (buffer.hasRemaining() && inner.read(buffer) >= 0) {
            ByteBuffer last = buffer.duplicate().flip().position(looked);
            int end = ISO_8859_1.decode(last).toString().indexOf(END_OF_HEAD);
            if (end >= 0) {
                return looked + end;
            }
            looked = Math.max(0, buffer.position() - END_OF_HEAD.length() + 1);
        }
        return -1;
    }

    /** @param head of a plain request, empty for a tunnel */
    private void pass(SocketChannel inner, Destination to, String head, ByteBuffer rest) throws IOException {
        if (!allowed.contains(to)) {
            book.refused(to);
            refuse(
                    inner,
                    "403 Not allowed by the policy",
                    "The policy does not allow this sandbox " + to + ". Add \"" + to
                            + "\" to network.allow in the sandbox of its tool server.");
            return;
        }
        List<InetAddress> addresses;
        try {
            addresses = to.address().isPresent()
                    ? List.of(to.address().get())
                    : names.of(to.host(), settings.networkTimeout());
        } catch (IOException e) {
            book.failed(to);
            refuse(inner, "502 Name not known", "The name " + to.host() + " is not known, or nobody says so in time.");
            return;
        }
        List<InetAddress> permitted = addresses.stream()
                .filter(address -> to.address().isPresent() || PublicAddresses.has(address))
                .limit(ADDRESSES)
                .toList();
        if (permitted.isEmpty()) {
            book.refused(to);
            refuse(
                    inner,
                    "403 Not a public address",
                    "The name " + to.host() + " leads to no public address. If it is meant to, let network.allow in"
                            + " the sandbox of its tool server name the address itself.");
            return;
        }
        for (InetAddress address : permitted) {
            SocketChannel outer = SocketChannel.open();
            keep(outer);
            try (outer) {
                if (connects(outer, new InetSocketAddress(address, to.port()))) {
                    carry(inner, outer, book.connected(to), head, rest);
                    return;
                }
            } finally {
                open.remove(outer);
            }
        }
        book.failed(to);
        refuse(inner, "502 Not reached", to + " could not be reached.");
    }

    private boolean connects(SocketChannel outer, InetSocketAddress address) {
        try {
            outer.socket()
                    .connect(address, Math.toIntExact(settings.networkTimeout().toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void carry(SocketChannel inner, SocketChannel outer, Meter meter, String head, ByteBuffer rest)
            throws IOException {
        if (head.isEmpty()) {
            Relay.write(inner, bytes("HTTP/1.1 200 Connected\r\n\r\n"), counted -> {});
        } else {
            Relay.write(outer, ByteBuffer.wrap(head.getBytes(ISO_8859_1)), meter.sent()::add);
        }
        Relay.write(outer, rest, meter.sent()::add);
        Relay.between(inner, outer, meter.sent()::add, meter.received()::add);
    }

    /** Tells why not, and hears out who is still speaking, or the answer would be lost with what was not read. */
    private void refuse(SocketChannel inner, String status, String sentence) throws IOException {
        String body = sentence + "\n";
        Relay.write(
                inner,
                bytes("HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                        + body.getBytes(UTF_8).length + "\r\nConnection: close\r\n\r\n" + body),
                counted -> {});
        inner.shutdownOutput();
        Future<?> alarm = closeAfter(FAREWELL, inner);
        try {
            ByteBuffer unheard = ByteBuffer.allocate(HEAD);
            while (inner.read(unheard) >= 0) {
                unheard.clear();
            }
        } finally {
            alarm.cancel(false);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private Future<?> closeAfter(Duration time, SocketChannel channel) {
        return clock.schedule(() -> Relay.close(channel), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notes a connection, so that it ends with the sandbox. */
    private void keep(SocketChannel channel) {
        open.add(channel);
        if (closed) {
            Relay.close(channel);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listening.close();
        } catch (IOException e) {
            log.atDebug().log("The socket of a sandbox's proxy was closed already");
        }
        open.forEach(Relay::close);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        hide();
    }
}
