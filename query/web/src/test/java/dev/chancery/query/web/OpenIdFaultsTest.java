package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.VisitCommand;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.SignInMethod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a provider, or whoever stands between, may get wrong: nobody comes in by it, and nothing of it is told. */
class OpenIdFaultsTest extends WebTest {

    private static final FaultyProvider PROVIDER = provider();
    private static final String UNSOUND = "cannot be relied on";
    private static final String AWAY = "does not answer now";

    private static FaultyProvider provider() {
        try {
            return new FaultyProvider();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        Path secret = Files.createTempFile("openid", ".secret");
        Files.writeString(secret, FaultyProvider.SECRET + "\n");
        registry.add("chancery.sign-in.openid.issuer", PROVIDER::issuer);
        registry.add("chancery.sign-in.openid.client-id", () -> FaultyProvider.CLIENT);
        registry.add("chancery.sign-in.openid.client-secret", () -> "file:" + secret);
        registry.add("chancery.sign-in.openid.name", () -> "Example Org");
        registry.add("chancery.sign-in.openid.roles.reviewer", () -> "reviewers");
        registry.add("chancery.sign-in.openid.roles.ai-officer", () -> "ai-officers");
    }

    @AfterAll
    static void end() {
        PROVIDER.close();
    }

    @BeforeEach
    void mend() {
        PROVIDER.mend();
    }

    /** Goes to the provider and comes back. @return what Chancery says to what the provider sent */
    private HttpResponse<String> signIn(Visitor visitor) throws Exception {
        return visitor.get(back(visitor));
    }

    private String back(Visitor visitor) throws Exception {
        String there =
                visitor.get("/sign-in/openid").headers().firstValue("Location").orElseThrow();
        assertThat(there).startsWith(PROVIDER.issuer() + "/authorize?");
        HttpResponse<String> sent = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(there)).build(), BodyHandlers.ofString());
        URI back = URI.create(sent.headers().firstValue("Location").orElseThrow());
        return back.getRawPath() + "?" + back.getRawQuery();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("none, but " + answer.statusCode());
    }

    private void isOut(Visitor visitor, HttpResponse<String> answer, String sentence) throws Exception {
        assertThat(location(answer)).endsWith("/sign-in?openid");
        assertThat(visitor.get("/sign-in?openid").body()).contains(sentence);
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);
        assertThat(journal.ofPeople(BeginVisit.class)).isEmpty();
    }

    @Test
    void withoutAFaultThePersonIsInWithTheRolesOfTheGroups() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.claims = token -> token.subject("user-ok").claim("name", "Rosa Reviewer");

        // when
        HttpResponse<String> answer = signIn(visitor);

        // then
        assertThat(location(answer)).endsWith("/");
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(200);
        AccountCommand.OpenAccount opened =
                journal.ofPeople(AccountCommand.OpenAccount.class).getFirst();
        assertThat(opened.account().value()).matches("sso-[0-9a-f]{16}");
        assertThat(opened.local()).isFalse();
        assertThat(opened.by()).isEqualTo("openid");
        assertThat(opened.grants()).containsExactly(MemoryAccounts.grant(Role.REVIEWER));
        BeginVisit visit = journal.ofPeople(BeginVisit.class).getFirst();
        assertThat(visit.account()).isEqualTo(opened.account());
        assertThat(visit.method()).isEqualTo(SignInMethod.OPENID);
        assertThat(accounts.secrets().find(opened.account()).orElseThrow().displayName())
                .isEqualTo("Rosa Reviewer");
        assertThat(PROVIDER.authorization)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
    }

    static Stream<Arguments> tokens() {
        Instant now = Instant.now();
        return Stream.of(
                fault("another nonce", token -> token.claim("nonce", "another")),
                fault("no nonce", token -> token.claim("nonce", null)),
                fault("another audience", token -> token.audience("another-client")),
                fault(
                        "others in the audience, and none of them named",
                        token -> token.audience(List.of("another-client", FaultyProvider.CLIENT))),
                fault("an issuer that is no address", token -> token.issuer("no address")),
                fault("an end that is no time", token -> token.claim("exp", "tomorrow")),
                fault("another party", token -> token.claim("azp", "another-client")),
                fault("another issuer", token -> token.issuer("https://login.example.org")),
                fault(
                        "expired",
                        token -> token.issueTime(Date.from(now.minusSeconds(900)))
                                .expirationTime(Date.from(now.minusSeconds(120)))),
                fault("without an end", token -> token.expirationTime(null)),
                fault("of the future", token -> token.issueTime(Date.from(now.plusSeconds(3_600)))),
                fault("not before tomorrow", token -> token.notBeforeTime(Date.from(now.plusSeconds(86_400)))),
                fault("of nobody", token -> token.subject(null)));
    }

    private static Arguments fault(String name, Consumer<JWTClaimsSet.Builder> claims) {
        return Arguments.argumentSet(name, claims);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void anIdTokenThatIsNotMeantForThisSignInOpensNothing(Consumer<JWTClaimsSet.Builder> fault) throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.claims = fault;

        // when
        HttpResponse<String> answer = signIn(visitor);

        // then
        isOut(visitor, answer, UNSOUND);
        assertThat(journal.people).isEmpty();
    }

    @Test
    void aClockThatIsALittleOffIsBorneWith() throws Exception {
        // given
        PROVIDER.claims = token -> token.issueTime(Date.from(Instant.now().plusSeconds(30)));

        // then
        assertThat(location(signIn(stranger()))).endsWith("/");
    }

    @Test
    void anIdTokenThatAnotherKeySignedOpensNothing() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.foreignKey = true;

        // then
        isOut(visitor, signIn(visitor), UNSOUND);
    }

    @Test
    void anIdTokenThatIsSignedByWhatTheClientKnowsOpensNothing() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.symmetric = true;

        // then
        isOut(visitor, signIn(visitor), UNSOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a token", "a.b.c"})
    void whatIsNoIdTokenOpensNothing(String token) throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.token = signed -> token;

        // then
        isOut(visitor, signIn(visitor), UNSOUND);
    }

    @Test
    void anUnsignedIdTokenOpensNothing() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.token = signed -> "eyJhbGciOiJub25lIn0." + signed.split("\\.")[1] + ".";

        // then
        isOut(visitor, signIn(visitor), UNSOUND);
    }

    @Test
    void anotherStateOpensNothingAndTheCodeIsNotEvenUsed() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.state = sent -> "another";

        // when
        HttpResponse<String> answer = signIn(visitor);

        // then
        isOut(visitor, answer, UNSOUND);
        assertThat(PROVIDER.asked).doesNotContain("/token");
    }

    @Test
    void whatWasBegunInAnotherBrowserOpensNothing() throws Exception {
        // given
        Visitor attacker = stranger();
        Visitor victim = stranger();
        victim.get("/sign-in/openid");

        // when the attacker's answer is put before the victim, so that he would work in the attacker's name
        HttpResponse<String> answer = victim.get(back(attacker));

        // then
        isOut(victim, answer, UNSOUND);
        assertThat(PROVIDER.asked).doesNotContain("/token");
    }

    @Test
    void anAnswerCountsOnce() throws Exception {
        // given
        Visitor visitor = stranger();
        String back = back(visitor);
        assertThat(location(visitor.get(back))).endsWith("/");
        journal.people.clear();

        // when
        HttpResponse<String> again = visitor.get(back);

        // then
        assertThat(location(again)).endsWith("/sign-in?openid");
        assertThat(journal.ofPeople(BeginVisit.class)).isEmpty();
    }

    @Test
    void whoSaysNoAtTheProviderIsToldSo() throws Exception {
        // given
        Visitor visitor = stranger();
        String state = FaultyProvider.query(back(visitor).split("\\?")[1]).get("state");

        // when
        HttpResponse<String> answer = visitor.get(
                "/sign-in/openid/return?error=access_denied&error_description=%3Cscript%3E&state=" + encoded(state));

        // then
        isOut(visitor, answer, "You were not signed in there");
        assertThat(visitor.get("/sign-in").body()).doesNotContain("<script>", "access_denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?code=a", "?state=a", "?error=%0d%0aSet-Cookie:%20a=b&state=a"})
    void whatNobodyBeganOpensNothing(String query) throws Exception {
        // given
        Visitor visitor = stranger();

        // then
        isOut(visitor, visitor.get("/sign-in/openid/return" + query), UNSOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/keys", "everything"})
    void aProviderThatBreaksOffMidwayIsSaidToBeAway(String what) throws Exception {
        // given
        Visitor visitor = stranger();
        String back = back(visitor);

        // when
        PROVIDER.tokenAway = what.equals("/token");
        PROVIDER.keysAway = what.equals("/keys");
        PROVIDER.away = what.equals("everything");

        // then
        isOut(visitor, visitor.get(back), AWAY);
    }

    @Test
    void whileTheProviderIsAwayItsButtonStillLeadsThere() throws Exception {
        // given what it said of itself before
        signIn(stranger());
        hours.pass(Duration.ofHours(2));
        PROVIDER.away = true;

        // then
        assertThat(location(stranger().get("/sign-in/openid"))).startsWith(PROVIDER.issuer());
    }

    @Test
    void whoseGroupsAreNotMappedIsToldWhichAreAndNothingElse() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.claims = token -> token.subject("user-none").claim("groups", List.of("cooks"));

        // when
        HttpResponse<String> answer = signIn(visitor);

        // then
        assertThat(location(answer)).endsWith("/sign-in?openid");
        assertThat(visitor.get("/sign-in?openid").body())
                .contains("none of your groups opens anything", "ai-officers, reviewers", "sso-")
                .doesNotContain("cooks");
        assertThat(visitor.get("/sign-in?openid").body()).as("it is told once").doesNotContain("ai-officers");
        assertThat(stranger().get("/sign-in?openid").body()).doesNotContain("ai-officers");
        assertThat(journal.people).isEmpty();
    }

    @Test
    void groupsMayComeWithTheUserInfo() throws Exception {
        // given
        PROVIDER.claims = token -> token.subject("user-info").claim("groups", null);
        PROVIDER.userInfo = Map.of("sub", "user-info", "groups", List.of("ai-officers"));

        // then
        assertThat(location(signIn(stranger()))).endsWith("/");
        assertThat(journal.ofPeople(AccountCommand.OpenAccount.class).getFirst().grants())
                .containsExactly(MemoryAccounts.grant(Role.AI_OFFICER));
    }

    @Test
    void theUserInfoOfSomebodyElseOpensNothing() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.claims = token -> token.subject("user-mine").claim("groups", null);
        PROVIDER.userInfo = Map.of("sub", "user-other", "groups", List.of("ai-officers"));

        // then
        isOut(visitor, signIn(visitor), UNSOUND);
    }

    @Test
    void nobodyComesInWhileTheRecordIsAway() throws Exception {
        // given
        Visitor visitor = stranger();
        journal.recordDown = true;

        // when
        HttpResponse<String> answer = signIn(visitor);

        // then
        assertThat(location(answer)).endsWith("/sign-in?openid");
        assertThat(visitor.get("/sign-in?openid").body()).contains("The record cannot be written now");
        assertThat(visitor.get("/tasks").statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sign-in/openid?redirect_uri=https://evil.example/",
                "/sign-in/openid?continue=https://evil.example/",
                "/sign-in/openid?redirect=https://evil.example/&next=//evil.example",
            })
    void noAddressThatIsGivenIsGoneTo(String start) throws Exception {
        // given
        Visitor visitor = stranger();

        // when
        String there = location(visitor.get(start));

        // then
        assertThat(there).startsWith(PROVIDER.issuer()).doesNotContain("evil");
        assertThat(location(signIn(visitor))).matches("(http://127\\.0\\.0\\.1:\\d+)?/");
    }

    @Test
    void whatAStrangerSaysOfAHostInFrontIsNotBelieved() throws Exception {
        // when
        HttpResponse<String> answer = stranger()
                .send(stranger()
                        .request("/sign-in/openid")
                        .header("X-Forwarded-Host", "evil.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("Forwarded", "host=evil.example;proto=https")
                        .GET());

        // then
        assertThat(location(answer)).startsWith(PROVIDER.issuer()).doesNotContain("evil");
    }

    @Test
    void whoWantedAPageGetsItAfterwards() throws Exception {
        // given
        Visitor visitor = stranger();
        PROVIDER.claims = token -> token.subject("user-deep");
        assertThat(location(visitor.get("/review"))).endsWith("/sign-in");

        // then
        assertThat(location(signIn(visitor))).contains("/review");
    }

    @Test
    void theSessionIsANewOne() throws Exception {
        // given
        Visitor visitor = stranger();
        String before =
                visitor.get("/sign-in").headers().firstValue("Set-Cookie").orElseThrow();

        // when
        List<String> cookies = signIn(visitor).headers().allValues("Set-Cookie");

        // then
        assertThat(cookies)
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("chancery=")
                        .contains("HttpOnly", "SameSite=Lax")
                        .isNotEqualTo(before));
    }

    @Test
    void refusalsOfOnePersonDoNotFillTheRecord() throws Exception {
        // given
        PROVIDER.claims = token -> token.subject("user-again");
        signIn(stranger());
        PROVIDER.claims = token -> token.subject("user-again").claim("groups", List.of());

        // when
        for (int n = 0; n < 4; n++) {
            assertThat(location(signIn(stranger()))).endsWith("/sign-in?openid");
        }

        // then
        eventually(() -> assertThat(journal.ofPeople(AccountCommand.RecordRefusedSignIn.class))
                .hasSize(1));
        hours.pass(Duration.ofMinutes(2));
        signIn(stranger());
        eventually(() -> assertThat(journal.ofPeople(AccountCommand.RecordRefusedSignIn.class))
                .hasSize(2));
        assertThat(journal.ofPeople(VisitCommand.BeginVisit.class)).hasSize(1);
    }
}
