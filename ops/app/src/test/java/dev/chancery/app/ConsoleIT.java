package dev.chancery.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import dev.chancery.app.browser.Chromium;
import dev.chancery.app.browser.Visitor;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages do by themselves in a real browser. Who comes for what is in {@link JourneysIT}. */
class ConsoleIT {

    private static final String OWN = "Seven words that nobody else has read";

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
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        Chromium.assumeInstalled();
        upstream = new SimulatedUpstream(0);
        Path policy = Files.createDirectories(directory.resolve("home/policy"));
        Files.writeString(policy.resolve("chancery.yaml"), POLICY.formatted(upstream.baseUrl()));
        chancery = ChanceryProcess.start(directory.resolve("home"));
        chromium = Chromium.start();
        try (Visitor admin = chromium.visitor(chancery.url())) {
            admin.signIn(chancery.firstRun("adminUser"), chancery.firstRun("adminPassword"));
            admin.choosePassword(chancery.firstRun("adminPassword"), OWN);
        }
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (chancery != null) {
            chancery.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private static Visitor admin() {
        return chromium.visitor(chancery.url()).signIn(chancery.firstRun("adminUser"), OWN);
    }

    @Test
    void theListShowsWhatHappensByItselfAndATextOnlyOnRequest() {
        try (Visitor admin = admin()) {
            // given
            String early = ask("assistance", "When do you open? Write to ada@example.org");
            Page page = admin.page();
            admin.sees("Operations");
            admin.open("/tasks");
            assertThat(row(page, early)).isVisible();

            // when a request comes while the page is looked at
            String held = ask("letters", "Dear Sir, call +49 30 23125 4711. Kind regards");

            // then the list shows it by itself
            assertThat(row(page, held)).isVisible();
            row(page, held).click();
            assertThat(page.locator(".state.big")).hasText("held");
            assertThat(page.locator(".timeline > li")).not().hasCount(0);

            // and content is shown on request, with placeholders
            page.locator("form[action$='/content'] button").click();
            assertThat(page.locator("figure pre").last()).containsText("[PHONE_NUMBER_1");
            assertThat(page.content()).doesNotContain("23125");
            assertThat(admin.complaints()).isEmpty();
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (Visitor stranger = chromium.visitor(chancery.url())) {
            // given
            stranger.open("/tasks/anything");

            // when
            stranger.page().getByLabel("Name").fill("admin");
            stranger.page().getByLabel("Password").fill("wrong");
            stranger.button("Sign in").click();

            // then
            assertThat(stranger.page().getByRole(AriaRole.ALERT)).hasText("The name or the password is wrong.");
        }
    }

    @Test
    void handsOutTheVerifierToWhoeverAsks() {
        try (Visitor stranger = chromium.visitor(chancery.url())) {
            // given nobody who signed in
            Page page = stranger.page();
            stranger.open("/verifier.html");

            // when
            page.locator("#file").setInputFiles(directory.resolve("home/policy/chancery.yaml"));

            // then it runs, under a policy that lets it load and send nothing
            stranger.sees("Tampered");
            assertThat(page.locator(".findings")).containsText("no audit pack");
            assertThat(stranger.complaints()).isEmpty();
        }
    }

    @Test
    void whatIsWrongWithAnImportIsSaidBesideIt() {
        // given
        long today =
                LocalDate.now(Clock.systemUTC()).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        chancery.api("POST", "/api/reconciliation/imports?provider=openai", INVOICED.formatted(today, today + 86_400));
        Eventually.holds(
                Duration.ofSeconds(30),
                () -> chancery.get("/api/reconciliation?provider=openai")
                                .path("exports")
                                .size()
                        == 1);
        try (Visitor admin = admin()) {
            Page page = admin.page();
            admin.sees("Operations");
            admin.open("/reconciliation");
            assertThat(page.locator("#reconciliation .state.UNEXPLAINED").first())
                    .hasText("unexplained");

            // when it is sent by keyboard
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

            // then
            assertThat(page.locator("#import-wrong")).containsText("cost_report?group_by[]=description instead");
            admin.shoot("import-refused");
        }
    }

    @Test
    void theFirstPageIsLightAndItsFilesAreAskedForOnce() {
        try (Visitor admin = admin()) {
            // given
            List<Response> answers = new CopyOnWriteArrayList<>();
            admin.sees("Operations");
            admin.page().onResponse(answers::add);

            // when
            admin.open("/operations");
            admin.page().waitForLoadState(LoadState.NETWORKIDLE);

            // then, uncompressed
            assertThat(answers.stream().mapToInt(answer -> answer.body().length).sum())
                    .isLessThan(200_000);
            assertThat(answers.stream()
                            .filter(answer -> answer.url().contains("/assets/"))
                            .toList())
                    .hasSizeGreaterThan(3)
                    .allSatisfy(answer -> {
                        assertThat(answer.url()).containsPattern("-[0-9a-f]{32}\\.(css|js|svg)$");
                        assertThat(answer.headers().get("cache-control")).contains("max-age=31536000");
                    });
            assertThat(admin.complaints()).isEmpty();
        }
    }

    @Test
    void whatTheServerChangedIsFoundInTheBrowser() {
        ask("assistance", "When do you open?");
        try (Visitor admin = admin()) {
            // given
            Page page = admin.page();
            admin.sees("Operations");
            admin.open("/log/events/0");
            admin.button("Verify").click();
            assertThat(page.locator("#verdict")).containsText("Verified in this browser");

            for (String part : List.of("/api/log/proof/0", "/api/log/tile/entries/", "/api/log/key")) {
                // when one byte of what is read is another; the event is the first of its bundle
                page.route(url -> url.contains(part), route -> {
                    APIResponse real = route.fetch();
                    byte[] body = real.body();
                    body[part.contains("entries") ? 10 : body.length / 2] ^= 1;
                    route.fulfill(new Route.FulfillOptions().setResponse(real).setBodyBytes(body));
                });
                admin.button("Verify").click();

                // then
                assertThat(page.locator("#verdict")).containsText("NOT VERIFIED");
                assertThat(page.locator("#checks .state.bad")).hasCount(1);
                page.unrouteAll();
            }
            admin.button("Verify").click();
            assertThat(page.locator("#verdict")).containsText("Verified in this browser");
            admin.shoot("log-verified");
        }
    }

    @Test
    void theBillOfMaterialsIsServedToAnAdministrator() {
        HttpResponse<String> served = chancery.api("GET", "/actuator/sbom/application", "");

        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.body()).contains("\"bomFormat\"", "CycloneDX", "spring-boot");
        assertThat(chancery.api("reviewToken", "GET", "/actuator/sbom/application", "")
                        .statusCode())
                .isEqualTo(403);
    }

    private static Locator row(Page page, String task) {
        return page.locator("#list a[href='/tasks/" + task + "']");
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
