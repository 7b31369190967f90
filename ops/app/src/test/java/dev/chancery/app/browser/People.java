package dev.chancery.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.app.process.ChanceryProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** People who are made known by the API, each with a password of his own. */
public final class People {

    private final ChanceryProcess chancery;
    private final Map<String, String> passwords = new LinkedHashMap<>();

    public People(ChanceryProcess chancery) {
        this.chancery = chancery;
    }

    /** Makes somebody known who is to choose a password at the first sign-in; tells the one for that. */
    public String known(String account, String role, @Nullable String system) {
        Map<String, Object> grant = new LinkedHashMap<>();
        grant.put("role", role);
        if (system != null) {
            grant.put("system", system);
        }
        if (role.equals("REGULATOR")) {
            grant.put("until", Instant.now().plus(Duration.ofDays(30)).toString());
        }
        HttpResponse<String> answer = chancery.api(
                "POST",
                "/api/people",
                ChanceryProcess.JSON.writeValueAsString(Map.of("account", account, "roles", List.of(grant))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return ChanceryProcess.JSON
                .readTree(answer.body())
                .path("temporaryPassword")
                .asString();
    }

    /** Signs somebody in who was made known, and chooses a password for him when he has none yet. */
    public Visitor signIn(Visitor visitor, String account, String first) {
        String own = passwords.get(account);
        if (own != null) {
            return visitor.signIn(account, own);
        }
        String chosen = "Sentence " + passwords.size() + " that one person has read";
        visitor.signIn(account, first);
        visitor.choosePassword(first, chosen);
        passwords.put(account, chosen);
        return visitor;
    }

    /** The password that somebody has chosen. */
    public String password(String account) {
        String own = passwords.get(account);
        if (own == null) {
            throw new IllegalArgumentException(account + " has chosen no password");
        }
        return own;
    }

    /** Signs in somebody who has chosen a password before. */
    public Visitor signIn(Visitor visitor, String account) {
        return visitor.signIn(account, password(account));
    }
}
