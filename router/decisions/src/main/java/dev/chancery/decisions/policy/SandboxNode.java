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
        network(node);
        return new Sandbox(
                read,
                write,
                new SandboxLimits(
                        node.integer("memory", 16, 1_048_576),
                        node.integer("processes", 1, 10_000),
                        node.integer("seconds", 1, 3_600),
                        node.integer("disk", 1, 1_048_576)));
    }

    private static void network(DocumentNode node) {
        JsonNode network = node.raw(NETWORK);
        if (network == null || !network.isString() || !network.stringValue().equals("none")) {
            node.fault(
                    NETWORK,
                    "A program in a sandbox has no network; hosts cannot be allowed yet. Write none, or run what needs"
                            + " the network as a server of its own and give its url.");
        }
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
