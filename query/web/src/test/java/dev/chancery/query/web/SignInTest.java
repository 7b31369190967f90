package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand.RecordRefusedSignIn;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.command.VisitCommand.EndVisit;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.query.web.security.SecondFactor;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** How people come in, stay and go. */
class SignInTest extends WebTest {

    private static final byte[] SECRET = "a secret of 20 bytes".getBytes(StandardCharsets.US_ASCII);

    @Autowired
    AccountSecrets secrets;

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("none").replaceFirst("^http://[^/]*", "");
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("none").replaceFirst(";.*", "");
    }

    private AccountId withSecondFactor(String name) {
        AccountId id = accounts.person(name, MemoryAccounts.grant(Role.COMPLIANCE_OFFICER));
        Secrets now = secrets.find(id).orElseThrow();
        secrets.keep(
                id, new Secrets(now.passwordHash(), SECRET, List.of(SecondFactor.digest("abcd-efgh-ijkl-mnop")), null));
        accounts.apply(new RecordSecondFactor(id, true, null, name));
        return id;
    }

    private String code(Duration later) throws Exception {
        TimeBasedOneTimePasswordGenerator app = new TimeBasedOneTimePasswordGenerator();
        return app.generateOneTimePasswordString(
                new SecretKeySpec(SECRET, app.getAlgorithm()), hours.instant().plus(later));
    }

    private Visitor halfway(String name) throws Exception {
        Visitor visitor = stranger();
        visitor.get("/sign-in");
        assertThat(location(visitor.signIn(name, MemoryAccounts.password(name))))
                .isEqualTo("/sign-in/code");
        visitor.get("/sign-in/code");
        return visitor;
    }

    @Test
    void aVisitIsOnTheRecordBeforeAnybodyIsIn() throws Exception {
        // given
        Visitor visitor = stranger();
        visitor.get("/sign-in");
        journal.recordDown = true;

        // when
        HttpResponse<String> refused = visitor.signIn("officer", MemoryAccounts.password("officer"));

        // then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("The record cannot be read or written now");
        journal.recordDown = false;
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);

        // when
        visitor.get("/sign-in");
        visitor.signIn("officer", MemoryAccounts.password("officer"));

        // then
        assertThat(journal.ofPeople(BeginVisit.class)).singleElement().satisfies(visit -> {
            assertThat(visit.account()).isEqualTo(new AccountId("officer"));
            assertThat(visit.method()).isEqualTo(SignInMethod.PASSWORD);
            assertThat(visit.grants()).containsExactly(MemoryAccounts.grant(Role.COMPLIANCE_OFFICER));
        });
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(200);

        // when
        visitor.form("/sign-out", "");

        // then
        eventually(() -> assertThat(!journal.ofPeople(EndVisit.class).isEmpty()).isTrue());
        assertThat(journal.ofPeople(EndVisit.class))
                .containsExactly(new EndVisit(
                        journal.ofPeople(BeginVisit.class).getFirst().visit(), VisitEnd.SIGNED_OUT));
    }

    @Test
    void aSessionIsAnotherOneAfterSigningIn() throws Exception {
        // given
        Visitor visitor = stranger();
        String before = cookie(visitor.get("/sign-in"));

        // when
        HttpResponse<String> in = visitor.signIn("officer", MemoryAccounts.password("officer"));

        // then
        assertThat(before).startsWith("chancery=");
        assertThat(cookie(in)).startsWith("chancery=").isNotEqualTo(before);
    }

    @Test
    void whoWantedAPageGetsItAfterSigningIn() throws Exception {
        // given
        Visitor visitor = stranger();
        visitor.get("/tasks?workflow=%7Bcard%7D");
        visitor.get("/sign-in");

        // then
        assertThat(location(visitor.signIn("officer", MemoryAccounts.password("officer"))))
                .startsWith("/tasks?workflow=%7Bcard%7D");
    }

    /** An account that there is not, that is closed, that has no password, and a wrong password are answered alike. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "closed-one", "officer", "passwordless", "a name with blanks", ""})
    void noAnswerTellsWhetherThereIsSuchAnAccount(String name) throws Exception {
        // given
        accounts.close(accounts.person("closed-one", MemoryAccounts.grant(Role.BOARD)));
        secrets.forget(accounts.person("passwordless", MemoryAccounts.grant(Role.BOARD)));
        Visitor visitor = stranger();
        visitor.get("/sign-in");
        String password = name.equals("officer") ? "wrong" : MemoryAccounts.password(name);

        // when
        HttpResponse<String> answer = visitor.signIn(name, password);

        // then
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).isEqualTo("/sign-in?error");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(visitor.get("/sign-in?error").body()).contains("The name or the password is wrong.");
    }

    @Test
    void whyAnAccountWasNotLetInIsOnTheRecord() throws Exception {
        // given
        AccountId closed = accounts.person("shut", MemoryAccounts.grant(Role.BOARD));
        accounts.close(closed);
        AccountId over = accounts.person(
                "over", new RoleGrant(Role.REGULATOR, null, hours.instant().minusSeconds(1)));
        Visitor visitor = stranger();
        visitor.get("/sign-in");

        // when
        visitor.signIn("nobody", "x");
        visitor.signIn("officer", "wrong");
        visitor.signIn("shut", MemoryAccounts.password("shut"));
        visitor.signIn("over", MemoryAccounts.password("over"));

        // then
        eventually(() -> assertThat(journal.ofPeople(RecordRefusedSignIn.class).size() == 3)
                .isTrue());
        assertThat(journal.ofPeople(RecordRefusedSignIn.class))
                .containsExactly(
                        new RecordRefusedSignIn(
                                new AccountId("officer"), SignInMethod.PASSWORD, SignInRefusal.WRONG_PASSWORD),
                        new RecordRefusedSignIn(closed, SignInMethod.PASSWORD, SignInRefusal.CLOSED),
                        new RecordRefusedSignIn(over, SignInMethod.PASSWORD, SignInRefusal.NO_ROLE));
    }

    @Test
    void anOlderHashIsMadeAnewWhenThePasswordIsAtHand() throws Exception {
        // given
        AccountId id = accounts.person("of-before", MemoryAccounts.grant(Role.BOARD));
        secrets.keep(
                id,
                new Secrets(
                        "{bcrypt}" + new BCryptPasswordEncoder(4).encode("a password of before"),
                        null,
                        List.of(),
                        "Ann"));
        Visitor visitor = stranger();
        visitor.get("/sign-in");

        // when
        HttpResponse<String> in = visitor.signIn("of-before", "a password of before");

        // then
        assertThat(location(in)).isEqualTo("/");
        assertThat(secrets.find(id).orElseThrow().passwordHash()).startsWith("{argon2}");
        assertThat(secrets.find(id).orElseThrow().displayName()).isEqualTo("Ann");
    }

    @Test
    void aCodeIsAskedForAndGoodOnce() throws Exception {
        // given
        withSecondFactor("careful");
        String code = code(Duration.ZERO);
        Visitor first = halfway("careful");
        Visitor second = halfway("careful");

        // when
        HttpResponse<String> in = first.form("/sign-in/code", "code=" + code);
        HttpResponse<String> again = second.form("/sign-in/code", "code=" + code);

        // then
        assertThat(location(in)).isEqualTo("/");
        assertThat(first.get("/tasks").statusCode()).isEqualTo(200);
        assertThat(journal.ofPeople(BeginVisit.class).getLast().method()).isEqualTo(SignInMethod.PASSWORD_AND_CODE);
        assertThat(location(again)).isEqualTo("/sign-in/code?error");
        assertThat(second.get("/tasks").statusCode()).isEqualTo(302);
    }

    @Test
    void aCodeHoldsOneStepEarlyOrLateAndNoMore() throws Exception {
        // given
        withSecondFactor("slow");

        // then
        assertThat(location(halfway("slow").form("/sign-in/code", "code=" + code(Duration.ofSeconds(-60)))))
                .isEqualTo("/sign-in/code?error");
        assertThat(location(halfway("slow").form("/sign-in/code", "code=" + code(Duration.ofSeconds(60)))))
                .isEqualTo("/sign-in/code?error");
        assertThat(location(halfway("slow").form("/sign-in/code", "code=" + code(Duration.ofSeconds(-30)))))
                .isEqualTo("/");
        assertThat(location(halfway("slow").form("/sign-in/code", "code=" + code(Duration.ofSeconds(30)))))
                .isEqualTo("/");
    }

    @Test
    void aRecoveryCodeIsGoodOnceHoweverItIsTyped() throws Exception {
        // given
        withSecondFactor("forgetful");

        // then
        assertThat(location(halfway("forgetful").form("/sign-in/code", "code=ABCD+EFGH+ijkl-mnop")))
                .isEqualTo("/");
        assertThat(location(halfway("forgetful").form("/sign-in/code", "code=abcd-efgh-ijkl-mnop")))
                .isEqualTo("/sign-in/code?error");
    }

    @Test
    void guessingCodesHasToWaitFromWhereverTheyCome() throws Exception {
        // given
        withSecondFactor("guarded");
        Visitor guesser = halfway("guarded");
        for (int n = 0; n < 5; n++) {
            assertThat(location(guesser.form("/sign-in/code", "code=" + String.format(Locale.ROOT, "%06d", n))))
                    .isEqualTo("/sign-in/code?error");
        }

        // then
        assertThat(location(guesser.form("/sign-in/code", "code=" + code(Duration.ZERO))))
                .startsWith("/sign-in/code?wait=");
        assertThat(location(halfway("guarded").form("/sign-in/code", "code=" + code(Duration.ZERO))))
                .startsWith("/sign-in/code?wait=");
    }

    @Test
    void nobodyIsInBetweenThePasswordAndTheCodeAndNotForLong() throws Exception {
        // given
        withSecondFactor("waiting");
        Visitor visitor = halfway("waiting");

        // then
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);
        assertThat(problem(visitor.get("/api/account"))).isEqualTo("401 unauthenticated");

        // when
        hours.pass(Duration.ofMinutes(6));

        // then
        assertThat(location(visitor.form("/sign-in/code", "code=" + code(Duration.ZERO))))
                .isEqualTo("/sign-in?late");
    }

    @Test
    void aSessionEndsWhenNobodyDoesAnythingAlthoughThePageRefreshesItself() throws Exception {
        // given
        Visitor visitor = stranger().signedIn("officer");
        hours.pass(Duration.ofMinutes(20));
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(200);
        hours.pass(Duration.ofMinutes(20));
        assertThat(visitor.send(visitor.request("/tasks")
                                .header("HX-Request", "true")
                                .header("HX-Target", "list")
                                .GET())
                        .statusCode())
                .isEqualTo(200);

        // when
        hours.pass(Duration.ofMinutes(11));
        HttpResponse<String> refreshed = visitor.send(visitor.request("/tasks")
                .header("HX-Request", "true")
                .header("HX-Target", "list")
                .GET());

        // then
        assertThat(refreshed.statusCode()).isEqualTo(401);
        assertThat(refreshed.headers().firstValue("HX-Redirect")).hasValue("/sign-in");
        eventually(() -> assertThat(
                        journal.ofPeople(EndVisit.class).stream().anyMatch(end -> end.cause() == VisitEnd.EXPIRED))
                .isTrue());
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverBusy() throws Exception {
        // given
        Visitor visitor = stranger().signedIn("officer");
        for (int n = 0; n < 28; n++) {
            hours.pass(Duration.ofMinutes(25));
            assertThat(visitor.get("/tasks").statusCode()).isEqualTo(200);
        }

        // when
        hours.pass(Duration.ofMinutes(25));

        // then
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);
    }

    @Test
    void aSessionEndsWithItsAccount() throws Exception {
        // given
        AccountId leaver = accounts.person("leaver", MemoryAccounts.grant(Role.COMPLIANCE_OFFICER));
        Visitor visitor = stranger().signedIn("leaver");
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(200);

        // when
        accounts.close(leaver);

        // then
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);
        assertThat(problem(program("leaver").get("/api/tasks"))).isEqualTo("401 unauthenticated");
        eventually(() -> assertThat(
                        journal.ofPeople(EndVisit.class).stream().anyMatch(end -> end.cause() == VisitEnd.SHUT))
                .isTrue());
    }

    @Test
    void whatIsTakenAwayIsGoneInOpenSessionsAndTokens() throws Exception {
        // given
        AccountId mover = accounts.person(
                "mover", MemoryAccounts.grant(Role.COMPLIANCE_OFFICER), MemoryAccounts.grant(Role.AI_OFFICER));
        Visitor session = stranger().signedIn("mover");
        assertThat(session.get("/erasures").statusCode()).isEqualTo(200);
        assertThat(program("mover").get("/api/erasures").statusCode()).isEqualTo(200);

        // when
        accounts.apply(new SetRoles(mover, List.of(MemoryAccounts.grant(Role.AI_OFFICER)), "moved", "admin"));

        // then
        assertThat(session.get("/erasures").statusCode()).isEqualTo(403);
        assertThat(session.get("/policy").statusCode()).isEqualTo(200);
        assertThat(problem(program("mover").get("/api/erasures"))).isEqualTo("403 forbidden");
        assertThat(program("mover").get("/api/policies").statusCode()).isEqualTo(200);
    }

    @Test
    void aGrantThatIsOverOpensNothing() throws Exception {
        // given
        accounts.person(
                "visitor", new RoleGrant(Role.REGULATOR, null, hours.instant().plus(Duration.ofMinutes(10))));
        Visitor session = stranger().signedIn("visitor");
        assertThat(session.get("/tasks").statusCode()).isEqualTo(200);

        // when
        hours.pass(Duration.ofMinutes(11));

        // then
        assertThat(session.get("/tasks").statusCode()).isEqualTo(302);
        assertThat(problem(program("visitor").get("/api/tasks"))).isEqualTo("403 forbidden");
        assertThat(json(program("visitor").get("/api/tasks")).get("detail").asString())
                .contains("You have no role that is in force.");
    }
}
