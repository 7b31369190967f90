package dev.chancery.query.web.security.openid;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The groups in a provider's claims. */
final class Groups {

    /** More than this of one person are not looked at. */
    static final int MOST = 1_000;

    private Groups() {}

    /**
     * The groups.
     *
     * @param claim a name, or names of members one in another with dots between; a claim whose whole name has dots comes first
     * @return empty when there is no such claim; one text is one group, of a list its texts
     */
    static Optional<List<String>> in(Map<String, Object> claims, String claim) {
        Object found = claims.get(claim);
        if (found == null) {
            found = along(claims, claim);
        }
        return found == null ? Optional.empty() : Optional.of(texts(found));
    }

    private static @Nullable Object along(Map<?, ?> claims, String path) {
        Object found = claims;
        for (String name : path.split("\\.")) {
            if (!(found instanceof Map<?, ?> members)) {
                return null;
            }
            found = members.get(name);
        }
        return found;
    }

    private static List<String> texts(Object found) {
        if (found instanceof String one) {
            return List.of(one);
        }
        return found instanceof Collection<?> many
                ? many.stream()
                        .limit(MOST)
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
