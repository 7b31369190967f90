package dev.chancery.app.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.chancery.app.process.ChanceryProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody at a browser. What the browser complains of is kept, so that a test can want silence. */
public final class Visitor implements AutoCloseable {

    /** What the law asks for (WCAG 2.2 AA and what came before it). */
    private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private static final int DESK = 1440;
    private static final int PHONE = 390;
    private static final int HEIGHT = 900;

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final String url;
    private final BrowserContext context;
    private final String suffix;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Visitor(String url, BrowserContext context, String suffix) {
        this.url = url;
        this.context = context;
        this.suffix = suffix;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    public Page page() {
        return page;
    }

    /** What the browser complained of. */
    public List<String> complaints() {
        return complaints;
    }

    /** Opens a page and tells its status. */
    public int open(String path) {
        Response response = page.navigate(path.startsWith("http") ? path : url + path);
        return response == null ? 0 : response.status();
    }

    /** Signs in; where that leads depends on who it is. */
    public Visitor signIn(String name, String password) {
        open("/sign-in");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(password);
        button("Sign in").click();
        return this;
    }

    /** Chooses a password in the place of the one that somebody else knows. */
    public void choosePassword(String old, String chosen) {
        page.locator("#old").fill(old);
        page.locator("#password").fill(chosen);
        page.locator("#again").fill(chosen);
        button("Change it").click();
        assertThat(page.locator("#old")).hasCount(0);
    }

    public Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    public Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Whether the page has this heading. */
    public void sees(String heading) {
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading))
                        .first())
                .isVisible();
    }

    /** Keeps a picture of the whole page, and wants it to be no wider than the window. */
    public void shoot(String name) {
        assertThat(keep(name + suffix)).as(name + suffix + " fits").isTrue();
    }

    /**
     * Keeps pictures of the page on a desk and on a phone, by day and by night.
     *
     * @return what is wider than the window, and what is too faint at night
     */
    public List<String> pictures(String name) {
        List<String> wrong = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : List.of(DESK, PHONE)) {
                page.setViewportSize(width, HEIGHT);
                String picture = name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);
                if (!keep(picture)) {
                    wrong.add(picture + " is wider than the window");
                }
            }
            page.setViewportSize(DESK, HEIGHT);
        }
        wrong.addAll(grave(axe().withRules(List.of("color-contrast")).analyze()));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        return wrong;
    }

    private boolean keep(String picture) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(ChanceryProcess.root().resolve("ops/app/target/screenshots/" + picture + ".png")));
        return (Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth");
    }

    /** What is grave for people who see, hear or move otherwise; nothing, as it should be. */
    public List<String> barriers() {
        return grave(axe().withTags(WCAG).analyze());
    }

    /** Otherwise it opens a page of its own for each look, though nothing here is in a frame. */
    private AxeBuilder axe() {
        return new AxeBuilder(page).setLegacyMode(true);
    }

    private List<String> grave(AxeResults found) {
        return found.getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .map(rule -> page.url() + ": " + rule.getId() + " " + rule.getHelp() + " " + where(rule))
                .toList();
    }

    private static String where(Rule rule) {
        return rule.getNodes().stream()
                .limit(3)
                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                .toList()
                .toString();
    }

    @Override
    public void close() {
        context.close();
    }
}
