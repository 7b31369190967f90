package dev.chancery.query.web.security.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.web.security.SignInSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OpenIdSettingsTest {

    private static final Map<String, String> SOUND = Map.of(
            "issuer", "https://login.example.com/realms/company",
            "client-id", "chancery",
            "client-secret", "env:OPENID_SECRET",
            "roles.reviewer", "reviewers, second-line",
            "roles.ai-officer", "ai-officers");

    private static OpenIdSettings settings(String... changes) {
        Map<String, String> all = new HashMap<>(SOUND);
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                all.remove(changes[i]);
            } else {
                all.put(changes[i], changes[i + 1]);
            }
        }
        Map<String, String> prefixed = new HashMap<>();
        all.forEach((name, value) -> prefixed.put(OpenIdSettings.PREFIX + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bind(OpenIdSettings.PREFIX, OpenIdSettings.class)
                .get();
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        // when
        OpenIdSettings settings = settings();

        // then
        assertThat(settings.scopes()).containsExactly("openid", "profile");
        assertThat(settings.groupsClaim()).isEqualTo("groups");
        assertThat(settings.clockSkew()).hasSeconds(60);
        assertThat(settings.groups()).containsExactly("ai-officers", "reviewers", "second-line");
        assertThat(settings.toString()).doesNotContain("OPENID_SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer| |issuer is missing",
                "issuer|login.example.com|is a URL without",
                "issuer|http://login.example.com|begins with https://",
                "issuer|https://login.example.com/?a=b|without user, query",
                "issuer|https://me@login.example.com/|without user, query",
                "client-id| |client-id is missing",
                "client-secret|s3cret|never write the secret itself",
                "scopes|profile,email|contains openid",
                "roles.regulator|supervisors|neither until when nor for which system",
                "roles.auditor|auditors|make the account known under People beforehand",
                "roles.administrator|reviewers|who administers cannot review",
                "clock-skew|10m|from 0s to 300s",
                "clock-skew|-1s|from 0s to 300s",
                "timeout|0s|from 1ms to 60s",
                "timeout|2h|from 1ms to 60s",
            })
    void whatIsWrongIsSaidInASentence(String name, String value, String sentence) {
        assertThatThrownBy(() -> settings(name, value == null ? "" : value)).hasStackTraceContaining(sentence);
    }

    @Test
    void withoutAnyRoleNobodyWouldGetIn() {
        assertThatThrownBy(() -> settings("roles.reviewer", "", "roles.ai-officer", ""))
                .hasStackTraceContaining("which groups have which role");
    }

    @Test
    void oneGroupIsEnoughForARoleAndOthersSayNothing() {
        assertThat(settings().grants(Set.of("second-line", "cooks")))
                .containsExactly(new RoleGrant(Role.REVIEWER, null, null));
        assertThat(settings().grants(List.of("ai-officers", "reviewers")))
                .containsExactly(new RoleGrant(Role.REVIEWER, null, null), new RoleGrant(Role.AI_OFFICER, null, null));
        assertThat(settings().grants(List.of("Reviewers", "reviewers2", ""))).isEmpty();
    }

    @Test
    void theSecretIsReadWhereItIs(@TempDir Path home) throws Exception {
        // given
        Path file = Files.writeString(home.resolve("secret"), "one\n");
        OpenIdSettings settings = settings("client-secret", "file:" + file);
        assertThat(settings.secret()).isEqualTo("one");

        // when it is rotated
        Files.writeString(file, "two");

        // then
        assertThat(settings.secret()).isEqualTo("two");
        Files.delete(file);
        assertThatThrownBy(settings::secret)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(settings("client-secret", "env:NO_SUCH_VARIABLE_HERE")::secret)
                .hasMessageContaining("is not there");
    }

    @Test
    void groupsAreFoundByNameAndByPath() {
        // given as Keycloak, Entra ID and Auth0 have them
        Map<String, Object> claims = Map.of(
                "groups", List.of("a", "b", 3),
                "realm_access", Map.of("roles", List.of("c")),
                "https://example.com/groups", "d");

        // then
        assertThat(Groups.in(claims, "groups")).hasValue(List.of("a", "b"));
        assertThat(Groups.in(claims, "realm_access.roles")).hasValue(List.of("c"));
        assertThat(Groups.in(claims, "https://example.com/groups")).hasValue(List.of("d"));
        assertThat(Stream.of("no", "groups.a", "realm_access.no", "").map(name -> Groups.in(claims, name)))
                .allMatch(found -> found.isEmpty());
    }

    @Test
    void anAccountStandsForOneSubjectOfOneIssuer() {
        // when
        AccountId account = Vouched.account("https://a.example", "1");

        // then
        assertThat(account.value()).matches("sso-[0-9a-f]{16}");
        assertThat(account).isEqualTo(Vouched.account("https://a.example", "1"));
        assertThat(account).isNotEqualTo(Vouched.account("https://b.example", "1"));
        assertThat(account).isNotEqualTo(Vouched.account("https://a.example", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Rosa\u0007 \u202EReviewer", " Rosa Reviewer "})
    void aNameIsPlainText(String name) {
        assertThat(new Vouched(new AccountId("sso-1"), List.of(), name).name()).isEqualTo("Rosa Reviewer");
    }

    @Test
    void withoutLocalPasswordsThereIsAnotherWayInAndABreakGlassIsForThen() {
        assertThatThrownBy(() -> new SignInSettings(true, "admin")).hasMessageContaining("break-glass is for");
        SignInSettings closed = new SignInSettings(false, "admin");
        assertThat(closed.permitsPassword(new AccountId("admin"))).isTrue();
        assertThat(closed.permitsPassword(new AccountId("another"))).isFalse();
        assertThat(closed.hasPasswords()).isTrue();
        assertThat(new SignInSettings(false, null).hasPasswords()).isFalse();
        assertThat(new SignInSettings(true, null).permitsPassword(new AccountId("another")))
                .isTrue();
    }
}
