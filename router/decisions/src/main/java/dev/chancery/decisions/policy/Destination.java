package dev.chancery.decisions.policy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port that a program may ask for. Two are the same when they are written the same but for upper case, or are
 * spellings of one address.
 *
 * @param host a name in lower case, or an address in its one spelling, IPv6 without brackets
 */
public record Destination(String host, int port) implements Comparable<Destination> {

    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]{1,253}):([1-9][0-9]{0,4})");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern NAME = Pattern.compile("(?:[0-9a-z_](?:[0-9a-z_-]{0,61}[0-9a-z_])?(?:\\.(?!$)|$))+");

    /** What resolvers may take for a number, and so for another address than it seems. */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final int PORTS = 65_535;
    private static final Comparator<Destination> ORDER =
            Comparator.comparing(Destination::host).thenComparingInt(Destination::port);

    /** Reads {@code name:443}, {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}; empty for everything else. */
    public static Optional<Destination> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(form.group(2));
        String host = spelt(form.group(1).toLowerCase(Locale.ROOT));
        return host == null || port > PORTS ? Optional.empty() : Optional.of(new Destination(host, port));
    }

    private static @Nullable String spelt(String text) {
        if (text.startsWith("[")) {
            try {
                // An IPv4 address in the clothes of IPv6 becomes one without them.
                return InetAddress.ofLiteral(text.substring(1, text.length() - 1))
                        .getHostAddress();
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        boolean usable = ADDRESS.matcher(text).matches()
                || (NAME.matcher(text).matches() && !NUMBER.matcher(text).matches());
        return usable ? text : null;
    }

    /** The address that it names; empty when it has a name that has to be looked up. */
    public Optional<InetAddress> address() {
        return host.indexOf(':') >= 0 || ADDRESS.matcher(host).matches()
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    /** Whether it is an address that no single host has. */
    boolean isNobodys() {
        return address()
                .filter(address ->
                        address.isAnyLocalAddress() || address.isMulticastAddress() || host.equals("255.255.255.255"))
                .isPresent();
    }

    @Override
    public int compareTo(Destination other) {
        return ORDER.compare(this, other);
    }

    /** As it is written in a policy. */
    @Override
    public String toString() {
        return (address().orElse(null) instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
