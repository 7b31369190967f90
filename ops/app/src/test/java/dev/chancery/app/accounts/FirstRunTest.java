package dev.chancery.app.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.ForgetAccount;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.eventstore.Store;
import dev.chancery.eventstore.StoreSettings;
import dev.chancery.gateway.pipeline.Commands;
import dev.chancery.handling.Aggregates;
import dev.chancery.handling.account.Accounts;
import dev.chancery.handling.account.Administrators;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.Accounts.Token;
import dev.chancery.query.web.security.Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The first accounts on a real record, and the register that they are found in. */
class FirstRunTest {

    private static final AccountId ADA = new AccountId("ada");
    private static final String URL = "http://127.0.0.1:8080";
    private static final Policy POLICY = PolicyDocument.parse("""
            {"format": 1, "currency": "USD", "deployments": [], "models": [], "workflows": [], "agents": [],
             "toolServers": [], "rules": [], "redaction": {"restricted": [], "refused": [], "words": {}}, "rubrics": [],
             "gates": {"minimumReviewed": 2, "minimumLowerBound": 0.1, "sampleShare": 0.001,
               "monitoring": {"falseAlarmEvery": 1000, "changed": {"accepted": 0.1, "alarming": 0.25}}}}
            """);

    @TempDir
    private Path home;

    private Store store;
    private AccountRegister register;
    private Configuration axon;
    private Commands commands;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(home.resolve("policy"));
        store = Store.open(StoreSettings.embedded(home));
        register = new AccountRegister(store.log(), store.accountSecrets()::forget);
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(c -> store.engine())
                .registerComponent(
                        Administrators.class,
                        c -> new Administrators(register::administrators, store.nodes(), InstantSource.system()));
        Accounts.register(new Aggregates(configurer, 100));
        axon = configurer.start();
        commands = new Commands(axon.commandGateway());
    }

    @AfterEach
    void close() {
        axon.shutdown();
        register.close();
        store.close();
    }

    private void send(AccountCommand command) {
        commands.send(command);
        register.catchUp();
    }

    private void run(Consumer<AccountCommand> sending) throws IOException {
        new FirstRun(home, URL, new FirstAccounts(register, store.accountSecrets(), sending)).run(POLICY, commands);
    }

    private JsonNode firstRun() throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(home.resolve("first-run.json")));
    }

    private String bearer(String field) throws IOException {
        return firstRun().path(field).asString();
    }

    private static List<RoleGrant> grants(Role... roles) {
        return List.of(roles).stream()
                .map(role -> new RoleGrant(role, null, null))
                .toList();
    }

    @Test
    void handsOutTheFirstSecretsOnce() throws IOException {
        // when
        run(this::send);
        byte[] first = Files.readAllBytes(home.resolve("first-run.json"));
        run(this::send);
        // then
        assertThat(Files.readAllBytes(home.resolve("first-run.json"))).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("first-run.json"))))
                .isEqualTo("rw-------");
        assertThat(bearer("url")).isEqualTo(URL);
        Account admin = register.find(new AccountId(bearer("adminUser"))).orElseThrow();
        assertThat(admin.grants()).isEqualTo(grants(Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.AI_OFFICER));
        assertThat(admin.temporaryPassword()).isTrue();
        assertThat(Passwords.encoder()
                        .matches(
                                bearer("adminPassword"),
                                store.accountSecrets()
                                        .find(admin.id())
                                        .orElseThrow()
                                        .passwordHash()))
                .isTrue();
        assertThat(register.token(bearer("apiToken")))
                .get()
                .extracting(Token::account)
                .isEqualTo(FirstAccounts.ADMIN);
        assertThat(register.token(bearer("reviewToken"))).hasValueSatisfying(token -> {
            assertThat(token.account()).isEqualTo(FirstAccounts.REVIEWER);
            assertThat(token.roles()).containsExactly(Role.REVIEWER);
        });
        assertThat(register.token("cht_guess")).isEmpty();
        assertThat(register.administrators()).containsExactly(FirstAccounts.ADMIN);
    }

    @Test
    void beginsAnewAfterACrashAndShutsWhatWasHandedOutBefore() throws IOException {
        // given a crash before the password was on the record
        assertThatThrownBy(() -> run(command -> {
                    if (command instanceof RecordPassword) {
                        throw new IllegalStateException("crash");
                    }
                    send(command);
                }))
                .hasMessage("crash");
        String apiToken = bearer("apiToken");
        String reviewToken = bearer("reviewToken");
        assertThat(register.token(apiToken)).isPresent();
        // when
        run(this::send);
        // then
        assertThat(register.token(apiToken)).isEmpty();
        assertThat(register.token(reviewToken)).isEmpty();
        assertThat(register.token(bearer("apiToken"))).isPresent();
        assertThat(register.token(bearer("reviewToken"))).isPresent();
        assertThat(Passwords.encoder()
                        .matches(
                                bearer("adminPassword"),
                                store.accountSecrets()
                                        .find(FirstAccounts.ADMIN)
                                        .orElseThrow()
                                        .passwordHash()))
                .isTrue();
    }

    @Test
    void handsOutAnewWhenTheKeysOfTheSecretsAreLost() throws IOException {
        // given
        run(this::send);
        String before = bearer("adminPassword");
        store.accountSecrets().forget(FirstAccounts.ADMIN);
        // when
        run(this::send);
        // then
        assertThat(bearer("adminPassword")).isNotEqualTo(before);
        assertThat(store.accountSecrets().find(FirstAccounts.ADMIN)).isPresent();
    }

    @Test
    void takesAHomeOfBeforeOver() throws IOException {
        // given
        String hash = "{bcrypt}" + new BCryptPasswordEncoder(4).encode("the old password");
        Path old = home.resolve("secrets/credentials.json");
        Files.writeString(
                old,
                JsonMapper.shared()
                        .writeValueAsString(new OldCredentials("admin", hash, KeyDigest.of("cht_the-old-token"))));
        // when
        run(this::send);
        // then
        assertThat(old).doesNotExist();
        assertThat(home.resolve("first-run.json")).doesNotExist();
        assertThat(register.find(FirstAccounts.ADMIN))
                .hasValueSatisfying(
                        admin -> assertThat(admin.temporaryPassword()).isFalse());
        assertThat(Passwords.encoder()
                        .matches(
                                "the old password",
                                store.accountSecrets()
                                        .find(FirstAccounts.ADMIN)
                                        .orElseThrow()
                                        .passwordHash()))
                .isTrue();
        assertThat(register.token("cht_the-old-token"))
                .get()
                .extracting(Token::roles)
                .isEqualTo(List.of(Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.AI_OFFICER));
        Path review = home.resolve("secrets/review-token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(review)))
                .isEqualTo("rw-------");
        assertThat(register.token(Files.readString(review).strip()))
                .get()
                .extracting(Token::account)
                .isEqualTo(FirstAccounts.REVIEWER);
        // and a second start changes nothing
        long size = store.log().size();
        run(this::send);
        assertThat(store.log().size()).isEqualTo(size);
    }

    private record OldCredentials(String adminUser, String adminPasswordHash, String apiTokenSha256) {}

    @Test
    void opensNothingWithTokensOfAClosedAccountAndForgetsThePersonWhenAsked() throws IOException {
        // given
        run(this::send);
        String token = bearer("reviewToken");
        AccountId reviewer = FirstAccounts.REVIEWER;
        store.accountSecrets().keep(reviewer, new Secrets(null, null, List.of(), "Grace"));
        // when
        send(new CloseAccount(reviewer, "left", "admin"));
        // then
        assertThat(register.token(token)).isEmpty();
        send(new ReopenAccount(reviewer, "back", "admin"));
        assertThat(register.token(token)).isPresent();
        send(new CloseAccount(reviewer, "left", "admin"));
        send(new ForgetAccount(reviewer, "asked for it", "admin"));
        assertThat(store.accountSecrets().find(reviewer)).isEmpty();
    }

    @Test
    void knowsTheSameAfterARestart() throws IOException {
        // given
        run(this::send);
        send(new OpenAccount(ADA, true, grants(Role.ADMINISTRATOR), "admin"));
        send(new RecordPassword(ADA, true, "admin"));
        send(new RecordPassword(ADA, false, "ada"));
        send(new RecordSecondFactor(ADA, true, null, "ada"));
        send(new SetRoles(FirstAccounts.ADMIN, grants(Role.AI_OFFICER), "ada does it now", "ada"));
        // when
        try (AccountRegister again = new AccountRegister(store.log(), account -> {})) {
            // then
            for (AccountId account : List.of(ADA, FirstAccounts.ADMIN, FirstAccounts.REVIEWER)) {
                assertThat(again.find(account)).isEqualTo(register.find(account));
            }
            assertThat(again.find(ADA).orElseThrow().proofs()).isEqualTo(3);
            assertThat(again.administrators()).containsExactly(ADA);
            assertThat(again.token(bearer("apiToken"))).isEqualTo(register.token(bearer("apiToken")));
        }
    }
}
