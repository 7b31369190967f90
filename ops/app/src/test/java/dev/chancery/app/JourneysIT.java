package dev.chancery.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.chancery.app.browser.Chromium;
import dev.chancery.app.browser.People;
import dev.chancery.app.browser.Visitor;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import dev.chancery.simulated.openid.OpenIdProvider;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each person comes to do, from nothing but the note of the first run, in a browser. The administrator makes the others known, and
 * each does the work of his role on what the ones before have left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JourneysIT {

    private static final int LETTERS = 20;

    private static final String POLICY = """
            currency: EUR
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%s', tier: worker, location: cloud,
                 inputPrice: "1", outputPrice: "4", contextTokens: 100000, maxOutputTokens: 1000}
            workflows:
              - {id: assistance, purpose: Answers customers of a bank, gate: autonomous, deployments: [cloud/echo]}
              - {id: letters, purpose: Letters that a person releases, gate: human-in-the-loop, deployments: [cloud/echo], rubric: politeness}
            agents:
              - {id: clerk, owner: Customer service, purpose: Speaks with customers, workflows: [assistance, letters], budgets: {day: "50.00"}}
            rubrics:
              - {id: politeness, version: 1, checks: [{dimension: courtesy, contains: [kind regards]}]}
            feedback: {minimumReviewed: 30}
            """;

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static OpenIdProvider provider;
    private static ChanceryProcess chancery;
    private static Chromium chromium;
    private static People people;

    @BeforeAll
    static void start() throws Exception {
        Chromium.assumeInstalled();
        upstream = new SimulatedUpstream(0);
        provider = OpenIdProvider.start();
        provider.person("grace", "a password of grace", "Grace Hopper", "ai-officers");
        provider.person("stranger", "a password of a stranger", "Some Body", "canteen");
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
        List<String> arguments = new ArrayList<>();
        provider.settings(Map.of("ai-officer", "ai-officers")).forEach(setting -> arguments.add("--" + setting));
        chancery = ChanceryProcess.start(directory.resolve("home"), arguments.toArray(String[]::new));
        provider.register(chancery.url());
        chromium = Chromium.start();
        people = new People(chancery);
        ask("assistance", "When do you open on Saturday?");
        ask("assistance", "Write to ada@example.org or call +49 30 23125 4711");
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (chancery != null) {
            chancery.close();
        }
        if (provider != null) {
            provider.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private static String ask(String workflow, String text) {
        HttpResponse<String> answer = chancery.chat(
                ChanceryProcess.JSON.writeValueAsString(Map.of(
                        "model",
                        "auto",
                        "max_tokens",
                        200,
                        "messages",
                        List.of(Map.of("role", "user", "content", text)))),
                "Chancery-Workflow",
                workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Chancery-Task").orElseThrow();
    }

    @Test
    @Order(1)
    void theAdministratorTakesTheFirstNoteAndMakesTheOthersKnown() {
        try (Visitor admin = chromium.visitor(chancery.url())) {
            // when he comes with the password of the note
            admin.signIn(chancery.firstRun("adminUser"), chancery.firstRun("adminPassword"));

            // then nothing opens before he has made one of his own
            admin.open("/people");
            admin.choosePassword(chancery.firstRun("adminPassword"), "A sentence nobody else has read");
            admin.open("/people");

            // when
            open(admin, "officer", "COMPLIANCE_OFFICER", null);
            open(admin, "reader", "REVIEWER", null);
            open(
                    admin,
                    "authority",
                    "REGULATOR",
                    LocalDate.now(Clock.systemUTC()).plusDays(30));
            open(admin, "chair", "BOARD", null);

            // then he cannot give one person both sides
            admin.open("/people");
            admin.page()
                    .getByLabel("Account", new Page.GetByLabelOptions().setExact(true))
                    .fill("both");
            admin.page().locator("#role-ADMINISTRATOR").check();
            admin.page().locator("#role-REVIEWER").check();
            admin.button("Open the account").click();
            assertThat(admin.page().getByRole(AriaRole.ALERT)).containsText("Who administers does not review");

            // and he, who administers, reviews nothing
            assertThat(admin.open("/review")).isEqualTo(403);
            assertThat(admin.complaints().stream().filter(said -> !said.contains("status of 4")))
                    .isEmpty();
        }
    }

    private static void open(Visitor admin, String account, String role, @Nullable LocalDate until) {
        admin.open("/people");
        Page page = admin.page();
        page.locator("#account").fill(account);
        page.locator("#role-" + role).check();
        if (until != null) {
            page.locator("#until").fill(until.toString());
        }
        admin.button("Open the account").click();
        String first = page.locator(".notice .mono").first().textContent().strip();
        try (Visitor person = chromium.visitor(chancery.url())) {
            people.signIn(person, account, first);
        }
    }

    @Test
    @Order(2)
    void aReviewerClearsTwentyItemsByKeyboard() {
        // given
        for (int n = 0; n < LETTERS; n++) {
            ask("letters", "Letter number " + n + " to a customer" + (n % 2 == 0 ? ". Kind regards" : ""));
        }
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/reviews?limit=50").path("reviews").size() == LETTERS);
        try (Visitor reader = chromium.visitor(chancery.url())) {
            // when
            people.signIn(reader, "reader");

            // then the queue is where he begins
            reader.sees("Review");
            Page page = reader.page();
            assertThat(page.locator("#open")).isVisible();

            // when he never touches the mouse
            page.keyboard().press("o");
            for (int n = 0; n < LETTERS; n++) {
                String current = page.locator("#item header a").textContent();
                assertThat(page.locator("#answer")).isVisible();
                switch (n) {
                    case 3 -> {
                        page.keyboard().press("r");
                        page.keyboard().type("Not what was asked");
                    }
                    case 5 -> {
                        page.keyboard().press("e");
                        page.keyboard().press("Control+End");
                        page.keyboard().type(" Kind regards, your bank.");
                        assertThat(page.locator("#diff ins").first()).containsText("your bank");
                        page.keyboard().press("Control+Enter");
                        page.keyboard().type("A greeting was missing");
                    }
                    default -> {
                        page.keyboard().press("a");
                        page.keyboard().type("Right and polite");
                    }
                }
                page.keyboard().press("Enter");
                assertThat(page.locator("#said")).containsText(current.strip());
            }

            // then
            assertThat(page.locator("#waiting .count")).hasText("Nothing waits");
            assertThat(reader.complaints()).isEmpty();
        }
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/tasks?state=APPROVED").path("tasks").size() == LETTERS - 2
                        && chancery.get("/api/tasks?state=EDITED").path("tasks").size() == 1
                        && chancery.get("/api/tasks?state=REJECTED")
                                        .path("tasks")
                                        .size()
                                == 1);
    }

    @Test
    @Order(3)
    void aComplianceOfficerClassifiesWhatTheSystemFoundAndTakesAPackAway() throws Exception {
        try (Visitor officer = chromium.visitor(chancery.url())) {
            people.signIn(officer, "officer");
            Page page = officer.page();

            // then the register is where she begins, and what runs without an entry stands there
            officer.sees("Systems");
            assertThat(page.locator("main")).containsText("letters");

            // when she makes it a system
            page.locator("tr", new Page.LocatorOptions().setHasText("letters"))
                    .getByRole(AriaRole.LINK)
                    .first()
                    .click();
            page.locator("[name=system]").fill("correspondence");
            fillIfEmpty(page, "[name=name]", "Letters to customers");
            fillIfEmpty(page, "[name=purpose]", "Writes letters that a person releases");
            fillIfEmpty(page, "[name=owner]", "Customer service");
            fillIfEmpty(page, "[name=provider]", "Acme");
            page.locator("[name=roles][value=DEPLOYER]").check();
            page.locator("[name=status]").selectOption("IN_SERVICE");
            officer.button("Register").click();

            // and says which law counts, then answers step by step
            officer.open("/systems/correspondence/classification");
            if (page.locator("[name=version]").count() > 0) {
                page.locator("form:has([name=version]) [name=reason]").fill("The law in force");
                page.locator("form:has([name=version]) button").first().click();
            }
            officer.open("/systems/correspondence/classification?step=role");
            page.locator("[name=deployer]").selectOption("PRIVATE");
            goOn(officer, "practices");
            page.locator("[name=othersAbsent]").check();
            goOn(officer, "products");
            page.locator("[name=product]").selectOption("none");
            goOn(officer, "uses");
            page.locator("[name=none]").check();
            page.locator("[name=lawEnforcement][value=false]").check();
            goOn(officer, "exemption");
            page.locator("[name=profiling][value=false]").check();
            goOn(officer, "transparency");
            page.locator("[name=none]").check();
            goOn(officer, "models");
            officer.button("Go on to the result").click();
            officer.button("Classify").click();

            // then
            assertThat(page.locator("main")).containsText("The system is classified.");
            assertThat(chancery.get("/api/systems/correspondence")
                            .path("classified")
                            .path("ruleSet")
                            .asString())
                    .isNotEmpty();

            // when she asks for a pack and waits for it
            officer.open("/exports/pack");
            officer.button("Ask for it").click();
            Locator ready = officer.link("Download");
            assertThat(ready).isVisible(new IsVisibleOptions().setTimeout(120_000));
            Download pack = page.waitForDownload(ready::click);
            Path file = directory.resolve("pack.asice");
            pack.saveAs(file);

            // then it verifies without us
            AuditPack.Run verified = new AuditPack(file).verify();
            assertThat(verified.exit()).as(verified.said()).isZero();
            assertThat(officer.complaints()).isEmpty();
        }
    }

    private static void goOn(Visitor officer, String step) {
        officer.button("Record and go on").click();
        assertThat(officer.page()).hasURL(Pattern.compile(".*step=" + step + ".*"));
    }

    private static void fillIfEmpty(Page page, String field, String text) {
        Locator found = page.locator(field).first();
        if (found.inputValue().isEmpty()) {
            found.fill(text);
        }
    }

    @Test
    @Order(4)
    void aRegulatorReplaysADecisionAndIsRefusedElsewhere() {
        String task = ask("assistance", "What does an account cost?");
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.api("GET", "/api/tasks/" + task, "").statusCode() == 200);
        try (Visitor regulator = chromium.visitor(chancery.url())) {
            people.signIn(regulator, "authority");
            Page page = regulator.page();

            // then he is told that each look is recorded
            regulator.sees("Your visit");

            // when
            regulator.open("/tasks/" + task);
            page.locator("#replay-recorded").click();

            // then
            assertThat(page.locator("#replay"))
                    .containsText("Identical.", new ContainsTextOptions().setTimeout(30_000));

            // and elsewhere he is refused
            for (String closed : List.of("/people", "/review", "/policy/drafts/new")) {
                assertThat(regulator.open(closed)).as(closed).isEqualTo(403);
            }
            assertThat(page.locator("main")).containsText("may");

            // and what he looked at is on the record
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.api("GET", "/api/visits?account=authority&format=json", "")
                            .body()
                            .contains("authority"));
        }
    }

    @Test
    @Order(5)
    void anAuditorOfOneSystemSeesThatSystemAlone() {
        String within = ask("letters", "May I have a copy of my contract? Kind regards");
        String elsewhere = ask("assistance", "What does a transfer cost?");
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.api("GET", "/api/tasks/" + elsewhere, "").statusCode() == 200);
        String first = people.known("auditor", "AUDITOR", "correspondence");
        try (Visitor auditor = chromium.visitor(chancery.url())) {
            people.signIn(auditor, "auditor", first);
            Page page = auditor.page();

            // then the menu is of that system
            auditor.open("/");
            auditor.sees("Your visit");
            assertThat(page.locator("#side h2").first()).hasText("correspondence");
            assertThat(auditor.link("People")).hasCount(0);

            // when
            auditor.link("Tasks of letters").click();
            page.locator("#list a[href='/tasks/" + within + "']").click();
            page.locator("#replay-recorded").click();

            // then
            assertThat(page.locator("#replay"))
                    .containsText("Identical.", new ContainsTextOptions().setTimeout(30_000));
            auditor.link("The system").click();
            assertThat(page).hasURL(chancery.url() + "/systems/correspondence");
            assertThat(page.locator("main form")).hasCount(0);
            auditor.link("Controls").click();
            assertThat(page.locator("h1")).hasText("Controls");

            // and what is of others is refused
            for (String closed : List.of("/tasks/" + elsewhere, "/tasks?workflow=assistance", "/systems", "/people")) {
                assertThat(auditor.open(closed)).as(closed).isEqualTo(403);
            }
        }
    }

    @Test
    @Order(6)
    void anAiOfficerComesByOpenIdAndProposesWhatSomebodyElseApproves() {
        try (Visitor grace = chromium.visitor(chancery.url())) {
            Page page = grace.page();

            // when
            vouched(grace, "grace", "a password of grace");

            // then she is in, as the group says
            grace.sees("Operations");

            // when she proposes a change
            grace.open("/policy/drafts/new");
            page.locator("#pointer").fill("/feedback/minimumReviewed");
            page.locator("#value").fill("40");
            page.locator("#reason-value").fill("More customers");
            page.getByRole(AriaRole.FORM, new Page.GetByRoleOptions().setName("Value"))
                    .getByRole(AriaRole.BUTTON)
                    .click();
            assertThat(page.locator("article", new Page.LocatorOptions().setHasText("More customers")))
                    .isVisible();

            // then she cannot approve it herself
            Locator draft = page.locator("article", new Page.LocatorOptions().setHasText("More customers"));
            draft.locator("[name=reason]").fill("I want it");
            draft.locator("button[value=approve]").click();
            assertThat(page.locator("article [role=alert]").first()).isVisible();
        }
        try (Visitor officer = chromium.visitor(chancery.url())) {
            people.signIn(officer, "officer");
            Page page = officer.page();
            officer.open("/policy");
            Locator draft = page.locator("article", new Page.LocatorOptions().setHasText("More customers"));
            draft.locator("[name=reason]").fill("It is needed");
            draft.locator("button[value=approve]").click();
            Eventually.holds(
                    Duration.ofSeconds(30),
                    () -> chancery.api("GET", "/api/policy/drafts", "").body().contains("It is needed"));
            assertThat(draft.locator("[role=alert]")).hasCount(0);
        }
        try (Visitor stranger = chromium.visitor(chancery.url())) {
            // when somebody comes whom the provider knows and nobody here
            vouched(stranger, "stranger", "a password of a stranger");

            // then
            assertThat(stranger.page().locator("[role=alert]").first()).isVisible();
            assertThat(stranger.page()).hasURL(Pattern.compile(".*/sign-in.*"));
        }
    }

    private static void vouched(Visitor visitor, String user, String password) {
        visitor.open("/sign-in");
        Page page = visitor.page();
        page.locator("a.button").first().click();
        page.locator("[name=username]").fill(user);
        page.locator("[name=password]").fill(password);
        page.locator("button[type=submit], form button").first().click();
    }

    @Test
    @Order(7)
    void aBoardMemberReadsTheQuarterByItsLink() {
        // given
        HttpResponse<String> asked =
                chancery.api("POST", "/api/board-reports", "{\"quarter\": \"" + quarter() + "\", \"partial\": true}");
        assertThat(asked.statusCode()).as(asked.body()).isBetween(200, 299);
        Eventually.holds(
                Duration.ofMinutes(2),
                () -> chancery.get("/api/exports?kind=BOARD_REPORT")
                        .path("exports")
                        .path(0)
                        .path("state")
                        .asString()
                        .equals("READY"));
        try (Visitor chair = chromium.visitor(chancery.url())) {
            // when the link is opened before anybody signed in
            chair.open("/board/" + quarter());
            chair.page().getByLabel("Name").fill("chair");
            chair.page().getByLabel("Password").fill(people.password("chair"));
            chair.button("Sign in").click();

            // then it leads there
            assertThat(chair.page()).hasURL(Pattern.compile(".*/board/" + quarter() + ".*"));
            assertThat(chair.page().locator(".tile").first()).isVisible();
            assertThat(chair.open("/tasks")).isEqualTo(403);
        }
    }

    private static String quarter() {
        LocalDate today = LocalDate.now(Clock.systemUTC());
        return today.getYear() + "-Q" + today.get(IsoFields.QUARTER_OF_YEAR);
    }

    @Test
    @Order(8)
    void anAdministratorSetsUpASecondFactorAndStopsEverything() {
        try (Visitor admin = chromium.visitor(chancery.url())) {
            Page page = admin.page();
            admin.signIn("admin", "A sentence nobody else has read");

            // when
            admin.open("/account/second-factor");
            assertThat(page.locator("svg").first()).isVisible();

            // and when something goes wrong with an agent
            admin.open("/agents");
            page.getByText("Stop something").click();
            page.locator("#kill-scope").selectOption("EVERYTHING");
            page.locator("#kill-reason").fill("A drill");
            admin.button("Stop it now").click();

            // then
            assertThat(page.locator("main")).containsText("A drill", new ContainsTextOptions().setTimeout(20_000));
            HttpResponse<String> refused =
                    chancery.chat("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("kill_switch");
        }
    }
}
