package dev.chancery.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Eventually;
import dev.chancery.simulated.SimulatedUpstream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser, on a desk and on a phone, by day and by night. Pictures are in {@code target/screenshots}. */
class ConsoleIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final String POLICY = """
            currency: USD
            deployments:
              - {id: cloud/echo, provider: openai, model: echo, baseUrl: '%s', tier: worker, location: cloud,
                 inputPrice: "0.25", outputPrice: "2.00", contextTokens: 100000, maxOutputTokens: 1000}
              - {id: embedded/extractive, provider: embedded, model: extractive, tier: filter, location: local,
                 contextTokens: 100000, maxOutputTokens: 4096}
            workflows:
              - {id: assistance, purpose: Answers, gate: autonomous, tiers: [worker, filter]}
              - {id: letters, purpose: Answers that a person releases, gate: human-in-the-loop, rubric: politeness}
            agents:
              - {id: clerk, owner: Owner, purpose: Tests, workflows: [assistance, letters], budgets: {task: "0.50", day: "5.00"}}
            redaction: {restricted: [US_SSN]}
            rubrics:
              - {id: politeness, version: 1, checks: [{dimension: courtesy, contains: [kind regards]}]}
            """;

    /** An export with a model that was never asked. */
    private static final String INVOICED = """
            {"object":"page","data":[{"object":"bucket","start_time":%d,"end_time":%d,"results":[
              {"object":"organization.usage.completions.result","input_tokens":123456,"output_tokens":7890,"num_model_requests":42,
               "model":"gpt-4o-mini-2024-07-18"}]}],"has_more":false}
            """;

    @TempDir
    private static Path directory;

    private static SimulatedUpstream upstream;
    private static ChanceryProcess chancery;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Files.isExecutable(CHROMIUM) || "true".equals(System.getenv("CI")),
                "There is no " + CHROMIUM + ": install it to test the console");
        upstream = new SimulatedUpstream(0);
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
        if (chancery != null) {
            chancery.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    void showsWhatHappensAndLetsAPersonDecide() {
        try (BrowserContext desk = context(1440, ColorScheme.LIGHT)) {
            // given
            Page page = page(desk);
            signIn(page);
            String early = ask("assistance", "When do you open? Write to ada@example.org");
            assertThat(row(page, early)).isVisible();

            // when a request comes while the page is looked at
            String held = ask("letters", "Dear Sir, call +49 30 23125 4711. Kind regards");

            // then the list shows it by itself
            assertThat(row(page, held)).isVisible();
            row(page, held).click();
            assertThat(page.locator(".state.big")).hasText("held");
            assertThat(page.locator(".timeline > li")).not().hasCount(0);

            // and content is shown on request in the review queue, with placeholders
            page.getByText("Decide in the review queue").click();
            assertThat(page.locator("#asked")).hasCount(0);
            page.keyboard().press("o");
            assertThat(page.locator("#asked")).containsText("[PHONE_NUMBER_1");
            assertThat(page.content()).doesNotContain("23125");

            // and a decision is taken by keyboard, said, and kept
            assertThat(page.locator("#item-title")).isFocused();
            page.keyboard().press("a");
            page.keyboard().type("Polite and right");
            page.keyboard().press("Enter");
            assertThat(page.locator("#said")).containsText("Approved " + held);
            page.navigate(chancery.url() + "/tasks/" + held);
            assertThat(page.locator(".state.big")).hasText("approved");
            assertThat(page.locator(".timeline")).containsText("Polite and right");

            // and its decisions come out the same again, and its events are in the log
            page.locator("#replay-recorded").click();
            assertThat(page.locator("#replay")).containsText("Identical.");
            page.locator(".timeline .at a").first().click();
            assertThat(page.locator(".timeline .proof").first()).containsText("Verified here, just now.");
            assertThat(complaints).isEmpty();
        }
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> !chancery.get("/api/tasks?state=APPROVED").path("tasks").isEmpty());
    }

    @Test
    void refusesAWrongPassword() {
        try (BrowserContext stranger = context(1440, ColorScheme.LIGHT)) {
            // given
            Page page = page(stranger);
            page.navigate(chancery.url() + "/tasks/anything");

            // when
            page.getByLabel("Name").fill("admin");
            page.getByLabel("Password").fill("wrong");
            page.getByRole(AriaRole.BUTTON).click();

            // then
            assertThat(page.getByRole(AriaRole.ALERT)).hasText("The name or the password is wrong.");
        }
    }

    @Test
    void handsOutTheVerifierToWhoeverAsks() {
        try (BrowserContext stranger = context(1440, ColorScheme.LIGHT)) {
            // given nobody who signed in
            Page page = page(stranger);
            page.navigate(chancery.url() + "/verifier.html");

            // when
            page.locator("#file").setInputFiles(directory.resolve("home/policy/chancery.yaml"));

            // then it runs, under a policy that lets it load and send nothing
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Tampered")))
                    .isVisible();
            assertThat(page.locator(".findings")).containsText("no audit pack");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void fitsDeskAndPhoneByDayAndByNight() {
        // given
        ask(
                "assistance",
                "Which documents do I need for a mortgage? Write to bob@example.org or call +49 30 23125 4711");
        ask("assistance", "My number is 536-22-8214");
        String held = ask("letters", "Dear Sir, this has no greeting at its end");
        long today =
                LocalDate.now(Clock.systemUTC()).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        chancery.api("POST", "/api/reconciliation/imports?provider=openai", INVOICED.formatted(today, today + 86_400));
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/reconciliation?provider=openai")
                                .path("exports")
                                .size()
                        == 1);

        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                try (BrowserContext context = context(width, scheme)) {
                    Page page = page(context);
                    String suffix = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);

                    // when and then
                    page.navigate(chancery.url());
                    shoot(page, "sign-in" + suffix);
                    signIn(page);
                    assertThat(page.locator("#pulse")).hasText("Live");
                    shoot(page, "tasks" + suffix);
                    page.navigate(chancery.url() + "/tasks?q=mortgage");
                    shoot(page, "search" + suffix);
                    page.navigate(chancery.url() + "/review");
                    shoot(page, "reviews" + suffix);
                    page.navigate(chancery.url() + "/tasks/" + held);
                    shoot(page, "timeline" + suffix);
                    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show content"))
                            .click();
                    assertThat(page.locator("figure pre")).hasCount(2);
                    shoot(page, "content" + suffix);
                    page.navigate(chancery.url() + "/review/" + held);
                    page.keyboard().press("o");
                    assertThat(page.locator("#answer")).hasCount(1);
                    page.keyboard().press("e");
                    page.locator("#output").pressSequentially("Kind regards, ");
                    assertThat(page.locator("#diff ins")).hasText("Kind regards, ");
                    shoot(page, "review" + suffix);
                    page.navigate(chancery.url() + "/log");
                    shoot(page, "log" + suffix);
                    page.navigate(chancery.url() + "/tasks/none");
                    shoot(page, "missing" + suffix);
                    page.navigate(chancery.url() + "/reconciliation");
                    assertThat(page.locator("#reconciliation .state.UNEXPLAINED")
                                    .first())
                            .hasText("unexplained");
                    shoot(page, "reconciliation" + suffix);
                    page.getByLabel("File, JSON or CSV")
                            .setInputFiles(new FilePayload(
                                    "costs.csv",
                                    "text/csv",
                                    "usage_date_utc,model,token_type,cost_usd\n".getBytes(StandardCharsets.UTF_8)));
                    page.locator("#import-provider").selectOption("anthropic");
                    page.locator("#import-provider").focus();
                    page.keyboard().press("Tab");
                    assertThat(page.locator("#import-file")).isFocused();
                    page.keyboard().press("Tab");
                    page.keyboard().press("Enter");
                    assertThat(page.locator("#import-wrong"))
                            .containsText("cost_report?group_by[]=description instead");
                    shoot(page, "import-refused" + suffix);
                }
            }
        }
        assertThat(complaints.stream().filter(said -> !said.contains("404") && !said.contains("status of 400")))
                .isEmpty();
    }

    private BrowserContext context(int width, ColorScheme scheme) {
        return browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width > 1000 ? 900 : 844)
                .setColorScheme(scheme)
                .setLocale("en-GB"));
    }

    private Page page(BrowserContext context) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private static void signIn(Page page) {
        page.navigate(chancery.url());
        page.getByLabel("Name").fill(chancery.firstRun("adminUser"));
        page.getByLabel("Password").fill(chancery.firstRun("adminPassword"));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Tasks")))
                .isVisible();
    }

    private static Locator row(Page page, String task) {
        return page.locator("a[href='/tasks/" + task + "']");
    }

    /** The whole page; it must not be wider than the window. */
    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(ChanceryProcess.root().resolve("ops/app/target/screenshots/" + name + ".png")));
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as(name + " fits")
                .isTrue();
    }

    private static String ask(String workflow, String text) {
        HttpResponse<String> answer = chancery.chat(
                "{\"model\":\"auto\",\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                        + "\"}]}",
                "Chancery-Workflow",
                workflow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Chancery-Task").orElseThrow();
    }
}
