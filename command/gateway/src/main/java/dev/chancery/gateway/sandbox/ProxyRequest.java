package dev.chancery.gateway.sandbox;

import dev.chancery.decisions.policy.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program asks of its HTTP proxy (RFC 9110, 9112): a tunnel by CONNECT, or one plain request in absolute form. */
sealed interface ProxyRequest {

    /** A tunnel to a destination. */
    record Tunnel(Destination to) implements ProxyRequest {}

    /**
     * One request, after which the connection ends.
     *
     * @param head as it goes to the destination
     */
    record Plain(Destination to, String head) implements ProxyRequest {}

    /** What is no request to a proxy; the sentence says what is. */
    record Unusable(String sentence) implements ProxyRequest {}

    Pattern LINE = Pattern.compile("([A-Z]{1,32}) ([!-~]+) (HTTP/1\\.[01])");
    Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?#]+)(?:(/[^#]*)|(\\?[^#]*))?");
    Pattern FIELD = Pattern.compile("([!-9;-~]+):[^\\p{Cntrl}]*");

    /** What is between a program and its proxy, and not the destination's. */
    Set<String> HOP = Set.of("connection", "host", "keep-alive", "proxy-authorization", "proxy-connection");

    /** Reads the lines of a head, without the empty one that ends it. */
    static ProxyRequest of(String head) {
        List<String> lines = List.of(head.replace("\t", " ").split("\r\n", -1));
        Matcher line = LINE.matcher(lines.getFirst());
        if (!line.matches()) {
            return new Unusable("This is no HTTP/1.1 request to a proxy.");
        }
        if (line.group(1).equals("CONNECT")) {
            return Destination.of(line.group(2))
                    .<ProxyRequest>map(Tunnel::new)
                    .orElse(new Unusable("CONNECT names a host and a port, as api.example.com:443, and no user."));
        }
        Matcher target = ABSOLUTE.matcher(line.group(2));
        if (!target.matches()) {
            return new Unusable("This is a proxy: ask for CONNECT host:port, or for a whole http:// address.");
        }
        Destination to = destination(target.group(1)).orElse(null);
        if (to == null) {
            return new Unusable("The address names no host, as http://api.example.com/ does, or it names a user.");
        }
        List<String> forward = new ArrayList<>();
        String path = target.group(2) != null
                ? target.group(2)
                : "/" + Optional.ofNullable(target.group(3)).orElse("");
        forward.add(line.group(1) + " " + path + " " + line.group(3));
        forward.add("Host: " + target.group(1));
        for (String field : lines.subList(1, lines.size())) {
            Matcher named = FIELD.matcher(field);
            if (!named.matches()) {
                return new Unusable("The head has a line that is no field.");
            }
            if (!HOP.contains(named.group(1).toLowerCase(Locale.ROOT))) {
                forward.add(field);
            }
        }
        // Another request on the same connection could be meant for another host.
        forward.add("Connection: close");
        return new Plain(to, String.join("\r\n", forward) + "\r\n\r\n");
    }

    private static Optional<Destination> destination(String authority) {
        return Destination.of(authority).or(() -> Destination.of(authority + ":80"));
    }
}
