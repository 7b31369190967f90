package dev.chancery.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Processes that a benchmark starts: the packaged application, and whatever it talks to. */
final class Child {

    private Child() {}

    /** The packaged application. */
    static String application() {
        File directory = new File("").getAbsoluteFile();
        while (!new File(directory, "mvnw").exists()) {
            directory = directory.getParentFile();
        }
        return directory.toPath().resolve("ops/app/target/chancery.jar").toString();
    }

    /** Starts a JVM; what it prints goes to a file. */
    static Process java(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Waits for a condition; a process that ends before, or takes longer, is an error with what it printed. */
    static void await(Duration atMost, BooleanSupplier condition, Process process, Path output) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("A process did not start:\n" + Files.readString(output));
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Whether the application at a port takes requests. */
    static boolean isReady(int port) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void stop(Process child) {
        child.destroy();
        child.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
