package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.command.VisitCommand.EndVisit;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.simulated.openid.OpenIdProvider;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** People of a real provider, Spring Authorization Server: they sign in there with a password and come back. */
class OpenIdSignInTest extends WebTest {

    private static final OpenIdProvider PROVIDER = OpenIdProvider.start();
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final String PASSWORD = "a password of the provider";

    private final String user = "user-" + UUID.randomUUID();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        PROVIDER.settings(Map.of(
                        "reviewer",
                        "ai-reviewers",
                        "compliance-officer",
                        "compliance,legal",
                        "administrator",
                        "admins"))
                .forEach(setting -> {
                    String[] pair = setting.split("=", 2);
                    registry.add(pair[0], () -> pair[1]);
                });
    }

    @AfterAll
    static void end() {
        PROVIDER.close();
    }

    @BeforeEach
    void register() {
        PROVIDER.register("http://127.0.0.1:" + environment.getProperty("local.server.port"));
    }

    /** A person at his browser: cookies of Chancery and of the provider. */
    private final class Browser {
        private final Visitor chancery = stranger();
        private final HttpClient there =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        /** Follows from Chancery's button to the provider, signs in there if it asks, and comes back. */
        HttpResponse<String> signIn() throws Exception {
            HttpResponse<String> answer = there(location(chancery.get("/sign-in/openid")));
            if (location(answer).endsWith("/login")) {
                Matcher csrf = CSRF.matcher(there(PROVIDER.issuer() + "/login").body());
                assertThat(csrf.find()).isTrue();
                HttpResponse<String> signedIn = there.send(
                        HttpRequest.newBuilder(URI.create(PROVIDER.issuer() + "/login"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("username=" + user + "&password=" + encoded(PASSWORD)
                                        + "&_csrf=" + encoded(csrf.group(1))))
                                .build(),
                        BodyHandlers.ofString());
                answer = there(location(signedIn));
            }
            URI back = URI.create(location(answer));
            assertThat(back.getPath()).isEqualTo("/sign-in/openid/return");
            return chancery.get(back.getRawPath() + "?" + back.getRawQuery());
        }

        private HttpResponse<String> there(String address) throws Exception {
            assertThat(address).startsWith(PROVIDER.issuer());
            return there.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("Accept", "text/html")
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("none, but " + answer.statusCode() + " " + answer.body());
    }

    private AccountId account() {
        return journal.ofPeople(AccountCommand.OpenAccount.class).getFirst().account();
    }

    @Test
    void aPersonOfTheProviderComesInAndLeavesThereToo() throws Exception {
        // given
        PROVIDER.person(user, PASSWORD, "Rosa Reviewer", "ai-reviewers", "everybody");
        Browser rosa = new Browser();

        // when
        HttpResponse<String> answer = rosa.signIn();

        // then
        assertThat(location(answer)).endsWith("/");
        HttpResponse<String> page = rosa.chancery.get("/tasks");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("form-action 'self' " + PROVIDER.issuer() + ";");
        assertThat(rosa.chancery.get("/people").statusCode())
                .as("a reviewer administers nobody")
                .isEqualTo(403);
        assertThat(journal.ofPeople(BeginVisit.class).getFirst().grants())
                .containsExactly(MemoryAccounts.grant(Role.REVIEWER));

        // when
        HttpResponse<String> out = rosa.chancery.form("/sign-out", "");

        // then
        assertThat(rosa.chancery.get("/tasks").statusCode()).isEqualTo(302);
        String there = location(out);
        assertThat(there).startsWith(PROVIDER.issuer() + "/connect/logout?id_token_hint=");
        assertThat(location(rosa.there(there))).endsWith("/sign-in");
        assertThat(location(rosa.there(location(rosa.chancery.get("/sign-in/openid")))))
                .as("the provider asks for the password again")
                .endsWith("/login");
        eventually(() -> assertThat(journal.ofPeople(EndVisit.class)).hasSize(1));
    }

    @Test
    void atEachSignInTheRolesAreThoseOfTheGroups() throws Exception {
        // given
        PROVIDER.person(user, PASSWORD, "Cleo", "ai-reviewers", "legal");
        Browser cleo = new Browser();
        cleo.signIn();
        AccountId account = account();
        assertThat(accounts.find(account).orElseThrow().grants())
                .containsExactly(MemoryAccounts.grant(Role.COMPLIANCE_OFFICER), MemoryAccounts.grant(Role.REVIEWER));

        // when one group is taken away
        PROVIDER.person(user, PASSWORD, "Cleo", "ai-reviewers");
        new Browser().signIn();

        // then what is open loses it at once, too
        SetRoles set = journal.ofPeople(SetRoles.class).getFirst();
        assertThat(set.by()).isEqualTo("openid");
        assertThat(set.grants()).containsExactly(MemoryAccounts.grant(Role.REVIEWER));
        assertThat(accounts.find(account).orElseThrow().grants()).isEqualTo(set.grants());

        // when nothing changes
        new Browser().signIn();

        // then nothing is recorded of roles
        assertThat(journal.ofPeople(SetRoles.class)).hasSize(1);
        assertThat(journal.ofPeople(AccountCommand.OpenAccount.class)).hasSize(1);
    }

    @Test
    void whoseLastGroupIsTakenAwayIsOutAndComesBackWithIt() throws Exception {
        // given
        PROVIDER.person(user, PASSWORD, "Noor", "compliance");
        Browser open = new Browser();
        open.signIn();
        assertThat(open.chancery.get("/tasks").statusCode()).isEqualTo(200);

        // when
        PROVIDER.person(user, PASSWORD, "Noor");
        HttpResponse<String> refused = new Browser().signIn();

        // then
        assertThat(location(refused)).endsWith("/sign-in?openid");
        assertThat(journal.ofPeople(CloseAccount.class).getFirst().by()).isEqualTo("openid");
        assertThat(open.chancery.get("/tasks").statusCode())
                .as("his other session")
                .isEqualTo(302);

        // when
        PROVIDER.person(user, PASSWORD, "Noor", "legal");
        HttpResponse<String> again = new Browser().signIn();

        // then
        assertThat(location(again)).endsWith("/");
        assertThat(journal.ofPeople(ReopenAccount.class)).hasSize(1);
    }

    @Test
    void whatAPersonHasClosedNoGroupOpens() throws Exception {
        // given
        PROVIDER.person(user, PASSWORD, "Ida", "compliance");
        new Browser().signIn();
        CloseAccount close = new CloseAccount(account(), "left", "admin");
        accounts.apply(close);
        journal.people.add(close);
        Browser ida = new Browser();

        // when
        HttpResponse<String> refused = ida.signIn();

        // then
        assertThat(location(refused)).endsWith("/sign-in?openid");
        assertThat(ida.chancery.get("/sign-in").body()).contains("Your account here is closed");
        assertThat(journal.ofPeople(ReopenAccount.class)).isEmpty();
        eventually(() -> assertThat(journal.ofPeople(AccountCommand.RecordRefusedSignIn.class))
                .hasSize(1));
    }

    @Test
    void whoComesFromOutsideComesByWhatWasGrantedHereWhateverHisGroups() throws Exception {
        // given somebody who is told his account's name and has it made known
        PROVIDER.person(user, PASSWORD, "Reg");
        Browser first = new Browser();
        first.signIn();
        Matcher name = Pattern.compile("sso-[0-9a-f]{16}")
                .matcher(first.chancery.get("/sign-in").body());
        assertThat(name.find()).isTrue();
        AccountId account = new AccountId(name.group());
        RoleGrant until = new RoleGrant(Role.REGULATOR, null, hours.instant().plusSeconds(86_400));
        accounts.put(new Account(account, false, false, List.of(until), false, false, 0));

        // when
        PROVIDER.person(user, PASSWORD, "Reg", "admins");
        HttpResponse<String> answer = new Browser().signIn();

        // then
        assertThat(location(answer)).endsWith("/");
        assertThat(journal.ofPeople(SetRoles.class)).isEmpty();
        assertThat(journal.ofPeople(BeginVisit.class).getFirst().grants()).containsExactly(until);

        // when it is over
        hours.pass(java.time.Duration.ofDays(2));
        Browser late = new Browser();

        // then
        assertThat(location(late.signIn())).endsWith("/sign-in?openid");
        assertThat(late.chancery.get("/sign-in").body()).contains("What was granted to you here is over");
    }

    @Test
    void theProviderSendsNobodyToAnotherPlace() throws Exception {
        // given an authorization that leads elsewhere
        PROVIDER.person(user, PASSWORD, "Eve", "compliance");
        Browser eve = new Browser();
        eve.signIn();
        String asked = location(eve.chancery.get("/sign-in/openid"))
                .replaceAll("redirect_uri=[^&]*", "redirect_uri=https%3A%2F%2Fevil.example%2F");

        // then
        assertThat(eve.there(asked).statusCode()).isEqualTo(400);
    }
}
