package dev.chancery.gateway.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tries to get out: each argument is {@code read:PATH}, {@code write:PATH}, {@code connect:PORT}, or {@code proxied:HOST:PORT}
 * by the proxy that it was told of. Says how it went.
 */
public final class Prisoner {

    private Prisoner() {}

    public static void main(String[] attempts) {
        for (String attempt : attempts) {
            String what = attempt.substring(attempt.indexOf(':') + 1);
            String said;
            try {
                if (attempt.startsWith("read:")) {
                    Path path = Path.of(what);
                    said = Files.isDirectory(path)
                            ? "listed " + path.toFile().list().length
                            : "read " + Files.readAllBytes(path).length;
                } else if (attempt.startsWith("write:")) {
                    Files.writeString(Path.of(what), "was here");
                    said = "wrote";
                } else if (attempt.startsWith("proxied:")) {
                    said = proxied(what);
                } else {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(what)), 2_000);
                        said = "connected";
                    }
                }
            } catch (Exception e) {
                said = "failed " + e.getClass().getSimpleName();
            }
            System.out.println(attempt + " " + said);
        }
    }

    private static String proxied(String destination) throws IOException {
        String told = System.getenv("HTTPS_PROXY");
        if (told == null) {
            return "failed without a proxy";
        }
        URI proxy = URI.create(told);
        try (Socket socket = new Socket(proxy.getHost(), proxy.getPort())) {
            socket.setSoTimeout(10_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            say(socket, "CONNECT " + destination + " HTTP/1.1\r\nHost: " + destination + "\r\n\r\n");
            String status = in.readLine();
            String field = in.readLine();
            while (field != null && !field.isEmpty()) {
                field = in.readLine();
            }
            if (status != null && status.startsWith("HTTP/1.1 200 ")) {
                say(socket, "hello\n");
                return "reached: " + in.readLine();
            }
            return status + ": " + in.readLine();
        }
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }
}
