package dev.chancery.gateway.sandbox;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tries to get out: each argument is {@code read:PATH}, {@code write:PATH} or {@code connect:PORT}. Says how it went. */
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
}
