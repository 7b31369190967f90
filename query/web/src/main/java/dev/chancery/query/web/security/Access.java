package dev.chancery.query.web.security;

import dev.chancery.contracts.fact.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may do what: the table {@code access.txt}, which says itself how it is read. The API, the pages and the menu ask it alone. The
 * first line that fits a request decides, and what no line names nobody may do.
 */
public final class Access {

    private static final String TABLE = "access.txt";

    private static final Map<String, Role> ROLES = new LinkedHashMap<>();

    static {
        ROLES.put("administrator", Role.ADMINISTRATOR);
        ROLES.put("compliance officer", Role.COMPLIANCE_OFFICER);
        ROLES.put("reviewer", Role.REVIEWER);
        ROLES.put("AI officer", Role.AI_OFFICER);
        ROLES.put("regulator", Role.REGULATOR);
        ROLES.put("board", Role.BOARD);
        ROLES.put("auditor", Role.AUDITOR);
    }

    private final List<Permission> permissions;

    private Access(List<Permission> permissions) {
        this.permissions = permissions;
    }

    /** Who besides people with a role. */
    public enum Other {
        /** Without signing in. */
        ANYONE("anyone"),
        /** Without signing in, when the installation opens its log to all. */
        ANYONE_WHILE_OPEN("anyone while the log is open"),
        /** With an agent's key. */
        AGENT("agent"),
        /** Signed in, with any role. */
        PERSON("person");

        private final String word;

        Other(String word) {
            this.word = word;
        }
    }

    /**
     * What somebody may do.
     *
     * @param what in words
     * @param roles whose it is; each for "person"
     * @param others who else
     * @param lines which requests it opens
     */
    public record Permission(String what, Set<Role> roles, Set<Other> others, List<Line> lines) {

        /** Whether somebody with these roles has it. */
        public boolean isOf(Collection<Role> held) {
            return held.stream().anyMatch(roles::contains);
        }

        /** The roles in words: "administrator or reviewer". */
        public String who() {
            List<String> words = ROLES.entrySet().stream()
                    .filter(role -> roles.contains(role.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            return words.isEmpty() ? "agent" : String.join(" or ", words);
        }
    }

    /**
     * Requests: some methods of a path.
     *
     * @param parameter that the request has to have, empty for none
     */
    public record Line(Set<String> methods, PathPattern path, String parameter) {

        boolean fits(String method, PathContainer asked, Predicate<String> parameters) {
            return methods.contains(method.equals("HEAD") ? "GET" : method)
                    && path.matches(asked)
                    && (parameter.isEmpty() || parameters.test(parameter));
        }

        @Override
        public String toString() {
            return String.join(" ", methods) + " " + path + (parameter.isEmpty() ? "" : "?" + parameter);
        }
    }

    /** The table as it is shipped. */
    public static Access table() {
        try (InputStream table = Access.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException("The table " + TABLE + " of permissions is missing.");
            }
            return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A role in the words of the table. */
    public static String word(Role role) {
        return ROLES.entrySet().stream()
                .filter(entry -> entry.getValue() == role)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** All permissions, in the order of the table. */
    public List<Permission> permissions() {
        return permissions;
    }

    /**
     * The permission that a request needs; empty when nobody may.
     *
     * @param parameters whether it has one of a name
     */
    public Optional<Permission> needed(String method, PathContainer path, Predicate<String> parameters) {
        return permissions.stream()
                .filter(permission -> permission.lines().stream().anyMatch(line -> line.fits(method, path, parameters)))
                .findFirst();
    }

    /** The methods that the table has for a path; none when there is nothing. */
    Set<String> methods(PathContainer path) {
        return permissions.stream()
                .flatMap(permission -> permission.lines().stream())
                .filter(line -> line.path().matches(path))
                .flatMap(line -> line.methods().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reads a table. What is not understood ends the start: a permission that is misread could be one too many. */
    static Access parse(String table) {
        List<Permission> permissions = new ArrayList<>();
        String what = "";
        Set<String> who = new LinkedHashSet<>();
        List<Line> lines = new ArrayList<>();
        for (String line : (table + "\n.").lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("    ")) {
                lines.add(line(line.strip()));
            } else if (line.startsWith("  ")) {
                Stream.of(line.split(",")).map(String::strip).forEach(who::add);
            } else {
                if (!what.isEmpty()) {
                    permissions.add(permission(what, who, lines));
                }
                what = line.strip();
                who = new LinkedHashSet<>();
                lines = new ArrayList<>();
            }
        }
        return new Access(List.copyOf(permissions));
    }

    private static Permission permission(String what, Set<String> who, List<Line> lines) {
        if (who.isEmpty() || lines.isEmpty()) {
            throw new IllegalArgumentException("'" + what + "' is to say who may, and which requests it opens.");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Set<Other> others = EnumSet.noneOf(Other.class);
        for (String word : who) {
            Role role = ROLES.get(word);
            if (role != null) {
                roles.add(role);
            } else {
                others.add(Stream.of(Other.values())
                        .filter(other -> other.word.equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'" + what + "' is for '" + word + "', who is nobody that is known.")));
            }
        }
        if (others.contains(Other.PERSON)) {
            roles.addAll(EnumSet.allOf(Role.class));
        }
        return new Permission(
                what, Collections.unmodifiableSet(roles), Collections.unmodifiableSet(others), List.copyOf(lines));
    }

    private static Line line(String text) {
        List<String> words = List.of(text.split(" +"));
        Set<String> methods = new LinkedHashSet<>(words.subList(0, words.size() - 1));
        String[] target = words.getLast().split("\\?", 2);
        String path = target[0];
        if (methods.isEmpty()
                || !Set.of("GET", "POST", "PUT", "DELETE").containsAll(methods)
                || !path.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' is to be methods and a path.");
        }
        return new Line(
                Collections.unmodifiableSet(methods),
                PathPatternParser.defaultInstance.parse(path),
                target.length > 1 ? target[1] : "");
    }
}
