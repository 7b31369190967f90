package dev.chancery.decisions.policy;

import dev.chancery.contracts.fact.SandboxLimits;
import dev.chancery.decisions.policy.Policy.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a sandbox grants and how much of it. */
final class SandboxNode {

    private static final Pattern PATH = Pattern.compile("(/[^/\\p{Cntrl}]+)+");

    /** What a sandbox has of its own. */
    private static final List<String> OWN = List.of("/proc", "/sys", "/dev", Sandbox.WORK);

    /** What the whole machine runs on. */
    private static final List<String> SYSTEM =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/boot");

    private static final String NETWORK = "network";
    private static final String ALLOW = "allow";

    /** Each may have a line in the record of each call. */
    private static final int DESTINATIONS = 64;

    private SandboxNode() {}

    static Sandbox read(DocumentNode node) {
        List<String> read = paths(node, "read");
        List<String> write = paths(node, "write");
        SortedSet<String> seen = new TreeSet<>();
        for (int i = 0; i < read.size() + write.size(); i++) {
            boolean second = i >= read.size();
            String path = second ? write.get(i - read.size()) : read.get(i);
            if (!seen.add(path)) {
                node.fault(second ? "write" : "read", path + " is granted twice. Keep one of them.");
            }
        }
        return new Sandbox(
                read,
                write,
                network(node),
                new SandboxLimits(
                        node.integer("memory", 16, 1_048_576),
                        node.integer("processes", 1, 10_000),
                        node.integer("seconds", 1, 3_600),
                        node.integer("disk", 1, 1_048_576)));
    }

    private static List<Destination> network(DocumentNode node) {
        JsonNode network = node.raw(NETWORK);
        if (network != null && network.isObject()) {
            return node.object(NETWORK, SandboxNode::allowed);
        }
        if (network == null || !network.isString() || !network.stringValue().equals("none")) {
            node.fault(
                    NETWORK,
                    "Write none, or allow: and the hosts and ports that the program may reach, as"
                            + " {allow: [\"api.example.com:443\"]}.");
        }
        return List.of();
    }

    private static List<Destination> allowed(DocumentNode node) {
        List<Destination> allowed = new ArrayList<>();
        for (String text : node.texts(ALLOW, 1)) {
            Destination destination = Destination.of(text).orElse(null);
            if (destination == null) {
                node.fault(
                        ALLOW,
                        "'" + text + "' is no host and port. Write a whole name, or an address, and one port, as"
                                + " api.example.com:443, 192.0.2.7:5432 or [2001:db8::7]:443.");
            } else if (destination.isNobodys()) {
                node.fault(ALLOW, "'" + text + "' is the address of no host. Name the one that is meant.");
            } else if (allowed.contains(destination)) {
                node.fault(ALLOW, destination + " is allowed twice. Keep one of them.");
            } else {
                allowed.add(destination);
            }
        }
        if (allowed.size() > DESTINATIONS) {
            node.fault(ALLOW, "More than " + DESTINATIONS + " cannot be allowed. Keep those that the program needs.");
        }
        return List.copyOf(allowed);
    }

    private static List<String> paths(DocumentNode node, String name) {
        List<String> paths = node.texts(name, 0);
        for (String path : paths) {
            String why = refused(path, name.equals("write"));
            if (why != null) {
                node.fault(name, "'" + path + "' " + why);
            }
        }
        return new ArrayList<>(paths);
    }

    private static @Nullable String refused(String path, boolean write) {
        if (!PATH.matcher(path).matches() || path.matches(".*/\\.{1,2}(/.*)?")) {
            return "is no path to grant. Write an absolute one without . and .. and without a slash at its end.";
        }
        if (isWithin(path, OWN)) {
            return "cannot be granted: a sandbox has its own " + String.join(", ", OWN) + ".";
        }
        return write && isWithin(path, SYSTEM)
                ? "cannot be granted for writing: the whole machine runs on " + String.join(", ", SYSTEM) + "."
                : null;
    }

    private static boolean isWithin(String path, List<String> roots) {
        return roots.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
